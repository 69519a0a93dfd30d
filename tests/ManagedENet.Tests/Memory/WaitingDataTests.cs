using System;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Memory;

/// <summary>A limit on what waits that has filled once, on both faces.</summary>
public sealed class WaitingDataTests
{
    [TestCase(false)]
    [TestCase(true)]
    [Property("Requirement", "LIM-011, LIM-019, DEV-076")]
    public void A_limit_on_waiting_data_that_has_filled_once_empties_again(bool usesHandler)
    {
        var hub = new LoopbackHub();
        var clock = new ManualClock();
        using var server = new ENetHost(hub.Open(), new ENetHostOptions { MaximumWaitingBytes = 100_000 }, clock);
        var bad = new NetworkImpairmentOptions { DelayMs = 10, LossRate = 0.02 };
        using var client = new ENetHost(new ImpairedTransport(hub.Open(), new() { Outgoing = bad, Incoming = bad }, clock), options: null, clock);
        ENetPeer peer = client.Connect(server.LocalEndPoint);
        var counter = new Counter();
        int sent = 0;
        byte[] payload = new byte[1_000];
        for (int ms = 0; ms < 200_000 && (ms < 30_000 || counter.Received < sent); ms++)
        {
            clock.NowMs++;
            for (; ms < 30_000 && peer.State == ENetPeerState.Connected && client.Statistics.OutgoingQueuedBytes < 300_000; sent++)
            {
                BitConverter.TryWriteBytes(payload, sent);
                Assert.That(peer.Send(0, payload, ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.Queued));
            }

            while (client.Service(TimeSpan.Zero, out ENetEvent e))
            {
                if (e.Type == ENetEventType.Disconnect) Assert.Fail($"The client has lost its connection after {ms} ms: {e.DisconnectReason}.");
            }

            // The server pauses for a second now and then.
            if (ms % 10_000 is > 5_000 and < 6_000) continue;
            if (usesHandler) server.Service(TimeSpan.Zero, ref counter);
            else Poll(server, ref counter);
        }

        Assert.That(server.Statistics.Drops[DropReason.OverBudget], Is.Positive, "the limit was full");
        Assert.That((counter.Received, sent), Is.EqualTo((sent, sent)));
    }

    private static void Poll(ENetHost server, ref Counter counter)
    {
        while (server.Service(TimeSpan.Zero, out ENetEvent e))
        {
            if (e.Type != ENetEventType.Receive) continue;
            counter.OnReceive(e.Peer, e.ChannelId, e.Packet.Span, e.Packet.Flags);
            e.Packet.Dispose();
        }
    }

    private struct Counter : IENetHandler
    {
        public int Received { get; private set; }

        public void OnConnect(ENetPeer peer, uint data)
        {
        }

        public void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data)
        {
        }

        public void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
        {
            Assert.That(BitConverter.ToInt32(payload), Is.EqualTo(Received));
            Received++;
        }
    }
}
