using System;
using System.Net;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Protocol.Tests.Hosting;

/// <summary>Time inside is microseconds, whatever the phase of the clock; the wire and native's rules see whole milliseconds.</summary>
[TestFixture]
internal sealed class MicrosecondTests
{
    private static readonly ENetAddress ServerAddress = new(IPAddress.Loopback, 1);
    private static readonly ENetAddress ClientAddress = new(IPAddress.Loopback, 2);

    private readonly byte[] _slot = new byte[4096];

    [TestCase(0, 130)]
    [TestCase(990, 130)]
    [TestCase(500, 1)]
    [TestCase(1, 2_700)]
    [TestCase(999, 40_001)]
    [Property("Requirement", "REL-001, REL-020, DEV-043")]
    public void A_path_of_any_length_is_shown_as_long_as_it_is(int phaseUs, int roundTripUs)
    {
        using var server = new Host(new HostOptions(), new Counting(), 1_000_000_000 + phaseUs);
        using var client = new Host(new HostOptions(), new Counting(), 7_000_000_000 - phaseUs);
        Connection peer = client.Connect(client.NowUs, ServerAddress, channelCount: 1, data: 0)!;
        for (int i = 0; i < 300; i++)
        {
            if (peer.State == ENetPeerState.Connected) peer.Send(0, [1], ENetPacketFlags.Reliable);
            Carry(client, server, ClientAddress, client.NowUs, server.NowUs + (roundTripUs / 2));
            Carry(server, client, ServerAddress, server.NowUs, client.NowUs + roundTripUs);
        }

        Assert.That(peer.State, Is.EqualTo(ENetPeerState.Connected));
        Assert.That(peer.RoundTripTimeUs, Is.EqualTo(roundTripUs).Within(8));
        Assert.That(peer.RoundTripTimeVarianceUs, Is.LessThanOrEqualTo(8));
        Assert.That(peer.RoundTripTimeMs, Is.InRange(1, (roundTripUs / 1000) + 1));
    }

    [Test]
    [Property("Requirement", "REL-001, DGM-004")]
    public void The_wire_shows_the_millisecond_that_runs([Values(0, 1, 999)] int phaseUs, [Values(0L, 65_535L, 65_536L, 100_000_000_123L)] long nowMs)
    {
        using var client = new Host(new HostOptions(), new Counting(), (nowMs * 1000) + phaseUs);
        client.Connect(client.NowUs, ServerAddress, channelCount: 1, data: 0);
        client.BeginSendPass(client.NowUs, checkTimeouts: true);
        Assert.That(client.TryWriteDatagram(_slot, out _, out _, out _), Is.True);
        Assert.That((ushort)((_slot[2] << 8) | _slot[3]), Is.EqualTo(unchecked((ushort)nowMs)));
    }

    private void Carry(Host from, Host to, ENetAddress address, long leavesUs, long arrivesUs)
    {
        from.AdvanceTime(leavesUs);
        from.BeginSendPass(leavesUs, checkTimeouts: true);
        to.AdvanceTime(arrivesUs);
        while (from.TryWriteDatagram(_slot, out int length, out _, out _)) to.HandleDatagram(arrivesUs, address, _slot.AsSpan(0, length));
        while (to.TryTakeEvent(out ConnectionEvent e))
        {
            if (e.Type == ENetEventType.Receive) e.Packet.Dispose();
        }
    }

    private sealed class Counting : IRandomSource
    {
        private uint _last;

        public uint NextUInt32() => ++_last;
    }
}
