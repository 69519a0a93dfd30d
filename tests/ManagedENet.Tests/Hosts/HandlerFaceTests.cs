using System;
using System.Collections.Generic;
using System.IO;
using ManagedENet.Tests.Hosts.Handlers;
using ManagedENet.Tests.Support;

namespace ManagedENet.Tests.Hosts;

/// <summary>The handler face: zero copy, replies in the same call, and a handler that misbehaves.</summary>
public sealed class HandlerFaceTests
{
    [Test]
    public void Everything_that_happens_is_a_call_in_the_order_in_which_it_happened()
    {
        using HostPair pair = HostPair.OverLoopback();
        RecordingHandler server = RecordingHandler.Create();
        ENetPeer atClient = pair.Client.Connect(pair.ServerEndPoint, 2, 77);
        PumpUntil(pair, ref server, log => log.Count == 1 && atClient.State == ENetPeerState.Connected);
        for (byte i = 0; i < 5; i++) atClient.Send(1, [i], ENetPacketFlags.Reliable);
        PumpUntil(pair, ref server, log => log.Count == 6);
        atClient.Disconnect(9);
        PumpUntil(pair, ref server, log => log.Count == 7);
        Assert.That(server.Log, Is.EqualTo(new[]
        {
            "connect 77", "receive 1 Reliable 00", "receive 1 Reliable 01", "receive 1 Reliable 02", "receive 1 Reliable 03", "receive 1 Reliable 04", "disconnect Remote 9",
        }));
    }

    [Test]
    public void The_answer_is_the_number_of_calls_and_the_structs_own_state_is_kept()
    {
        using HostPair pair = HostPair.OverLoopback();
        (ENetPeer atClient, _) = pair.Connect();
        var counter = new CountingHandler();
        Assert.That(pair.Server.Service(TimeSpan.Zero, ref counter), Is.Zero);
        for (int i = 0; i < 20; i++) atClient.Send(0, Payload.Make(1000, i), ENetPacketFlags.Reliable);
        pair.Client.Flush();
        Assert.That(pair.Server.Service(TimeSpan.Zero, ref counter), Is.EqualTo(20));
        Assert.That((counter.Packets, counter.Bytes), Is.EqualTo((20, 20_000L)));
    }

    [Test]
    public void A_reply_leaves_in_the_same_call_and_the_same_datagram_as_the_acknowledgement()
    {
        using HostPair pair = HostPair.OverLoopback();
        (ENetPeer atClient, _) = pair.Connect();
        atClient.Send(0, [1, 2, 3], ENetPacketFlags.Reliable);
        pair.Client.Flush();
        pair.Clock!.NowMs++;
        long sent = pair.Server.Statistics.SentDatagrams;
        var echo = new EchoHandler();
        Assert.That(pair.Server.Service(TimeSpan.Zero, ref echo), Is.EqualTo(1));
        Assert.That(pair.Server.Statistics.SentDatagrams, Is.EqualTo(sent + 1));
        Assert.That(pair.ExpectPacket(pair.Client, 0), Is.EqualTo(new byte[] { 1, 2, 3 }));
    }

    [Test]
    public void A_flush_that_a_handler_asks_for_comes_when_the_whole_datagram_has_been_read()
    {
        using HostPair pair = HostPair.OverLoopback();
        (ENetPeer atClient, _) = pair.Connect();
        for (byte i = 0; i < 5; i++) atClient.Send(0, [i], ENetPacketFlags.Reliable);
        pair.Client.Flush();
        pair.Clock!.NowMs++;
        long sent = pair.Server.Statistics.SentDatagrams;
        var handler = new FlushingHandler();
        Assert.That(pair.Server.Service(TimeSpan.Zero, ref handler), Is.EqualTo(5));
        Assert.That(pair.Server.Statistics.SentDatagrams, Is.EqualTo(sent + 1), "all acknowledgements and answers together");
        for (byte i = 0; i < 5; i++) Assert.That(pair.ExpectPacket(pair.Client, 0), Is.EqualTo(new[] { i }));
    }

    [TestCase(ENetPacketFlags.Reliable)]
    [TestCase(ENetPacketFlags.None)]
    [TestCase(ENetPacketFlags.Unsequenced)]
    [TestCase(ENetPacketFlags.UnreliableFragment)]
    public void Every_kind_of_packet_is_echoed_in_every_size(ENetPacketFlags flags)
    {
        using HostPair pair = HostPair.OverLoopback();
        (ENetPeer atClient, _) = pair.Connect();
        foreach (int size in (int[])[0, 1, 1364, 1365, 60_000])
        {
            atClient.Send(1, Payload.Make(size, size), flags);
            var echo = new EchoHandler { Flags = flags };
            pair.StepUntil(
                () =>
                {
                    pair.Client.Flush();
                    pair.Server.Service(TimeSpan.Zero, ref echo);
                    pair.Client.Service(TimeSpan.Zero, out ENetEvent e);
                    if (e.Type != ENetEventType.None) pair.EventsOf(pair.Client).Add(e);
                    return pair.EventsOf(pair.Client).Count > 0;
                },
                $"an echo of {size} bytes");
            Assert.That(pair.ExpectPacket(pair.Client, 1), Is.EqualTo(Payload.Make(size, size)));
        }
    }

