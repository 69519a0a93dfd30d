using System;
using System.Buffers.Binary;
using System.Linq;
using System.Net;
using ManagedENet;
using Samples;

namespace GameLoop;

/// <summary>Many players on one host, which is as good as one each: an input in every tick, an action in every second, and a count of what came back.</summary>
internal sealed class GameLoad(int players, int ticksPerSecond)
{
    // Everybody has seen those of so many seconds when the load ends, however busy the machine is.
    private const int EnoughSeconds = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Player[] _players = new Player[players];
    private string? _failure;

    public int Run(string host, int port, TimeSpan duration, TimeSpan timeout)
    {
        using var stop = new StopSignal();
        var server = new IPEndPoint(Dns.GetHostAddresses(host)[0], port);
        using ENetHost enet = ENetHost.CreateClient(new ENetHostOptions { PeerLimit = players, ConnectTimeout = timeout });
        for (int i = 0; i < players; i++)
        {
            // Each has a slot of the host, numbered from 0 on.
            ENetPeer peer = enet.Connect(server, GameWire.Channels);
            _players[peer.Id].Peer = peer;
        }

        var clock = new TickClock(ticksPerSecond);
        long start = Environment.TickCount64;
        for (long tick = 0; _failure is null && !stop.IsRaised; tick++)
        {
            double elapsedMs = Environment.TickCount64 - start;
            if ((elapsedMs >= duration.TotalMilliseconds && IsEnough) || elapsedMs >= (duration + Patience).TotalMilliseconds) break;
            RunTick(enet, clock, tick, acts: elapsedMs < duration.TotalMilliseconds);
        }

        // All that was sent arrives first.
        enet.Close(timeout);
        int playing = _players.Count(player => player.Snapshots > 0);
        Console.WriteLine($"playing={playing} of={players} inputs={_players.Sum(player => player.Inputs)} actions={_players.Sum(player => player.Actions)} done={_players.Sum(player => player.Done)} snapshots={_players.Sum(player => player.Snapshots)} missed={clock.Missed}");
        if (_failure is not null) return SampleProgram.Fail(_failure);
        return IsEnough || stop.IsRaised ? 0 : SampleProgram.Fail($"{server} sends too little: some of the players have seen fewer than {EnoughSeconds * ticksPerSecond} snapshots.");
    }

    private bool IsEnough => Array.TrueForAll(_players, player => player.Snapshots >= EnoughSeconds * ticksPerSecond && player.Done == player.Actions);

    private void RunTick(ENetHost enet, TickClock clock, long tick, bool acts)
    {
        var events = new Events(this);
        TimeSpan left;
        do
        {
            left = clock.UntilDue;
            enet.Service(left, ref events);
        }
        while (left > TimeSpan.Zero);

        clock.Advance();
        for (int i = 0; i < _players.Length; i++) Play(ref _players[i], tick + i, acts);
    }

    private void Play(ref Player player, long moment, bool acts)
    {
        if (player.Peer.State != ENetPeerState.Connected) return;
        Span<byte> input = stackalloc byte[GameWire.InputBytes];
        GameWire.WriteInput(input, (int)(moment / 50 % 3) - 1, (int)(moment / 70 % 3) - 1);

        // Unreliable ones do not overtake each other: an old one that comes late is dropped.
        if (player.Peer.Send(GameWire.Now, input, ENetPacketFlags.None) == ENetSendResult.Queued) player.Inputs++;
        if (!acts || moment % ticksPerSecond != 0) return;
        Span<byte> action = stackalloc byte[GameWire.ActionBytes];
        BinaryPrimitives.WriteInt32LittleEndian(action, player.Actions);
        if (player.Peer.Send(GameWire.Once, action, ENetPacketFlags.Reliable) == ENetSendResult.Queued) player.Actions++;
    }

    private void Take(ENetPeer peer, byte channel, ReadOnlySpan<byte> payload)
    {
        if (channel == GameWire.Once) _players[peer.Id].Done++;
        else if (GameWire.TryReadSnapshot(payload, out _)) _players[peer.Id].Snapshots++;
    }

    private void Lose(ENetPeer peer, ENetDisconnectReason reason) => _failure ??= reason switch
    {
        ENetDisconnectReason.HostFull => $"{peer.EndPoint} has no room for {players} players.",
        ENetDisconnectReason.Remote => $"{peer.EndPoint} has said goodbye.",
        ENetDisconnectReason.Local => null,
        _ => $"{peer.EndPoint} does not answer: is the server running there?",
    };

    private struct Player
    {
        public ENetPeer Peer;
        public int Inputs;
        public int Actions;
        public int Done;
        public int Snapshots;
    }

    /// <summary>What the host calls while it is serviced.</summary>
    private readonly struct Events(GameLoad load) : IENetHandler
    {
        public void OnConnect(ENetPeer peer, uint data)
        {
        }

        public void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data) => load.Lose(peer, reason);

        public void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags) => load.Take(peer, channelId, payload);

        public void OnWritable(ENetPeer peer)
        {
        }
    }
}
