using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ManagedENet.Protocol.Memory;
using ManagedENet.Shared;

namespace ManagedENet.Protocol.Tests.Memory;

[TestFixture]
internal sealed class ENetPacketTests
{
    private readonly PacketPool _pool = new(1 << 20);

    [Test]
    [Property("Requirement", "LIM-031")]
    public void H42_a_disposed_packet_throws_at_every_use_also_through_a_copy()
    {
        ENetPacket packet = New(1, 2, 3);
        ENetPacket copy = packet;
        Assert.That(packet.Span.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));
        packet.Dispose();
        foreach (ENetPacket dead in new[] { packet, copy })
        {
            Assert.That(dead.IsAlive, Is.False);
            Assert.That(() => dead.Span.Length, Throws.TypeOf<ObjectDisposedException>().With.Message.Contains("no longer yours"));
            Assert.That(() => dead.WritableSpan.Length, Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => dead.Length, Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => dead.Flags, Throws.TypeOf<ObjectDisposedException>());
            dead.Dispose();
        }

        Assert.That(_pool.RentedBlocks, Is.Zero, "the pool is intact");
    }

    [Test]
    [Property("Requirement", "LIM-031")]
    public void H42_an_old_handle_does_not_reach_the_new_owner_of_its_memory()
    {
        ENetPacket old = New(1);
        old.Dispose();
        ENetPacket young = New(2);
        old.Dispose();
        Assert.That(young.IsAlive && young.Span[0] == 2, Is.True);
        Assert.That(old == young, Is.False);
        young.Dispose();
    }

    [Test]
    public void The_default_packet_is_nobody_s_and_may_be_disposed()
    {
        ENetPacket none = default;
        none.Dispose();
        Assert.That(none.IsAlive, Is.False);
        Assert.That(() => none.Length, Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void Packets_are_equal_when_they_are_the_same_packet()
    {
        ENetPacket packet = New(1);
        ENetPacket copy = packet;
        ENetPacket other = New(1);
        Assert.That(packet == copy && packet.Equals((object)copy) && packet.GetHashCode() == copy.GetHashCode(), Is.True);
        Assert.That(packet != other && !packet.Equals(null), Is.True);
        packet.Dispose();
        other.Dispose();
    }

    [Test]
    [Property("Requirement", "LIM-033")]
    public void A_packet_that_another_thread_disposes_comes_home_when_its_owner_looks()
    {
        ENetPacket packet = New(1, 2, 3);
        OnOtherThread(packet.Dispose);
        Assert.That((packet.IsAlive, _pool.RentedBlocks), Is.EqualTo((false, 1)), "it waits at the door");
        Assert.That(() => packet.Length, Throws.TypeOf<ObjectDisposedException>());
        packet.Dispose();
        _pool.Attach();
        Assert.That(_pool.RentedBlocks, Is.Zero);
    }

    [Test]
    [Property("Requirement", "LIM-005, LIM-033")]
    public void What_other_threads_gave_back_is_rented_again_before_anything_is_allocated()
    {
        int rented = 0;
        Assert.That(AllocatedBytes.OfEveryRound(prepare: GiveBack, RentAgain), Is.Zero);
        Assert.That(_pool.RentedBlocks, Is.EqualTo(rented));

        void GiveBack()
        {
            ENetPacket[] packets = Enumerable.Range(0, 100).Select(_ => New(new byte[1_000])).ToArray();
            OnOtherThread(() => Array.ForEach(packets, packet => packet.Dispose()));
        }

        void RentAgain()
        {
            for (int i = 0; i < 100; i++, rented++) _pool.Rent(1_000, ENetPacketFlags.None);
        }
    }

    [Test]
    [Property("Requirement", "LIM-033")]
    public void Of_several_threads_that_dispose_one_packet_one_gives_it_back()
    {
        const int threads = 4, packets = 20_000;
        var pool = new PacketPool(1 << 24);
        var shared = new ENetPacket[packets];
        for (int i = 0; i < packets; i++) shared[i] = new ENetPacket(pool.Rent(i % 200, ENetPacketFlags.None));
        using var start = new Barrier(threads);
        Thread[] workers = Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            start.SignalAndWait();
            foreach (ENetPacket packet in shared) packet.Dispose();
        })).ToArray();
        Array.ForEach(workers, worker => worker.Start());

        // Meanwhile the owner goes on, and disposes too.
        var seen = new HashSet<int>();
        for (int i = packets - 1; i >= 0; i -= 7)
        {
            shared[i].Dispose();
            PacketBlock block = pool.Rent(10, ENetPacketFlags.None);
            block.Span.Fill((byte)i);
            Assert.That(block.Span.ToArray(), Is.All.EqualTo((byte)i));
            pool.EndOwnership(block);
        }

        Array.ForEach(workers, worker => worker.Join());
        pool.Attach();
        Assert.That(pool.RentedBlocks, Is.Zero, "each came back, and none twice");
        for (int i = 0; i < packets; i++) Assert.That(seen.Add(pool.Rent(64, ENetPacketFlags.None).Id), Is.True, "no block is in two hands");
    }

    private static void OnOtherThread(Action action)
    {
        var thread = new Thread(() => action());
        thread.Start();
        thread.Join();
    }

    private ENetPacket New(params byte[] bytes) => new(_pool.RentCopy(bytes, ENetPacketFlags.Reliable));
}
