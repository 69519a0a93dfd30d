using System;
using ManagedENet.Protocol.Buffers;

namespace ManagedENet.Protocol.Tests.Buffers;

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
            Assert.That(() => dead.Dispose(), Throws.TypeOf<ObjectDisposedException>());
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
        Assert.That(() => old.Dispose(), Throws.TypeOf<ObjectDisposedException>());
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
    public void Taking_a_packet_ends_the_handle_and_keeps_the_memory()
    {
        ENetPacket packet = New(7);
        PacketBlock block = packet.Take();
        Assert.That(packet.IsAlive, Is.False);
        Assert.That((block.Span[0], _pool.RentedBlocks), Is.EqualTo(((byte)7, 1)));
        _pool.Release(block);
    }

    private ENetPacket New(params byte[] bytes) => new(_pool.RentCopy(bytes, ENetPacketFlags.Reliable));
}
