using System;
using System.Collections.Generic;
using ManagedENet.Protocol.Connections;

namespace ManagedENet.Simulation.Harness;

/// <summary>
/// Stamped packets in one direction of a connection, and the oracle over them: a reliable packet that is missing, twice or out of order, an unreliable one that comes
/// late or outside its place between the reliable ones, an unsequenced one that comes twice, a byte that is wrong.
/// </summary>
internal sealed class Flow
{
    private readonly int _number;
    private readonly VirtualHost _sender;
    private readonly VirtualHost _receiver;
    private readonly Connection _senderPeer;
    private readonly Connection _receiverPeer;
    private readonly Dictionary<byte, ChannelFlow> _channels = [];

    public Flow(VirtualHost sender, Connection senderPeer, VirtualHost receiver, Connection receiverPeer)
    {
        _sender = sender;
        _number = receiver.World.TakeNumber();
        _senderPeer = senderPeer;
        _receiver = receiver;
        _receiverPeer = receiverPeer;
        receiver.OnEvent += Take;
    }

    public static (Flow Up, Flow Down) Between(VirtualPair connection) => (
        new Flow(connection.Client, connection.ClientPeer, connection.Server, connection.ServerPeer),
        new Flow(connection.Server, connection.ServerPeer, connection.Client, connection.ClientPeer));

    public long Sent { get; private set; }

    public long Delivered { get; private set; }

    public long ReliableDelivered { get; private set; }

    /// <summary>Sends a packet of at least <see cref="Stamp.Bytes"/> bytes.</summary>
    public ENetSendResult Send(byte channel, StampKind kind, int length = Stamp.Bytes)
    {
        ChannelFlow flow = Channel(channel);
        uint number = kind switch
        {
            StampKind.Reliable => flow.ReliableSent,
            StampKind.Unsequenced => flow.UnsequencedSent,
            _ => flow.UnreliableSent,
        };
        byte[] payload = new Stamp(_number, channel, kind, number, flow.ReliableSent, length).MakePayload();
        ENetSendResult result = _senderPeer.Send(channel, payload, FlagsOf(kind));
        if (result != ENetSendResult.Queued) return result;
        Sent++;
        if (kind == StampKind.Reliable) flow.ReliableSent++;
        else if (kind == StampKind.Unsequenced) flow.UnsequencedSent++;
        else flow.UnreliableSent++;
        return result;
    }

    /// <summary>The receiver has heard the end of the connection: what comes from its slot now belongs to another.</summary>
    public void Close() => _receiver.OnEvent -= Take;

    /// <summary>Everything reliable that was sent has been delivered.</summary>
    public bool IsComplete
    {
        get
        {
            foreach (ChannelFlow flow in _channels.Values)
            {
                if (flow.ReliableDelivered != flow.ReliableSent) return false;
            }

            return true;
        }
    }

    private static ENetPacketFlags FlagsOf(StampKind kind) => kind switch
    {
        StampKind.Reliable => ENetPacketFlags.Reliable,
        StampKind.Unsequenced => ENetPacketFlags.Unsequenced,
        StampKind.UnreliableFragments => ENetPacketFlags.UnreliableFragment,
        _ => ENetPacketFlags.None,
    };

    private ChannelFlow Channel(byte channel)
    {
        if (!_channels.TryGetValue(channel, out ChannelFlow? flow)) _channels.Add(channel, flow = new ChannelFlow());
        return flow;
    }

    private void Take(ConnectionEvent e)
    {
        if (e.Type != ENetEventType.Receive || !ReferenceEquals(e.Connection, _receiverPeer)) return;
        var stamp = Stamp.ReadChecked(e.Packet.Span);
        if (stamp.Flow != _number) throw new AssertionException($"{stamp} belongs to another connection.");
        if (stamp.Channel != e.ChannelId) throw new AssertionException($"{stamp} came on channel {e.ChannelId}.");
        Delivered++;
        Channel(e.ChannelId).Take(stamp);
        if (stamp.Kind == StampKind.Reliable) ReliableDelivered++;
    }

    private sealed class ChannelFlow
    {
        private readonly HashSet<uint> _unsequenced = [];
        private long _newestUnreliable = -1;

        public uint ReliableSent { get; set; }

        public uint UnreliableSent { get; set; }

        public uint UnsequencedSent { get; set; }

        public uint ReliableDelivered { get; private set; }

        public void Take(in Stamp stamp)
        {
            switch (stamp.Kind)
            {
                case StampKind.Reliable:
                    if (stamp.Number != ReliableDelivered) throw new AssertionException($"{stamp} came where number {ReliableDelivered} was next.");
                    ReliableDelivered++;
                    break;
                case StampKind.Unsequenced:
                    if (!_unsequenced.Add(stamp.Number)) throw new AssertionException($"{stamp} came twice.");
                    break;
                default:
                    if (stamp.Number <= _newestUnreliable) throw new AssertionException($"{stamp} came after number {_newestUnreliable}.");
                    if (stamp.ReliableBefore != ReliableDelivered) throw new AssertionException($"{stamp} came behind {ReliableDelivered} reliable packets.");
                    _newestUnreliable = stamp.Number;
                    break;
            }
        }
    }
}
