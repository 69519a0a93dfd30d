using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Reception;

namespace ManagedENet.Simulation.Harness;

/// <summary>A host on the virtual network: the core, and around it what a real host does, in the very order of native's service call.</summary>
internal sealed class VirtualHost : IEndPoint
{
    private const int MostSentInOneCall = 200_000;
    private const int MostReceivedAtOnce = 256;
    private const int MostIdleRounds = 4;
    private const byte Canary = 0xDB;

    private readonly VirtualWorld _world;
    private readonly Queue<(DatagramPath Path, byte[] Bytes)> _socket = new();
    private readonly byte[] _slot = new byte[4096];
    private readonly List<SeenEvent> _events = [];
    private long _nextFrameMs;
    private long _work;
    private int _takenEvents;
    private int _received;
    private int _sent;

    public VirtualHost(VirtualWorld world, string name, ENetAddress address, HostOptions options, ulong seed)
    {
        _world = world;
        Name = name;
        Address = address;
        Clock = new HostClock(world);
        Core = new Host(options, new SimulationRandom(seed), NowUs);
    }

    public string Name { get; }

    public ENetAddress Address { get; set; }

    public Host Core { get; private set; }

    public VirtualWorld World => _world;

    /// <summary>By what it goes: the world's time, unless it is told otherwise.</summary>
    public HostClock Clock { get; }

    /// <summary>The time of this host.</summary>
    public long NowUs => Clock.NowUs;

    /// <summary>What the application was told, in order.</summary>
    public IReadOnlyList<SeenEvent> Events => _events;

    /// <summary>Sees each event while its packet is alive, before it is written down.</summary>
    public Action<ConnectionEvent>? OnEvent { get; set; }

    /// <summary>Sees every datagram that comes into its socket.</summary>
    public DatagramWatcher? ArrivalWatcher { get; set; }

    /// <summary>Heavy tests turn it off.</summary>
    public bool KeepsEvents { get; set; } = true;

    /// <summary>Takes packets straight out of their datagram, as the handler face does; null, the default, is the poll face. Sees only what no event waits before.</summary>
    public DirectTaker? TakesDirectly { get; set; }

    /// <summary>False: the application services its host but takes no packets.</summary>
    public bool TakesEvents { get; set; } = true;

    /// <summary>True: the application does not service its host; its socket fills up.</summary>
    public bool IsPaused { get; set; }

    /// <summary>True: the application looks in once a frame and waits for nothing.</summary>
    public bool Polls { get; set; }

    /// <summary>Above zero the application looks in once in so many milliseconds, and at nothing else.</summary>
    public int FrameMs { get; set; }

    /// <summary>Events that the application takes in a frame at most.</summary>
    public int EventsPerFrame { get; set; } = int.MaxValue;

    /// <summary>Datagrams that one service call may send.</summary>
    public int MostSentAllowed { get; set; } = int.MaxValue;

    /// <summary>Datagrams that one service call has sent, at the most.</summary>
    public int MostSentAtOnce { get; private set; }

    /// <summary>Datagrams that the socket of a paused host keeps; the rest is lost.</summary>
    public int SocketLimit { get; set; } = 4_096;

    public int Waiting => _socket.Count;

    public long NextWakeMs
    {
        get
        {
            if (IsPaused) return long.MaxValue;
            if (FrameMs > 0) return _nextFrameMs;
            return _socket.Count > 0 || (TakesEvents && Core.HasEvent) ? _world.NowMs : Clock.WorldMsOf(Core.NextDeadlineUs, Core.NowUs);
        }
    }

    public IEnumerable<SeenEvent> Of(ENetEventType type) => _events.Where(e => e.Type == type);

    public IEnumerable<byte[]> Payloads => Of(ENetEventType.Receive).Select(e => e.Payload);

    public Connection Peer(int slot = 0) => Core.GetPeer(slot)!;

    public void ClearEvents() => _events.Clear();

    public void Arrive(in ENetAddress from, ReadOnlySpan<byte> datagram) => Arrive(new DatagramPath(from), datagram);

