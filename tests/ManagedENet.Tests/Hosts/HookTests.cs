using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using ManagedENet.Protocol.Codecs;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Tests.Support;

namespace ManagedENet.Tests.Hosts;

/// <summary>What users hook into a host: checksums, compressors, approvers; and what is counted when datagrams make no sense.</summary>
public sealed class HookTests
{
    private static readonly ENetHostOptions WithCrc32 = new() { Checksum = ENetChecksums.Crc32 };

    [Test]
    public void With_the_same_checksum_on_both_ends_packets_flow()
    {
        using HostPair pair = HostPair.OverLoopback(WithCrc32, WithCrc32);
        (ENetPeer atClient, _) = pair.Connect();
        atClient.Send(0, Payload.Make(60_000), ENetPacketFlags.Reliable);
        Assert.That(pair.ExpectPacket(pair.Server, 0), Is.EqualTo(Payload.Make(60_000)));
    }

    [Test]
    public void With_different_checksums_nobody_connects_and_the_drops_tell_why()
    {
        var other = new ENetHostOptions { Checksum = () => new OnesChecksum() };
        using HostPair pair = HostPair.OverLoopback(WithCrc32, other);
        pair.Client.Connect(pair.ServerEndPoint);
        Assert.That(pair.Expect(pair.Client, ENetEventType.Disconnect).DisconnectReason, Is.EqualTo(ENetDisconnectReason.Timeout));
        Assert.That(pair.Server.Statistics.Drops[DropReason.ChecksumMismatch], Is.Positive);
        Assert.That(pair.Server.ConnectedPeerCount, Is.Zero);
    }

    [Test]
    public void An_approver_sees_who_asks_and_refuses_with_a_number()
    {
        var approver = new Approver { Accepts = 42 };
        using HostPair pair = HostPair.OverLoopback(new ENetHostOptions { Approver = approver });
        pair.Client.Connect(pair.ServerEndPoint, channelCount: 3, data: 41);
        ENetEvent refused = pair.Expect(pair.Client, ENetEventType.Disconnect);
        Assert.That((refused.DisconnectReason, refused.Data), Is.EqualTo((ENetDisconnectReason.Rejected, 1000u)));
        Assert.That(approver.Last, Is.EqualTo((new ENetAddress(pair.Client.LocalEndPoint), 3, 41u)));
        Assert.That(pair.EventsOf(pair.Server), Is.Empty, "the application never sees a refused peer");
        pair.Connect(data: 42);
    }

    [Test]
    public void An_approver_that_throws_surfaces_and_the_next_call_goes_on()
    {
        var approver = new Approver { Accepts = 42, Throws = true };
        using HostPair pair = HostPair.OverLoopback(new ENetHostOptions { Approver = approver });
        ENetPeer peer = pair.Client.Connect(pair.ServerEndPoint, channelCount: 1, data: 42);
        pair.Client.Flush();
        Assert.Throws<InvalidDataException>(() => pair.Server.Service(TimeSpan.Zero, out _));
        approver.Throws = false;
        Assert.That(pair.Expect(pair.Server, ENetEventType.Connect).Data, Is.EqualTo(42));
        Assert.That(peer.State, Is.EqualTo(ENetPeerState.Connected));
    }

    [Test]
    public void A_compressor_that_throws_surfaces_and_the_next_call_goes_on()
    {
        var compressor = new FailingCompressor();
        using HostPair pair = HostPair.OverLoopback(clientOptions: new ENetHostOptions { Compressor = () => compressor });
        (ENetPeer atClient, _) = pair.Connect();
        atClient.Send(0, [1, 2, 3], ENetPacketFlags.Reliable);
        compressor.Fails = true;
        Assert.Throws<InvalidDataException>(() => pair.Client.Flush());
        compressor.Fails = false;
        Assert.That(pair.ExpectPacket(pair.Server, 0), Is.EqualTo(new byte[] { 1, 2, 3 }));
    }

    [Test]
    public void Datagrams_that_a_transport_leaves_out_are_among_the_drops_of_the_host()
    {
        using ENetHost host = ENetHost.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var remote = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        remote.SendTo([], host.LocalEndPoint);
        remote.SendTo(new byte[5000], host.LocalEndPoint);
        remote.SendTo([1], host.LocalEndPoint);
        var deadline = new TestDeadline();
        while (host.Statistics.ReceivedDatagrams == 0)
        {
            deadline.ThrowIfPassed("a datagram");
            Assert.That(host.Service(TimeSpan.FromMilliseconds(10), out _), Is.False);
        }

        ENetDropCounts drops = host.Statistics.Drops;
        Assert.That(drops[DropReason.EmptyDatagram], Is.EqualTo(1));
        Assert.That(drops[DropReason.OversizedDatagram], Is.EqualTo(1));
        Assert.That(drops[DropReason.TruncatedHeader], Is.EqualTo(1));
        Assert.That(drops.Total, Is.EqualTo(3));
    }

    private sealed class OnesChecksum : IDatagramChecksum
    {
        public uint Compute(ReadOnlySpan<byte> datagram) => uint.MaxValue;
    }

    private sealed class Approver : IConnectionApprover
    {
        public uint Accepts { get; init; }

        public bool Throws { get; set; }

        public (ENetAddress From, int ChannelCount, uint Data) Last { get; private set; }

        public bool Approve(in ENetAddress from, int channelCount, uint data, out uint refusalData)
        {
            if (Throws) throw new InvalidDataException("approver");
            Last = (from, channelCount, data);
            refusalData = 1000;
            return data == Accepts;
        }
    }

    private sealed class FailingCompressor : IDatagramCompressor
    {
        public bool Fails { get; set; }

        public int Compress(ReadOnlySpan<byte> source, Span<byte> destination) => Fails ? throw new InvalidDataException("compressor") : 0;

        public int Decompress(ReadOnlySpan<byte> source, Span<byte> destination) => 0;
    }
}
