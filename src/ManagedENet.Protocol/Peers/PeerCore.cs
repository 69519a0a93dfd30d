using System;
using ManagedENet.Protocol.Buffers;
using ManagedENet.Protocol.Channels;
using ManagedENet.Protocol.Windows;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Peers;

/// <summary>
/// One slot of a host: what is known of the other end while somebody uses it. The object lives as long as its host; the two session ids and
/// <see cref="Owner"/> survive from one connection to the next, everything else starts anew. Stands for <c>ENetPeer</c>.
/// </summary>
public sealed partial class PeerCore
{
    internal const byte NoSession = 0xFF;

    private ChannelState?[] _channels = Array.Empty<ChannelState?>();

    internal PeerCore(int slot)
    {
        Slot = slot;
        Control = new SequenceRing();
        ClearConnection(ProtocolConstants.DefaultMtu);
    }

    internal SequenceRing Control { get; }

    internal SlabList Outgoing;
    internal SlabList OutgoingReliable;
    internal SlabList InFlight;
    internal AckQueue Acknowledgements;
    internal Inbox Inbox;
    internal MemoryBudget OutgoingBudget;
    internal UnsequencedWindow Unsequenced;
    internal RoundTripEstimator RoundTrip;
    internal PacketThrottle Throttle;
    internal LossStatistic Losses;
    internal PeerLiveness Liveness;
    internal DataTotals Totals;
    internal PeerTraffic Traffic;
    internal ushort ControlSequence;
    internal ushort UnsequencedGroup;

    /// <summary>Our own state; <see cref="State"/> hides the moment between a "disconnect now" and its datagram.</summary>
    internal ENetPeerState Phase { get; set; }

    /// <summary>The slot is given up as soon as what is queued has been written once.</summary>
    internal bool IsLeavingAtOnce { get; set; }

    /// <summary>Counts the times the queues were dropped, so that code which called out notices that its peer has changed underneath.</summary>
    internal int Epoch { get; set; }

    /// <summary>Why the connection ended, once it has.</summary>
    internal ENetDisconnectReason EndReason { get; set; }

    /// <summary>Successor in the queue of peers that have something for the application.</summary>
    internal PeerCore? NextDispatch { get; set; }

    /// <summary>Predecessor in that queue.</summary>
    internal PeerCore? PreviousDispatch { get; set; }

    /// <summary>The peer stands in that queue.</summary>
    internal bool NeedsDispatch { get; set; }

    /// <summary>The application has been told of the connection, and will be told of its end.</summary>
    internal bool IsEstablished { get; set; }

    /// <summary>The peer counts among the connections of its address.</summary>
    internal bool IsCounted { get; set; }

    internal long IncomingBandwidthEpochMs { get; set; }

    internal long OutgoingBandwidthEpochMs { get; set; }

    internal bool HasQueuedCommands => !Outgoing.IsEmpty || !OutgoingReliable.IsEmpty;

    /// <summary>The state of a channel that the connection has; made on first use.</summary>
    internal ChannelState Channel(byte channelId, CommandStores stores)
    {
        if (channelId >= _channels.Length) Array.Resize(ref _channels, Math.Max(channelId + 1, _channels.Length * 2));
        return _channels[channelId] ??= stores.Channels.Get();
    }

    /// <summary>The state of a channel, or null when it was never used.</summary>
    internal ChannelState? ExistingChannel(byte channelId) => channelId < _channels.Length ? _channels[channelId] : null;

    /// <summary>Gives all channels back; packets in order for the application stay when asked for.</summary>
    internal void ReleaseChannels(CommandStores stores, bool keepDelivered)
    {
        for (int i = 0; i < _channels.Length; i++)
        {
            ChannelState? channel = _channels[i];
            if (channel is null) continue;
            channel.Receiver.Reset(stores, ref Inbox);
            channel.Sender.Reset();
            stores.Channels.Return(channel);
            _channels[i] = null;
        }

        Inbox.ForgetTables(stores);
        if (!keepDelivered) Inbox.DiscardDelivered(stores);
    }

    /// <summary>Everything that belongs to one connection, back to its start.</summary>
    // Requirement: HSK-004, HSK-005
    internal void ClearConnection(int mtuBytes)
    {
        Phase = ENetPeerState.Disconnected;
        IsLeavingAtOnce = false;
        IsEstablished = false;
        EndReason = ENetDisconnectReason.None;
        Outgoing = SlabList.Empty;
        OutgoingReliable = SlabList.Empty;
        InFlight = SlabList.Empty;
        Acknowledgements.Clear();
        Inbox = Inbox.Empty;
        OutgoingBudget = default;
        Unsequenced.Clear();
        RoundTrip.Reset();
        Throttle.Reset();
        Losses = default;
        Liveness.Reset();
        Totals = default;
        ControlSequence = 0;
        UnsequencedGroup = 0;
        Control.Clear();
        OutgoingPeerId = ProtocolConstants.MaximumPeerId;
        ConnectId = 0;
        ChannelCount = 0;
        MtuBytes = mtuBytes;
        WindowBytes = ProtocolConstants.MaximumWindowBytes;
        IncomingBandwidth = 0;
        OutgoingBandwidth = 0;
        IncomingBandwidthEpochMs = 0;
        OutgoingBandwidthEpochMs = 0;
        ReliableBytesInTransit = 0;
        EventData = 0;
    }
}
