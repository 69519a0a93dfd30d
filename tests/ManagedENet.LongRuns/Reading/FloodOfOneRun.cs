using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Threading;
using ManagedENet.Transports;

namespace ManagedENet.LongRuns.Reading;

/// <summary>What ten players notice of an eleventh that sends as much as the machine carries.</summary>
internal sealed class FloodOfOneRun : ILongRun
{
    private const int Players = 10;
    private const int DatagramsPerSecond = 280_000;
    private const double MostAddedMs = 5;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    public string Name => "flood-of-one";

    public string Summary =>
        $"""
        A server over loopback that echoes, {Players} players that ask it every {Interval.TotalMilliseconds:0} ms with an unreliable message, and one that repeats a datagram of its own {DatagramsPerSecond:N0} times a
        second. Server, players and flooder are threads of one process. The time from question to echo, without the flood and beside it.
        """;

    public string? Missing => OperatingSystem.IsLinux() ? null : "it floods through calls of Linux";

    public LongRunResult Run(LongRunSettings settings)
    {
        using var server = new EchoServer();
        using var flooder = new Flooder(server.EndPoint);
        Echoes idle = Ask(server.EndPoint, settings.Seconds / 2);
        flooder.Start(DatagramsPerSecond);
        Echoes beside = Ask(server.EndPoint, settings.Seconds);
        (long sent, double seconds) = flooder.Stop();
        double rate = sent / seconds;
        double added = beside.PercentileMs(0.99) - idle.PercentileMs(0.99);
        string[] lines =
        [
            $"{rate:N0} datagrams a second came from the flooder; {server.BeyondShare:N0} of {sent:N0} were dropped unread.",
            "",
            "| | questions | lost | p50 | p99 | longest |",
            "|---|--:|--:|--:|--:|--:|",
            idle.Row("without the flood"),
            beside.Row("beside it"),
        ];
        Check[] checks =
        [
            new("datagrams of the flooder in a second", $">= {DatagramsPerSecond / 2:N0}", $"{rate:N0}", rate >= DatagramsPerSecond / 2, IsSanity: true),
            new("added to the 99th percentile", $"<= {MostAddedMs:0} ms", $"{added:0.00} ms", added <= MostAddedMs),
            new("questions without an echo", "0", $"{beside.Lost}", beside.Lost == 0),
        ];
        return new LongRunResult(checks, lines);
    }

    private static Echoes Ask(IPEndPoint server, int seconds)
    {
        using ENetHost host = ENetHost.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        ENetPeer[] peers = [.. Enumerable.Range(0, Players).Select(_ => host.Connect(server))];
        var since = Stopwatch.StartNew();
        while (peers.Any(peer => peer.State != ENetPeerState.Connected))
        {
            host.Service(TimeSpan.FromMilliseconds(1), out _);
            if (since.Elapsed > TimeSpan.FromSeconds(30)) throw new TimeoutException("The players do not get in.");
        }

        var echoes = new Echoes();
        Span<byte> payload = stackalloc byte[sizeof(long)];
        TimeSpan start = since.Elapsed + TimeSpan.FromSeconds(1);
        TimeSpan end = start + TimeSpan.FromSeconds(seconds);
        TimeSpan next = since.Elapsed;
        while (since.Elapsed < end + TimeSpan.FromSeconds(1))
        {
            if (since.Elapsed >= next && since.Elapsed < end)
            {
                next += Interval;
                foreach (ENetPeer peer in peers)
                {
                    long now = since.Elapsed >= start ? Stopwatch.GetTimestamp() : 0;
                    BinaryPrimitives.WriteInt64LittleEndian(payload, now);
                    peer.Send(0, payload, ENetPacketFlags.Unsequenced);
                    if (now != 0) echoes.Asked++;
                }

                host.Flush();
            }

            if (!host.Service(TimeSpan.FromMilliseconds(1), out ENetEvent e)) continue;
            if (e.Type == ENetEventType.Receive && BinaryPrimitives.ReadInt64LittleEndian(e.Packet.Span) is > 0 and long asked) echoes.Add(Stopwatch.GetElapsedTime(asked));
            e.Packet.Dispose();
        }

        return echoes;
    }

    private sealed class Echoes
    {
        private readonly List<double> _ms = [];
        private bool _isSorted;

        public int Asked { get; set; }

        public int Lost => Asked - _ms.Count;

        public void Add(TimeSpan time) => _ms.Add(time.TotalMilliseconds);

        public double PercentileMs(double part)
        {
            if (!_isSorted) _ms.Sort();
            _isSorted = true;
            return _ms.Count == 0 ? double.NaN : _ms[(int)Math.Min(part * _ms.Count, _ms.Count - 1)];
        }

        public string Row(string name) => $"| {name} | {Asked:N0} | {Lost} | {PercentileMs(0.5):0.00} ms | {PercentileMs(0.99):0.00} ms | {PercentileMs(1):0.00} ms |";
    }

    private sealed class EchoServer : IDisposable
    {
        private readonly ENetHost _host = ENetHost.Bind(new IPEndPoint(IPAddress.Loopback, 0), new ENetHostOptions { PeerLimit = 64 });
        private readonly Thread _thread;
        private volatile bool _isOver;

        public EchoServer()
        {
            EndPoint = _host.LocalEndPoint;
            _thread = new Thread(Serve) { IsBackground = true, Name = "server" };
            _thread.Start();
        }

        public IPEndPoint EndPoint { get; }

        public long BeyondShare => _host.Statistics.Drops[DropReason.BeyondShare];

        public void Dispose()
        {
            _isOver = true;
            _thread.Join();
        }

        private void Serve()
        {
            _host.AttachToCurrentThread();
            var echo = default(Echo);
            while (!_isOver) _host.Service(TimeSpan.FromMilliseconds(5), ref echo);
            _host.Dispose();
        }
    }

    private struct Echo : IENetHandler
    {
        public readonly void OnConnect(ENetPeer peer, uint data)
        {
        }

        public readonly void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
        {
            if (payload.Length == sizeof(long)) peer.Send(channelId, payload, flags);
        }

        public readonly void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data)
        {
        }
    }
}