    /// <summary>A datagram comes to one of several addresses, and its socket says to which.</summary>
    public void Arrive(in DatagramPath path, ReadOnlySpan<byte> datagram)
    {
        if (_socket.Count >= SocketLimit) return;
        _socket.Enqueue((path, datagram.ToArray()));
        ArrivalWatcher?.Invoke(path.Remote, Address, datagram);
    }

    /// <summary>What waits in its socket has come in an order by luck, whoever the test let arrive first.</summary>
    public void MixSocket()
    {
        (DatagramPath Path, byte[] Bytes)[] waiting = [.. _socket];
        _socket.Clear();
        for (int left = waiting.Length; left > 0; left--)
        {
            int next = _world.Random.Below(left);
            _socket.Enqueue(waiting[next]);
            waiting[next] = waiting[left - 1];
        }
    }

    /// <summary>Service calls with a time-out of zero until there is nothing left to do now.</summary>
    public void Service()
    {
        if (FrameMs > 0)
        {
            _nextFrameMs = _world.NowMs + FrameMs;
            for (int i = 0; i < EventsPerFrame && ServiceOnce(); i++)
            {
            }

            return;
        }

        int idleRounds = 0;
        while (NextWakeMs <= _world.NowMs)
        {
            long work = _work;
            ServiceOnce();
            idleRounds = _work == work ? idleRounds + 1 : 0;
            if (idleRounds > MostIdleRounds) throw new AssertionException($"{Name} finds nothing to do at {_world.NowMs} ms, again and again, and says that there is something.");
        }
    }

    /// <summary>The process ends without a word and is there again, at the same address, knowing nothing.</summary>
    public void Restart(HostOptions options, ulong seed)
    {
        Stop(isHeldToIt: true);
        _socket.Clear();
        Core = new Host(options, new SimulationRandom(seed), NowUs);
    }

    /// <summary>The host goes; held to it, it must not hold anything then.</summary>
    public void Stop(bool isHeldToIt)
    {
        foreach (Connection peer in VirtualWorld.PeersOf(this)) peer.Reset();
        if (isHeldToIt) VirtualWorld.AssertNothingIsHeld(this);
        Core.Dispose();
    }

    /// <summary>One service call: at most one event, or on the handler face all of them. True when there was one.</summary>
    public bool ServiceOnce()
    {
        int events = _takenEvents;
        _received = _sent = 0;
        if (TakesDirectly is null) ServicePolled();
        else ServiceHandler();
        if (_received > MostReceivedAtOnce) throw new AssertionException($"{Name} took {_received} datagrams in one call at {_world.NowMs} ms.");
        MostSentAtOnce = Math.Max(MostSentAtOnce, _sent);
        if (_sent > MostSentAllowed) throw new AssertionException($"{Name} sent {_sent} datagrams in one call at {_world.NowMs} ms.");
        return _takenEvents != events;
    }

    private void ServicePolled()
    {

        Round round = Core.Round;
        NoSink none = default;
        round.End();
        round.EndsAtEvents = true;
        round.IgnoresEvents = !TakesEvents && !Core.HasRaisedEvent;
        while (true)
        {
            switch (round.Next(NowUs))
            {
                case RoundStep.Send:
                    WriteAll();
                    break;
                case RoundStep.Receive:
                    while (round.WantsDatagram && TryReceive(out (DatagramPath Path, byte[] Bytes) datagram)) round.Handle(datagram.Path, datagram.Bytes, ref none);
                    if (Core.HasRaisedEvent) round.IgnoresEvents = false;
                    break;
                case RoundStep.Event:
                    TakeEvent();
                    return;
                default:
                    if (!Polls) round.RestsUntil(Core.NextDeadlineUs);
                    return;
            }
        }
    }

