using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using ManagedENet.Internal;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Hosts;

/// <summary>What a test can see of a host with certain options. Each looks from outside, at events, at the wire or at the socket, never at the options themselves.</summary>
internal static class OptionEffects
{
    public static string ConnectionsTaken(ENetHostOptions options)
    {
        using HostPair pair = HostPair.OverLoopback(clientOptions: options);
        int taken = 0;
        while (taken < 100 && pair.Client.TryConnect(pair.ServerEndPoint, out _)) taken++;
        return $"{taken}";
    }

    /// <summary>What the other end was told in the handshake and in the announcement that follows.</summary>
    public static string ToldToTheOtherEnd(ENetHostOptions options)
    {
        using HostPair pair = HostPair.OverLoopback(options);
        (ENetPeer atClient, _) = pair.Connect(channelCount: 5);
        string first = $"{atClient.ChannelCount} channels, MTU {atClient.MtuBytes}, bandwidths {atClient.IncomingBandwidth} {atClient.OutgoingBandwidth}, window {atClient.WindowBytes}";
        for (int i = 0; i < 3_000; i++) pair.Step();
        return $"{first}, later {atClient.IncomingBandwidth}";
    }

    public static string LongestPacketSentAndTaken(ENetHostOptions options)
    {
        using HostPair sending = HostPair.OverLoopback(clientOptions: options);
        ENetSendResult sent = sending.Connect().AtClient.Send(0, new byte[1_000], ENetPacketFlags.Reliable);
        using HostPair receiving = HostPair.OverLoopback(options);
        receiving.Connect().AtClient.Send(0, new byte[1_000], ENetPacketFlags.Unsequenced);
        for (int i = 0; i < 100; i++) receiving.Step();
        return $"{sent}, {receiving.EventsOf(receiving.Server).Count} received";
    }

    public static string EntriesOfItsLog(ENetHostOptions options)
    {
        using HostPair pair = HostPair.OverLoopback(clientOptions: options);
        pair.Connect();
        return options.EventLog is { Written: > 0 } ? "told" : "nothing told";
    }

    public static string TagOfItsMeters(ENetHostOptions options)
    {
        if (LibraryTarget.IsNetStandard) Assert.Ignore("netstandard2.1 has no meters.");
        using var reader = new MeterReader("a host of the test of its name");
        using HostPair pair = HostPair.OverLoopback(options);
        pair.Connect();
        return reader.Collect().TryGetValue("enet.host.active_connections", out long open) ? $"{open} by that name" : "nothing by that name";
    }

    public static string BytesThatWait(ENetHostOptions options)
    {
        using HostPair pair = HostPair.OverLoopback(options);
        (ENetPeer atClient, ENetPeer atServer) = pair.Connect();
        for (int i = 0; i < 10; i++) atClient.Send(0, new byte[100], ENetPacketFlags.Reliable);
        pair.Client.Flush();
        pair.Server.Service(TimeSpan.Zero, out ENetEvent e);
        e.Packet.Dispose();
        return $"{atServer.WaitingBytes}";
    }

    public static string ConnectionsFromOneAddress(ENetHostOptions options)
    {
        using HostPair pair = HostPair.OverLoopback(options);
        for (int i = 0; i < 5; i++) pair.Client.Connect(pair.ServerEndPoint);
        for (int i = 0; i < 1_000; i++) pair.Step();
        return $"{pair.Server.ConnectedPeerCount}";
    }

    /// <summary>Whom a server still has two seconds after a client that says nothing any more has come back from another port.</summary>
    public static string ConnectionsAfterAReturn(ENetHostOptions options)
    {
        var clock = new ManualClock();
        var hub = new LoopbackHub();
        using var server = new ENetHost(hub.Open(), options, clock);
        using var crashed = new ENetHost(hub.Open(), options: null, clock);
        using var again = new ENetHost(hub.Open(), options: null, clock);
        foreach (ENetHost client in (ENetHost[])[crashed, again])
        {
            client.Connect(server.LocalEndPoint);
            for (int i = 0; i < 2_000; i++, clock.NowMs++)
            {
                client.Service(TimeSpan.Zero, out _);
                server.Service(TimeSpan.Zero, out _);
            }
        }

        return $"{server.ConnectedPeerCount}";
    }

