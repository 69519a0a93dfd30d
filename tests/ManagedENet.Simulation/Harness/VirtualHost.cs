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
    private const int MostRoundsAtOneTime = 200_000;
    private const byte Canary = 0xDB;

    private readonly VirtualWorld _world;
    private readonly Queue<(DatagramPath Path, byte[] Bytes)> _socket = new();
    private readonly byte[] _slot = new byte[4096];
    private readonly List<SeenEvent> _events = [];

    public VirtualHost(VirtualWorld world, string name, ENetAddress address, HostOptions options, ulong seed)
    {
        _world = world;
        Name = name;
        Address = address;
        Core = new Host(options, new SimulationRandom(seed), world.NowUs);
    }

    public string Name { get; }

    public ENetAddress Address { get; set; }

    public Host Core { get; }

    /// <summary>What the application was told, in order.</summary>
    public IReadOnlyList<SeenEvent> Events => _events;

    /// <summary>Sees each event while its packet is alive, before it is written down.</summary>
    public Action<ConnectionEvent>? OnEvent { get; set; }

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

    /// <summary>Datagrams that the socket of a paused host keeps; the rest is lost.</summary>
    public int SocketLimit { get; set; } = 4_096;

    public int Waiting => _socket.Count;

    public long NextWakeMs
    {
        get
        {
            if (IsPaused) return long.MaxValue;
            return _socket.Count > 0 || (TakesEvents && Core.HasEvent) ? _world.NowMs : VirtualWorld.WholeMs(Core.NextDeadlineUs);
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
        if (_socket.Count < SocketLimit) _socket.Enqueue((path, datagram.ToArray()));
    }

    /// <summary>Service calls with a time-out of zero until there is nothing left to do now.</summary>
    public void Service()
    {
        int rounds = 0;
        while (NextWakeMs <= _world.NowMs)
        {
            if (++rounds > MostRoundsAtOneTime) Assert.Fail($"{Name} does not come to rest at {_world.NowMs} ms.");
            ServiceOnce();
        }
    }

    /// <summary>One service call: at most one event, or on the handler face all of them.</summary>
    public void ServiceOnce()
    {
        if (TakesDirectly is not null)
        {
            ServiceHandler();
            return;
        }

        Round round = Core.Round;
        NoSink none = default;
        round.End();
        round.EndsAtEvents = true;
        round.IgnoresEvents = !TakesEvents && !Core.HasRaisedEvent;
        while (true)
        {
            switch (round.Next(_world.NowUs))
            {
                case RoundStep.Send:
                    WriteAll();
                    break;
                case RoundStep.Receive:
                    while (round.WantsDatagram && _socket.TryDequeue(out (DatagramPath Path, byte[] Bytes) datagram)) round.Handle(datagram.Path, datagram.Bytes, ref none);
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
        for (RoundStep step = round.Next(_world.NowUs); step != RoundStep.Rest; step = round.Next(_world.NowUs))
        {
            if (step == RoundStep.Send) WriteAll();
            while (step == RoundStep.Receive && round.WantsDatagram && _socket.TryDequeue(out (DatagramPath Path, byte[] Bytes) datagram))
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
        Core.Round.BeginFlush(_world.NowUs);
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

    private bool TakeEvent()
    {
        if (!Core.TryTakeEvent(out ConnectionEvent e)) return false;
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
        int written = 0;
        while (Core.Round.TryWrite(_slot, out int length, out DatagramPath path, out DatagramSendOptions options))
        {
            if (++written > MostRoundsAtOneTime) Assert.Fail($"{Name} does not stop sending at {_world.NowMs} ms.");
            _world.Network.Send(_world.NowMs, path.Local.IsEmpty ? Address : path.Local, path.Remote, _slot.AsSpan(0, length), options);
        }
    }

    private readonly struct DirectSink(VirtualHost host) : IPacketSink
    {
        public bool TryDeliver(object connection, byte channelId, ENetPacketFlags flags, ReadOnlySpan<byte> payload) =>
            host.TakesEvents && !host.Core.HasEvent && host.TakesDirectly!((Connection)connection, channelId, flags, payload);
    }
}
