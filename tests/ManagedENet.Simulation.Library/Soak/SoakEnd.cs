using System;
using System.Buffers.Binary;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Reception;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Soak;

/// <summary>One host of a soak with its application: it sends to each of its connections in each tick, and counts what comes.</summary>
internal sealed class SoakEnd
{
    /// <summary>The channel of unreliable messages, one in each tick.</summary>
    public const byte Unreliable = 0;

    /// <summary>The channel of reliable ones.</summary>
    public const byte Reliable = 1;

    /// <summary>The channel of those without order.</summary>
    public const byte Unsequenced = 2;

    /// <summary>Channels in use.</summary>
    public const int Channels = 3;

    private const int TicksToReliable = 10;
    private const int TicksToUnsequenced = 16;
    private const int UnreliableBytes = 24;
    private const int ReliableBytes = 40;

    private readonly Connection[] _peers;
    private readonly SoakFlow[] _flows;
    private readonly byte[] _payload = new byte[ReliableBytes];
    private readonly SoakLine _in;
    private readonly SoakLine _out;
    private readonly ENetAddress _otherAddress;

    public SoakEnd(HostOptions options, ulong seed, long nowUs, SoakLine incoming, SoakLine outgoing, in ENetAddress otherAddress)
    {
        Core = new Host(options, new SimulationRandom(seed), nowUs);
        _peers = new Connection[options.PeerLimit];
        _flows = new SoakFlow[options.PeerLimit];
        for (int i = 0; i < _flows.Length; i++) _flows[i] = new SoakFlow();
        (_in, _out, _otherAddress) = (incoming, outgoing, otherAddress);
    }

    public Host Core { get; }

    /// <summary>Connections that are open.</summary>
    public int Connected { get; private set; }

    /// <summary>What is sent and received on the connections, by slot.</summary>
    public ReadOnlySpan<SoakFlow> Flows => _flows;

    /// <summary>The connection of a slot.</summary>
    public Connection Peer(int slot) => _peers[slot];

    /// <summary>Queues what is due in this tick.</summary>
    public void Speak(long tick)
    {
        for (int slot = 0; slot < _peers.Length; slot++)
        {
            Send(slot, Unreliable, ENetPacketFlags.None, UnreliableBytes);
            if ((tick + slot) % TicksToReliable == 0) Send(slot, Reliable, ENetPacketFlags.Reliable, ReliableBytes);
            if ((tick + slot) % TicksToUnsequenced == 0) Send(slot, Unsequenced, ENetPacketFlags.Unsequenced, UnreliableBytes);
        }
    }

    /// <summary>One service round, as the handler face drives it.</summary>
    public void Service(long nowUs)
    {
        Round round = Core.Round;
        var sink = new Sink(this);
        round.End();
        round.EndsAtEvents = false;
        round.IgnoresEvents = false;
        for (RoundStep step = round.Next(nowUs); step != RoundStep.Rest; step = round.Next(nowUs))
        {
            if (step == RoundStep.Send) Write(round);
            while (step == RoundStep.Receive && round.WantsDatagram && _in.Waiting > 0) round.Handle(new DatagramPath(_otherAddress), _in.Take(), ref sink);
            if (Core.HasEvent) TakeEvents();
        }
    }

    private void Write(Round round)
    {
        while (round.TryWrite(_out.Room, out int length, out _, out _))
        {
            if (!_out.Put(length)) CountLost(_out.Room[..length]);
        }
    }

    private void CountLost(ReadOnlySpan<byte> datagram)
    {
        ushort header = BinaryPrimitives.ReadUInt16BigEndian(datagram);
        var walk = new CommandWalk(datagram[((header & 0x8000) != 0 ? 4 : 2)..]);
        while (walk.MoveNext())
        {
            if (walk.Kind is not (WireKind.Unreliable or WireKind.Unsequenced)) continue;
            int slot = BinaryPrimitives.ReadInt32LittleEndian(walk.Payload[8..]);
            _flows[slot].NoteLost(walk.Kind == WireKind.Unreliable ? Unreliable : Unsequenced);
        }
    }

    private void Send(int slot, byte channel, ENetPacketFlags flags, int length)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_payload, _flows[slot].TakeNumber(channel));
        BinaryPrimitives.WriteInt32LittleEndian(_payload.AsSpan(8), slot);
        ENetSendResult result = _peers[slot].Send(channel, _payload.AsSpan(0, length), flags);
        if (result != ENetSendResult.Queued) throw new AssertionException($"Slot {slot}: a message was answered with {result}.");
    }

    private void Receive(Connection peer, byte channel, ReadOnlySpan<byte> payload)
    {
        if (payload.Length != (channel == Reliable ? ReliableBytes : UnreliableBytes)) throw new AssertionException($"Slot {peer.Slot}: {payload.Length} bytes came on channel {channel}.");
        _flows[peer.Slot].Take(channel, BinaryPrimitives.ReadInt64LittleEndian(payload), BinaryPrimitives.ReadInt32LittleEndian(payload[8..]));
    }

    private void TakeEvents()
    {
        while (Core.TryTakeEvent(out ConnectionEvent e))
        {
            switch (e.Type)
            {
                case ENetEventType.Connect:
                    _peers[e.Connection.Slot] = e.Connection;
                    Connected++;
                    break;
                case ENetEventType.Receive:
                    Receive(e.Connection, e.ChannelId, e.Packet.Span);
                    e.Packet.Dispose();
                    break;
                default:
                    throw new AssertionException($"Slot {e.Connection.Slot} has ended: {e.Reason}.");
            }
        }
    }

    private readonly struct Sink(SoakEnd end) : IPacketSink
    {
        public bool TryDeliver(object connection, byte channelId, ENetPacketFlags flags, ReadOnlySpan<byte> payload)
        {
            if (end.Core.HasEvent) return false;
            end.Receive((Connection)connection, channelId, payload);
            return true;
        }
    }
}
