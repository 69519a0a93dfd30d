using System;
using System.Diagnostics;
using System.Net;
using ManagedENet.Interop.Live;
using ManagedENet.Interop.Native;
using ManagedENet.Protocol.Diagnostics;

namespace ManagedENet.Interop.Reach;

/// <summary>
/// A host that has all addresses of its machine, asked at each of them over a cable. Native's client takes an answer only from the address that it asked; ours would take it from
/// another one and go there, which is looked at.
/// </summary>
internal sealed class ReachTests
{
    private const int BulkBytes = 400_000;

    private static readonly string[] Addresses =
    [
        "10.77.0.1", "10.77.0.2",
        "fd00:77::1", "fd00:77::2",
        "2001:db8:77::1", "2001:db8:77::2",
        "fe80::a:1%first", "fe80::a:2%first", "fe80::c:1%second",
    ];

    [OneTimeTearDown]
    public static void Release() => TwoMachines.Release();

    [Test]
    [Property("Requirement", "ADM-015, DEV-086")]
    public void F20_native_clients_reach_a_host_at_each_of_its_IPv4_addresses(
        [Values("10.77.0.1", "10.77.0.2")] string address, [Values(ENetTransportKind.Socket, ENetTransportKind.LinuxBatch)] ENetTransportKind kind, [Values] bool isDual)
    {
        NativeLibraryGuard.Require();
        TwoMachines machines = TwoMachines.Require();
        using ENetHost server = Open(machines.Server, isDual ? IPAddress.IPv6Any : IPAddress.Any, kind);
        using NativeHost client = machines.Client.Inside(() => NativeHost.CreateClient(new LiveHostOptions()));
        ILivePeer peer = client.Connect(IPAddress.Parse(address), server.LocalEndPoint.Port, channelCount: 2, data: 0);
        var sent = new byte[BulkBytes];
        new Random(1).NextBytes(sent);
        byte[]? atServer = null, atClient = null;
        var clock = Stopwatch.StartNew();
        while (atServer is null || atClient is null)
        {
            if (clock.Elapsed > LivePair.Patience) Assert.Fail($"{peer.State}, {server.ConnectedPeerCount} at the server");
            while (server.Service(TimeSpan.FromMilliseconds(1), out ENetEvent e))
            {
                if (e.Type == ENetEventType.Connect) e.Peer.Send(0, sent, ENetPacketFlags.Reliable);
                if (e.Type == ENetEventType.Receive) atServer = Take(e);
            }

            while (client.TryService(timeoutMs: 0, out LiveEvent? happened))
            {
                if (happened.Type == ENetEventType.Connect) happened.Peer.Send(1, sent, ENetPacketFlags.Reliable);
                if (happened.Type == ENetEventType.Receive) atClient = happened.Payload;
            }
        }

        Assert.That(atServer.AsSpan().SequenceEqual(sent) && atClient.AsSpan().SequenceEqual(sent), Is.True);
        AssertRuns(server);
    }

    [Test]
    [Property("Requirement", "ADM-015, DEV-086")]
    public void F20_clients_stay_with_the_address_that_they_asked(
        [ValueSource(nameof(Addresses))] string address,
        [Values(ENetTransportKind.Socket, ENetTransportKind.LinuxBatch)] ENetTransportKind kind)
    {
        TwoMachines machines = TwoMachines.Require();
        using ENetHost server = Open(machines.Server, IPAddress.IPv6Any, kind);
        using ENetHost client = Open(machines.Client, IPAddress.IPv6Any, kind);
        var asked = new ENetAddress(AddressOf(machines, address), server.LocalEndPoint.Port);
        ENetPeer peer = Exchange(server, client, asked);
        Assert.That(peer.Address, Is.EqualTo(asked));
        Assert.That(client.Statistics.Drops[DropReason.WrongAddress], Is.Zero);
        AssertRuns(server);
    }