    /// <summary>How ten small packets leave: the datagrams that takes, and their bytes.</summary>
    public static string Datagrams(ENetHostOptions options)
    {
        using HostPair pair = HostPair.OverLoopback(options, options);
        (ENetPeer atClient, _) = pair.Connect();
        (long datagrams, long bytes) = (pair.Client.Statistics.SentDatagrams, pair.Client.Statistics.SentBytes);
        for (int i = 0; i < 10; i++) atClient.Send(0, new byte[50], ENetPacketFlags.Unsequenced);
        pair.Client.Flush();
        return $"{pair.Client.Statistics.SentDatagrams - datagrams} datagrams, {pair.Client.Statistics.SentBytes - bytes} bytes";
    }

    public static string PacketsThatTwoPeersMayQueue(ENetHostOptions options)
    {
        using HostPair pair = HostPair.OverLoopback(clientOptions: options);
        ENetPeer[] peers = [pair.Client.Connect(pair.ServerEndPoint), pair.Client.Connect(pair.ServerEndPoint)];
        pair.StepUntil(() => peers.All(peer => peer.State == ENetPeerState.Connected), "two connections");
        int[] queued = [0, 0];
        for (int i = 0; i < 2; i++)
        {
            while (queued[i] < 1_000 && peers[i].Send(0, new byte[50_000], ENetPacketFlags.Reliable) == ENetSendResult.Queued) queued[i]++;
        }

        return string.Join(" and ", queued);
    }

    public static string AnswerToAConnection(ENetHostOptions options)
    {
        using HostPair pair = HostPair.OverLoopback(options);
        ENetPeer peer = pair.Client.Connect(pair.ServerEndPoint);
        pair.StepUntil(() => peer.State is ENetPeerState.Connected or ENetPeerState.Disconnected, "an answer");
        return $"{peer.State}";
    }

    public static string WordOfAFullHost(ENetHostOptions options)
    {
        using HostPair pair = HostPair.OverLoopback(options);
        pair.Connect();
        pair.Client.Connect(pair.ServerEndPoint);
        List<ENetEvent> events = pair.EventsOf(pair.Client);
        pair.StepUntil(() => events.Exists(e => e.Type == ENetEventType.Disconnect), "the word of the host");
        ENetEvent end = events.Find(e => e.Type == ENetEventType.Disconnect);
        return $"{end.DisconnectReason} {end.Data:x}";
    }

    /// <summary>How many of 150 who ask at once are let in before they ask again.</summary>
    public static string AnswersToACrowd(ENetHostOptions options) => AnswersToACrowd(options, 100);

    public static string AnswersToACrowdThatAsksAgain(ENetHostOptions options) => AnswersToACrowd(options, 2_500);

    private static string AnswersToACrowd(ENetHostOptions options, int afterMs)
    {
        using HostPair pair = HostPair.OverLoopback(options with { PeerLimit = 200 }, new ENetHostOptions { PeerLimit = 200 });
        for (int i = 0; i < 150; i++) pair.Client.Connect(pair.ServerEndPoint);
        for (int ms = 0; ms < afterMs; ms++) pair.Step();
        return $"{pair.Server.ConnectedPeerCount}";
    }

    public static string PacketsTakenAtOnce(ENetHostOptions options)
    {
        using HostPair pair = HostPair.OverLoopback(options);
        (ENetPeer atClient, _) = pair.Connect();
        for (int i = 0; i < 50; i++) atClient.Send(0, [1], ENetPacketFlags.Unsequenced);
        int taken = 0;
        for (int i = 0; i < 200; i++)
        {
            pair.Client.Service(TimeSpan.Zero, out _);
            if (!pair.Server.Service(TimeSpan.Zero, out ENetEvent e) || e.Type != ENetEventType.Receive) continue;
            taken++;
            e.Packet.Dispose();
        }

        return $"{taken}";
    }

