using System;
using System.Buffers.Binary;
using System.Net;
using ManagedENet;
using Samples;

namespace GameLoop;

/// <summary>The server: takes inputs until the next tick is due, moves everybody, tells everybody, and starts over. Nothing in the loop allocates.</summary>
internal sealed class GameServer(int mostPlayers, int ticksPerSecond)
{
    private const int Size = 1000;

    // Who joins gets objects, those for its first action among them: what is allocated is counted when nobody has come or left for so long.
    private const int WarmUpSeconds = 2;

    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(2);

    private readonly Player[] _players = new Player[mostPlayers];
    private readonly byte[] _snapshot = new byte[GameWire.LongestSnapshotBytes];
    private int _count;
    private long _tick;
    private long _changedAt;
    private long _inputs;
    private long _actions;
    private long _snapshots;
    private long _countedTicks;
    private long _countedBytes;

    public int Run(int port, TimeSpan lifetime)
    {
        using var stop = new StopSignal();
        var options = new ENetHostOptions { PeerLimit = mostPlayers, ChannelLimit = GameWire.Channels };
        using ENetHost host = ENetHost.Bind(new IPEndPoint(IPAddress.IPv6Any, port), options);
        Console.WriteLine($"ready on port {host.LocalEndPoint.Port}");

        var clock = new TickClock(ticksPerSecond);
        long start = Environment.TickCount64;
        while (!stop.IsRaised && (lifetime == TimeSpan.Zero || Environment.TickCount64 - start < lifetime.TotalMilliseconds))
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            RunTick(host, clock);
            if (_count == 0 || _tick - _changedAt <= WarmUpSeconds * ticksPerSecond) continue;
            _countedTicks++;
            _countedBytes += GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // Everybody hears that the game is over, and nobody waits for a time-out.
        host.Close(Goodbye);
        Console.WriteLine($"ticks={_tick} missed={clock.Missed} inputs={_inputs} actions={_actions} snapshots={_snapshots} allocated_bytes={_countedBytes} in_ticks={_countedTicks}");
        return 0;
    }

    private void RunTick(ENetHost host, TickClock clock)
    {
        // Waits for the network and for the tick at once: on Linux to some microseconds. The handler is a struct, so its calls cost what calls of methods cost.
        var events = new Events(this);
        TimeSpan left;
        do
        {
            left = clock.UntilDue;
            host.Service(left, ref events);
        }
        while (left > TimeSpan.Zero);

        clock.Advance();
        _tick++;
        int length = Step();

        // Copied once for all of them; leaves with the next Service, right after this.
        if (_count > 0) _snapshots += host.Broadcast(GameWire.Now, _snapshot.AsSpan(0, length), ENetPacketFlags.None);
    }

    /// <summary>Moves everybody and writes where they are; gives the length.</summary>
    private int Step()
    {
        int length = GameWire.SnapshotHeaderBytes;
        for (int i = 0; i < _players.Length; i++)
        {
            ref Player player = ref _players[i];
            if (!player.IsHere) continue;
            player.X = Math.Clamp(player.X + player.WantedX, 0, Size);
            player.Y = Math.Clamp(player.Y + player.WantedY, 0, Size);
            GameWire.WritePlayer(_snapshot.AsSpan(length), i, player.X, player.Y);
            length += GameWire.PlayerBytes;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(_snapshot, (uint)_tick);
        _snapshot[4] = (byte)_count;
        return length;
    }

    // The slot of a peer is its player: a number from 0 on that is free again when it has left.
    private void Seat(int slot, bool isHere)
    {
        if (_players[slot].IsHere == isHere) return;
        _players[slot] = isHere ? new Player { IsHere = true, X = Size / 2, Y = Size / 2 } : default;
        _count += isHere ? 1 : -1;
        _changedAt = _tick;
        Console.WriteLine($"{_count} players");
    }

    private void Take(ENetPeer peer, byte channel, ReadOnlySpan<byte> payload)
    {
        if (channel == GameWire.Now && GameWire.TryReadInput(payload, out int x, out int y))
        {
            _inputs++;
            (_players[peer.Id].WantedX, _players[peer.Id].WantedY) = (x, y);
        }
        else if (channel == GameWire.Once && payload.Length == GameWire.ActionBytes)
        {
            _actions++;
            peer.Send(GameWire.Once, payload, ENetPacketFlags.Reliable);
        }
    }

    private struct Player
    {
        public bool IsHere;
        public int X;
        public int Y;
        public int WantedX;
        public int WantedY;
    }

    /// <summary>What the host calls while it is serviced.</summary>
    private readonly struct Events(GameServer server) : IENetHandler
    {
        public void OnConnect(ENetPeer peer, uint data) => server.Seat(peer.Id, isHere: true);

        public void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data) => server.Seat(peer.Id, isHere: false);

        public void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags) => server.Take(peer, channelId, payload);

        public void OnWritable(ENetPeer peer)
        {
        }
    }
}