    // As the real host's handler face drives the round.
    private void ServiceHandler()
    {
        Round round = Core.Round;
        var sink = new DirectSink(this);
        round.End();
        round.EndsAtEvents = false;
        round.IgnoresEvents = !TakesEvents;
        DrainEvents();
        for (RoundStep step = round.Next(NowUs); step != RoundStep.Rest; step = round.Next(NowUs))
        {
            if (step == RoundStep.Send) WriteAll();
            while (step == RoundStep.Receive && round.WantsDatagram && TryReceive(out (DatagramPath Path, byte[] Bytes) datagram))
            {
                round.Handle(datagram.Path, datagram.Bytes, ref sink);
                DrainEvents();
            }

            DrainEvents();
        }

        if (!Polls) round.RestsUntil(Core.NextDeadlineUs);
    }

    private void DrainEvents()
    {
        while ((TakesEvents || Core.HasRaisedEvent) && TakeEvent())
        {
        }
    }

    /// <summary>Sends without looking at time-outs, as native's flush does.</summary>
    public void Flush()
    {
        Core.Round.BeginFlush(NowUs);
        WriteAll();
    }

    /// <summary>Leaves without waiting and flushes, as native's disconnect_now does.</summary>
    public void DisconnectNow(Connection peer, uint data)
    {
        peer.DisconnectNow(data);
        Flush();
    }

    /// <summary>Fills memory that the pool will use again with a pattern that must never come out of it.</summary>
    public void PutCanariesIntoPool(int longest = 65_536)
    {
        var packets = new List<ENetPacket>();
        for (int length = 1; length <= longest; length *= 2)
        {
            for (int i = 0; i < 4; i++) packets.Add(Core.CreatePacket(length, ENetPacketFlags.None));
        }

        foreach (ENetPacket packet in packets)
        {
            packet.WritableSpan.Fill(Canary);
            packet.Dispose();
        }
    }

    /// <summary>True when a payload holds a piece of the pattern. Of four bytes, luck makes one in every four gigabytes: swarm 1933 had one.</summary>
    public static bool HoldsCanary(ReadOnlySpan<byte> payload)
    {
        ReadOnlySpan<byte> piece = [Canary, Canary, Canary, Canary, Canary, Canary, Canary, Canary];
        return payload.IndexOf(piece) >= 0;
    }

    private bool TryReceive(out (DatagramPath Path, byte[] Bytes) datagram)
    {
        if (!_socket.TryDequeue(out datagram)) return false;
        _received++;
        _work++;
        return true;
    }

    private bool TakeEvent()
    {
        if (!Core.TryTakeEvent(out ConnectionEvent e)) return false;
        _takenEvents++;
        _work++;
        try
        {
            OnEvent?.Invoke(e);
        }
        catch
        {
            _world.HasFailed = true;
            throw;
        }

        bool isPacket = e.Type == ENetEventType.Receive;
        if (KeepsEvents)
        {
            byte[] payload = isPacket ? e.Packet.Span.ToArray() : [];
            _events.Add(new SeenEvent(_world.NowMs, e.Type, e.Connection.Slot, e.ChannelId, e.Data, e.Reason, isPacket ? e.Packet.Flags : ENetPacketFlags.None, payload));
        }

        if (isPacket)
        {
            if (HoldsCanary(e.Packet.Span)) Assert.Fail($"{Name} delivered bytes that nobody sent.");
            e.Packet.WritableSpan.Fill(Canary);
            e.Packet.Dispose();
        }

        return true;
    }

    private void WriteAll()
    {
        while (Core.Round.TryWrite(_slot, out int length, out DatagramPath path, out DatagramSendOptions options))
        {
            _work++;
            if (++_sent > MostSentInOneCall) throw new AssertionException($"{Name} does not stop sending at {_world.NowMs} ms.");
            _world.Network.Send(_world.NowMs, path.Local.IsEmpty ? Address : path.Local, path.Remote, _slot.AsSpan(0, length), options);
        }
    }

    private readonly struct DirectSink(VirtualHost host) : IPacketSink
    {
        public bool TryDeliver(object connection, byte channelId, ENetPacketFlags flags, ReadOnlySpan<byte> payload)
        {
            if (!host.TakesEvents || host.Core.HasEvent || !host.TakesDirectly!((Connection)connection, channelId, flags, payload)) return false;
            host._takenEvents++;
            host._work++;
            return true;
        }
    }
}