    public static string DatagramsOfAStrangerThatReachTheCore(ENetHostOptions options)
    {
        using HostPair pair = HostPair.OverLoopback(options);
        pair.Client.SendUnconnected(new ENetAddress(pair.ServerEndPoint), [1]);
        pair.Step();
        return $"{pair.Server.Statistics.Drops.Total}";
    }

    public static string SocketBuffers(ENetHostOptions options)
    {
        using ENetHost host = ENetHost.Bind(new IPEndPoint(IPAddress.Loopback, 0), options);
        return $"{host.Statistics.Transport.ReceiveBufferBytes} {host.Statistics.Transport.SendBufferBytes}";
    }

    public static string FamilyOfAClient(ENetHostOptions options)
    {
        Machine.RequireIPv6();
        using ENetHost host = ENetHost.CreateClient(options);
        return $"{host.LocalEndPoint.AddressFamily}";
    }

    public static string SecondHostOnOnePort(ENetHostOptions options)
    {
        using ENetHost first = ENetHost.Bind(new IPEndPoint(IPAddress.Loopback, 0), options);
        try
        {
            using ENetHost second = ENetHost.Bind(first.LocalEndPoint, options);
            return "both";
        }
        catch (SocketException)
        {
            return "one";
        }
    }

    /// <summary>Read back from the sockets of both system transports.</summary>
    public static string SocketOptions(ENetHostOptions options)
    {
        List<string> seen = [];
        foreach (ENetTransportKind kind in (ENetTransportKind[])[ENetTransportKind.Automatic, ENetTransportKind.Socket])
        {
            using IDatagramTransport transport = TransportChoice.Open(new IPEndPoint(IPAddress.Loopback, 0), options with { Transport = kind });
            var socket = (Socket)transport.GetType().GetProperty(nameof(SocketTransport.Socket), BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(transport)!;
            seen.Add($"time to live {socket.Ttl}, broadcast {socket.EnableBroadcast}, service {socket.GetSocketOption(SocketOptionLevel.IP, SocketOptionName.TypeOfService)}");
        }

        return string.Join("; ", seen);
    }

    public static string TransportName(ENetHostOptions options)
    {
        SystemTransport.Open(ENetTransportKind.LinuxBatch, IPAddress.Loopback).Dispose();
        using ENetHost host = ENetHost.Bind(new IPEndPoint(IPAddress.Loopback, 0), options);
        return host.Statistics.TransportName.StartsWith("linux", StringComparison.Ordinal) ? "linux" : "socket";
    }

    /// <summary>How long it takes until an attempt that nobody answers is over.</summary>
    public static string EndOfAnAttempt(ENetHostOptions options)
    {
        using HostPair pair = HostPair.OverLoopback(clientOptions: options);
        long start = pair.Clock!.NowMs;
        pair.Client.Connect(new IPEndPoint(IPAddress.Loopback, 9));
        pair.Expect(pair.Client, ENetEventType.Disconnect);
        return $"{pair.Clock.NowMs - start} ms";
    }

    /// <summary>How much is under way at the most while a long packet is sent.</summary>
    public static string BytesUnderWay(ENetHostOptions options)
    {
        using HostPair pair = HostPair.OverLoopback(clientOptions: options);
        (ENetPeer atClient, _) = pair.Connect();
        atClient.Send(0, new byte[2_000_000], ENetPacketFlags.Reliable);
        long most = 0;
        for (int ms = 0; ms < 100; ms++)
        {
            pair.Step();
            most = Math.Max(most, atClient.ReliableBytesInTransit);
        }

        return most > 65_536 ? "more than 64 KiB" : "64 KiB";
    }

    public static string DatagramsOfAnIdleServer(ENetHostOptions options)
    {
        using HostPair pair = HostPair.OverLoopback(options);
        pair.Connect();
        for (int i = 0; i < 20_000; i++) pair.Step();
        return $"{pair.Server.Statistics.SentDatagrams}";
    }

    /// <summary>Without a line that loses, which loopback is not: what a new connection goes by.</summary>
    public static string LossToleranceOfAPeer(ENetHostOptions options)
    {
        using HostPair pair = HostPair.OverLoopback(clientOptions: options);
        (ENetPeer atClient, _) = pair.Connect();
        return $"{atClient.LossTolerance}";
    }

    /// <summary>What new data is cut for after long unreliable packets have vanished for a while.</summary>
    public static string LengthOnANarrowPath(ENetHostOptions options)
    {
        using HostPair pair = HostPair.OverBadLoopback(new NetworkImpairmentOptions { MtuBytes = 1_000 }, clientOptions: options with { CongestionControl = ENetCongestionControl.Cubic });
        (ENetPeer atClient, _) = pair.Connect();
        for (int i = 0; i < 5_000; i++)
        {
            if (i % 10 == 0) atClient.Send(0, new byte[1_300], ENetPacketFlags.None);
            pair.Step();
        }

        return $"{atClient.MtuBytes}";
    }

    public static string DatagramsOfAnIdleHost(ENetHostOptions options)
    {
        using HostPair pair = HostPair.OverLoopback(clientOptions: options);
        pair.Connect();
        for (int i = 0; i < 10_000; i++) pair.Step();
        return $"{pair.Client.Statistics.SentDatagrams}";
    }

    /// <summary>How long it takes until a host, which once has called and once was called, gives up a peer that has fallen silent.</summary>
    public static string EndOfASilentPeer(ENetHostOptions options)
    {
        List<string> seen = [];
        foreach (bool hasCalled in (bool[])[true, false])
        {
            using HostPair pair = hasCalled ? HostPair.OverLoopback(clientOptions: options) : HostPair.OverLoopback(options);
            (ENetPeer atClient, ENetPeer atServer) = pair.Connect();
            ENetHost host = hasCalled ? pair.Client : pair.Server;
            for (int i = 0; i < 2_000; i++) pair.Step();
            long start = pair.Clock!.NowMs;
            (hasCalled ? atClient : atServer).Send(0, [1], ENetPacketFlags.Reliable);
            ENetEvent e = default;
            while (!host.Service(TimeSpan.Zero, out e) && pair.Clock.NowMs < start + 100_000) pair.Clock.NowMs++;
            seen.Add($"{e.DisconnectReason} after {pair.Clock.NowMs - start} ms");
        }

        return string.Join("; ", seen);
    }

    /// <summary>How long it takes until a host gives up a peer that it hears, and that hears nothing.</summary>
    public static string EndOfAPeerThatHearsNothing(ENetHostOptions options)
    {
        var clock = new ManualClock();
        var hub = new LoopbackHub();
        var way = new ImpairedTransport(hub.Open(), new ImpairedTransportOptions { Outgoing = new NetworkImpairmentOptions() }, clock);
        using var server = new ENetHost(way, options, clock);
        using var client = new ENetHost(hub.Open(), new ENetHostOptions { TimeoutMinimum = TimeSpan.FromSeconds(200), TimeoutMaximum = TimeSpan.FromSeconds(300) }, clock);
        client.Connect(server.LocalEndPoint);
        ENetPeer? atServer = null;
        for (int ms = 0; ms < 200; ms++) Step();
        way.Outgoing!.Options = way.Outgoing.Options with { IsCut = true };
        atServer!.Send(0, [1], ENetPacketFlags.Reliable);
        long start = clock.NowMs;
        while (atServer.State == ENetPeerState.Connected && clock.NowMs < start + 100_000) Step();
        return $"after {(clock.NowMs - start) / 1000} s";

        void Step()
        {
            clock.NowMs++;
            while (client.Service(TimeSpan.Zero, out _))
            {
            }

            while (server.Service(TimeSpan.Zero, out ENetEvent e)) atServer ??= e.Peer;
        }
    }

    public static string PacketsOfACallWithASlowHandler(ENetHostOptions options) => string.Join(' ', ReceiveTimeTests.PacketsOfEachCall(options, msPerPacket: 1));

    internal sealed class ClosedDoor : IConnectionApprover
    {
        public bool Approve(in ENetAddress from, int channelCount, uint data, out uint refusalData)
        {
            refusalData = 0;
            return false;
        }
    }

    internal sealed class Swallower : IDatagramInterceptor
    {
        public bool Intercept(ENetHost host, in ENetAddress from, ReadOnlySpan<byte> datagram) => true;
    }
}