    [Test]
    [Property("Requirement", "ADM-015")]
    public void F20_a_question_to_everybody_is_answered_from_an_address_of_the_cable_it_came_over(
        [Values("10.77.0.255", "255.255.255.255", "ff02::1%first", "ff02::1%second")] string everybody,
        [Values(ENetTransportKind.Socket, ENetTransportKind.LinuxBatch)] ENetTransportKind kind,
        [Values] bool isDual)
    {
        TwoMachines machines = TwoMachines.Require();
        IPAddress to = AddressOf(machines, everybody);
        bool isIPv6 = to.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        if (isIPv6 && !isDual) Assert.Pass("A socket for IPv4 has no part in it.");
        using ENetHost server = Open(machines.Server, isDual ? IPAddress.IPv6Any : IPAddress.Any, kind);
        using ENetHost client = Open(machines.Client, isIPv6 ? IPAddress.IPv6Any : IPAddress.Any, kind);
        ENetPeer peer = Exchange(server, client, new ENetAddress(to, server.LocalEndPoint.Port));
        string[] ofTheCable = everybody switch
        {
            "ff02::1%first" => ["fe80::a:1%first", "fe80::a:2%first"],
            "ff02::1%second" => ["fe80::c:1%second"],
            _ => ["10.77.0.1"],
        };
        ENetAddress[] expected = Array.ConvertAll(ofTheCable, one => new ENetAddress(AddressOf(machines, one), server.LocalEndPoint.Port));
        Assert.That(expected, Does.Contain(peer.Address));
    }

    // Connects, sends a good deal each way, and gives the peer that asked.
    private static ENetPeer Exchange(ENetHost server, ENetHost client, in ENetAddress to)
    {
        ENetPeer peer = client.Connect(to, channelCount: 2);
        var sent = new byte[BulkBytes];
        new Random(2).NextBytes(sent);
        byte[]? atServer = null, atClient = null;
        var clock = Stopwatch.StartNew();
        while (atServer is null || atClient is null)
        {
            if (clock.Elapsed > LivePair.Patience) Assert.Fail($"{peer.State}, {server.ConnectedPeerCount} at the server");
            while (server.Service(TimeSpan.FromMilliseconds(1), out ENetEvent e))
            {
                if (e.Type == ENetEventType.Connect) e.Peer.Send(0, sent, ENetPacketFlags.Reliable);
                if (e.Type == ENetEventType.Receive) atServer = Take(e);
            }

            while (client.Service(TimeSpan.Zero, out ENetEvent e))
            {
                if (e.Type == ENetEventType.Connect) e.Peer.Send(1, sent, ENetPacketFlags.Reliable);
                if (e.Type == ENetEventType.Receive) atClient = Take(e);
            }
        }

        Assert.That(atServer.AsSpan().SequenceEqual(sent) && atClient.AsSpan().SequenceEqual(sent), Is.True);
        return peer;
    }

    private static byte[] Take(in ENetEvent e)
    {
        using ENetPacket packet = e.Packet;
        return packet.Span.ToArray();
    }

    // Where the kernel takes runs, some of what the server has sent has left in one.
    private static void AssertRuns(ENetHost server)
    {
        if (!server.Statistics.TransportName!.Contains("gso", StringComparison.Ordinal)) return;
        Assert.That(server.Statistics.Transport.SendCalls, Is.LessThan(server.Statistics.Transport.SentDatagrams));
    }

    private static IPAddress AddressOf(TwoMachines machines, string address)
    {
        string[] parts = address.Split('%');
        var parsed = IPAddress.Parse(parts[0]);
        if (parts.Length > 1) parsed.ScopeId = machines.ScopeAtClient(parts[1]);
        return parsed;
    }

    private static ENetHost Open(NetworkNamespace machine, IPAddress any, ENetTransportKind kind)
    {
        ENetHost host;
        try
        {
            host = machine.Inside(() => ENetHost.Bind(new IPEndPoint(any, 0), new ENetHostOptions { Transport = kind, EnableBroadcast = true }));
        }
        catch (NotSupportedException e)
        {
            Assert.Ignore(e.Message);
            throw;
        }

        host.AttachToCurrentThread();
        Assert.That(host.Statistics.TransportName, Does.Contain("pktinfo"));
        return host;
    }
}