    [Test]
    public void A_handler_that_throws_on_a_packet_surfaces_and_the_next_call_goes_on()
    {
        using HostPair pair = HostPair.OverLoopback();
        (ENetPeer atClient, _) = pair.Connect();
        for (byte i = 0; i < 6; i++) atClient.Send(0, [i], ENetPacketFlags.Reliable);
        pair.Client.Flush();

        var handler = new ThrowingHandler { ThrowAtPacket = 3, Seen = new List<byte>() };
        InvalidDataException? e = Assert.Throws<InvalidDataException>(() => pair.Server.Service(TimeSpan.Zero, ref handler));
        Assert.That(e!.Message, Is.EqualTo("packet 2"));
        Assert.That(e.StackTrace, Does.Contain(nameof(ThrowingHandler)), "the trace leads to the handler");
        Assert.That(handler.Packets, Is.EqualTo(3), "its state is written back");

        Assert.That(pair.Server.Service(TimeSpan.Zero, ref handler), Is.EqualTo(3));
        Assert.That(handler.Seen, Is.EqualTo(new byte[] { 0, 1, 2, 3, 4, 5 }), "nothing is lost and nothing comes twice");
        pair.StepUntil(() => !atClient.HasOutgoingCommands, "the acknowledgements of all packets");
    }

    [Test]
    public void A_handler_that_throws_on_an_event_surfaces_and_the_next_call_goes_on()
    {
        using HostPair pair = HostPair.OverLoopback();
        ENetPeer atClient = pair.Client.Connect(pair.ServerEndPoint);
        var handler = new ThrowingHandler { ThrowsAtConnect = true, Seen = new List<byte>() };
        Assert.Throws<InvalidDataException>(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                pair.Clock!.NowMs++;
                pair.Client.Service(TimeSpan.Zero, out _);
                pair.Server.Service(TimeSpan.Zero, ref handler);
            }
        });
        handler.ThrowsAtConnect = false;
        Assert.That(atClient.Send(0, [8], ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.Queued));
        pair.Client.Flush();
        Assert.That(pair.Server.Service(TimeSpan.Zero, ref handler), Is.EqualTo(1));
        Assert.That(handler.Seen, Is.EqualTo(new byte[] { 8 }));
    }

    [TestCase(Misuse.Service)]
    [TestCase(Misuse.ServiceWithHandler)]
    [TestCase(Misuse.CheckEvents)]
    [TestCase(Misuse.Dispose)]
    public void Servicing_again_from_inside_a_handler_is_an_exception(Misuse misuse)
    {
        using HostPair pair = HostPair.OverLoopback();
        (ENetPeer atClient, _) = pair.Connect();
        atClient.Send(0, [1], ENetPacketFlags.Reliable);
        pair.Client.Flush();
        var handler = new MisusingHandler { Misuse = misuse };
        Assert.Throws<InvalidOperationException>(() => pair.Server.Service(TimeSpan.Zero, ref handler));
        Assert.That(pair.Server.Service(TimeSpan.Zero, out _), Is.False, "the host works on");
    }

    [TestCase(Command.DisconnectNow)]
    [TestCase(Command.Reset)]
    [TestCase(Command.Disconnect)]
    [TestCase(Command.Flush)]
    public void A_handler_may_end_the_peer_at_hand_or_flush_in_the_middle_of_a_datagram(Command command)
    {
        using HostPair pair = HostPair.OverLoopback();
        (ENetPeer atClient, ENetPeer atServer) = pair.Connect();
        for (byte i = 0; i < 10; i++) atClient.Send(0, [i], ENetPacketFlags.Reliable);
        pair.Client.Flush();
        var handler = new CommandingHandler { Command = command };
        pair.Server.Service(TimeSpan.Zero, ref handler);
        if (command == Command.Flush)
        {
            Assert.That(handler.Packets, Is.EqualTo(10));
            return;
        }

        Assert.That(handler.Packets, Is.EqualTo(1), "nothing is delivered for a peer that was left");
        if (command != Command.Disconnect) Assert.That(atServer.State, Is.EqualTo(ENetPeerState.Disconnected));
        else pair.Expect(pair.Server, ENetEventType.Disconnect);
        if (command != Command.Reset) Assert.That(pair.Expect(pair.Client, ENetEventType.Disconnect).Data, Is.EqualTo(3));
        Assert.That(pair.Connect().AtServer.State, Is.EqualTo(ENetPeerState.Connected), "the host takes the next connection");
    }

    private static void PumpUntil(HostPair pair, ref RecordingHandler server, Func<List<string>, bool> condition)
    {
        for (int i = 0; !condition(server.Log); i++)
        {
            Assert.That(i, Is.LessThan(1000), string.Join(", ", server.Log));
            pair.Clock!.NowMs++;
            while (pair.Client.Service(TimeSpan.Zero, out ENetEvent e)) e.Packet.Dispose();
            pair.Server.Service(TimeSpan.Zero, ref server);
        }
    }
}
