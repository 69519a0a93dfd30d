using System;
using System.Collections.Concurrent;
using System.Net;
using System.Threading;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Memory;

/// <summary>Packets leave their host's thread: for another one that works on them, or for another host.</summary>
public sealed class PacketThreadTests
{
    [Test]
    [Property("Requirement", "LIM-033, LIM-003")]
    public void Packets_that_workers_dispose_come_home_while_the_host_goes_on()
    {
        const int packets = 20_000;
        using HostPair pair = HostPair.OverLoopback();
        (ENetPeer peer, _) = pair.Connect();
        using var work = new BlockingCollection<ENetPacket>(boundedCapacity: 500);
        int sum = 0;
        Exception? thrown = null;
        void Work()
        {
            foreach (ENetPacket packet in work.GetConsumingEnumerable())
            {
                try
                {
                    Interlocked.Add(ref sum, BitConverter.ToInt32(packet.Span));
                    packet.Dispose();
                    packet.Dispose();
                }
                catch (Exception e)
                {
                    thrown = e;
                }
            }
        }

        Thread[] workers = [new(Work), new(Work), new(Work)];
        foreach (Thread worker in workers) worker.Start();

        byte[] payload = new byte[200];
        int sent = 0;
        int received = 0;
        int expected = 0;
        while (received < packets)
        {
            for (int i = 0; i < 50 && sent < packets && sent - received < 1_000; i++, sent++)
            {
                BitConverter.TryWriteBytes(payload, sent);
                Assert.That(peer.Send(0, payload, ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.Queued));
            }

            pair.Clock!.NowMs++;
            while (pair.Client.Service(TimeSpan.Zero, out _))
            {
            }

            while (pair.Server.Service(TimeSpan.Zero, out ENetEvent e))
            {
                if (e.Type != ENetEventType.Receive) continue;
                Assert.That(BitConverter.ToInt32(e.Packet.Span), Is.EqualTo(received));
                expected += received++;
                work.Add(e.Packet);
            }
        }

        work.CompleteAdding();
        foreach (Thread worker in workers) worker.Join();
        pair.Server.Service(TimeSpan.Zero, out _);
        Assert.That(thrown, Is.Null, thrown?.ToString());
        Assert.That(sum, Is.EqualTo(expected), "no packet was overwritten while somebody read it");
        Assert.That(pair.Server.Core.RentedBlocks, Is.Zero);
    }

    [Test]
    [Property("Requirement", "LIM-033")]
    public void A_packet_may_outlive_its_host_and_be_disposed_anywhere()
    {
        using HostPair pair = HostPair.OverLoopback();
        ENetPacket packet = pair.Client.CreatePacket([1, 2, 3], ENetPacketFlags.None);
        pair.Client.Dispose();
        var thread = new Thread(packet.Dispose);
        thread.Start();
        thread.Join();
        Assert.That(packet.IsAlive, Is.False);
    }

    [Test]
    [Property("Requirement", "LIM-033, LIM-032")]
    public void A_host_that_was_handed_over_takes_packets_of_its_former_thread_back()
    {
        using HostPair pair = HostPair.OverLoopback();
        ENetHost host = pair.Client;
        ENetPacket[] packets = new ENetPacket[100];
        for (int i = 0; i < packets.Length; i++) packets[i] = host.CreatePacket(100, ENetPacketFlags.None);
        using var attached = new ManualResetEventSlim();
        using var disposed = new ManualResetEventSlim();
        int rented = -1;
        var thread = new Thread(() =>
        {
            host.AttachToCurrentThread();
            attached.Set();
            for (int i = 0; i < 10_000; i++) host.CreatePacket(100, ENetPacketFlags.None).Dispose();
            disposed.Wait();
            host.Service(TimeSpan.Zero, out _);
            rented = host.Core.RentedBlocks;
        });
        thread.Start();
        attached.Wait();
        foreach (ENetPacket packet in packets) packet.Dispose();
        disposed.Set();
        thread.Join();
        host.AttachToCurrentThread();
        Assert.That(rented, Is.Zero);
    }

    [TestCase(false)]
    [TestCase(true)]
    [Property("Requirement", "LIM-035, LIM-033")]
    public void H48_a_relay_passes_packets_on_between_hosts_of_two_threads(bool broadcasts)
    {
        const int packets = 3_000;
        var hub = new LoopbackHub();
        var clock = new ManualClock();
        using var front = new ENetHost(hub.Open(), options: null, clock);
        using var source = new ENetHost(hub.Open(), options: null, clock);
        ENetPeer toFront = source.Connect(front.LocalEndPoint);
        using var passedOn = new BlockingCollection<ENetPacket>(boundedCapacity: 200);
        int arrived = 0;
        Exception? thrown = null;
        var back = new Thread(() =>
        {
            try
            {
                RunBack(passedOn, broadcasts, packets, ref arrived);
            }
            catch (Exception e)
            {
                thrown = e;
                while (passedOn.TryTake(out _, 1_000))
                {
                }
            }
        });
        back.Start();
        byte[] payload = new byte[300];
        int sent = 0;
        for (int received = 0; received < packets;)
        {
            for (int i = 0; i < 20 && sent < packets && sent - received < 100 && toFront.State == ENetPeerState.Connected; i++, sent++)
            {
                BitConverter.TryWriteBytes(payload, sent);
                Assert.That(toFront.Send(0, payload, ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.Queued));
            }

            clock.NowMs++;
            while (source.Service(TimeSpan.Zero, out _))
            {
            }

            while (front.Service(TimeSpan.Zero, out ENetEvent e))
            {
                if (e.Type != ENetEventType.Receive) continue;
                received++;
                passedOn.Add(e.Packet);
            }
        }

        passedOn.CompleteAdding();
        back.Join();
        Assert.That(thrown, Is.Null, thrown?.ToString());
        front.Service(TimeSpan.Zero, out _);
        Assert.That((arrived, front.Core.RentedBlocks), Is.EqualTo((packets, 0)), "all came through, and their blocks came home");
    }

    private static void RunBack(BlockingCollection<ENetPacket> packets, bool broadcasts, int count, ref int arrived)
    {
        var hub = new LoopbackHub();
        var clock = new ManualClock();
        using var back = new ENetHost(hub.Open(), options: null, clock);
        using var target = new ENetHost(hub.Open(), options: null, clock);
        target.Connect(back.LocalEndPoint);
        ENetPeer? peer = null;
        while (arrived < count)
        {
            clock.NowMs++;
            while (target.Service(TimeSpan.Zero, out ENetEvent e))
            {
                if (e.Type != ENetEventType.Receive) continue;
                if (BitConverter.ToInt32(e.Packet.Span) != arrived) throw new InvalidOperationException($"{BitConverter.ToInt32(e.Packet.Span)} came where {arrived} was next.");
                arrived++;
                e.Packet.Dispose();
            }

            while (back.Service(TimeSpan.Zero, out ENetEvent e))
            {
                if (e.Type == ENetEventType.Connect) peer = e.Peer;
            }

            while (peer is not null && packets.TryTake(out ENetPacket packet))
            {
                if (broadcasts ? back.Broadcast(0, packet) != 1 : peer.Send(0, packet) != ENetSendResult.Queued) throw new InvalidOperationException("It was not taken.");
            }
        }

        if (back.Core.RentedBlocks != 0 || target.Core.RentedBlocks != 0)
        {
            while (peer!.HasOutgoingCommands)
            {
                clock.NowMs++;
                back.Service(TimeSpan.Zero, out _);
                target.Service(TimeSpan.Zero, out _);
            }
        }
    }
}
