using System;
using System.Runtime.CompilerServices;
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
    internal Account OutgoingAccount;
    internal UnsequencedWindow Unsequenced;
    internal RoundTripEstimator RoundTrip;
    internal PacketThrottle Throttle;
    internal LossStatistic Losses;
    internal PeerLiveness Liveness;
    internal RemotePings RemotePings;
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

    /// <summary>The other side asked for the connection.</summary>
    internal bool WasAccepted { get; set; }

    /// <summary>The peer counts among the connections of its address.</summary>
    internal bool IsCounted { get; set; }

    internal long IncomingBandwidthEpochMs { get; set; }

    internal long OutgoingBandwidthEpochMs { get; set; }

    internal bool HasQueuedCommands => !Outgoing.IsEmpty || !OutgoingReliable.IsEmpty;

    /// <summary>The state of a channel that was opened before.</summary>
    internal ChannelState Channel(byte channelId) => _channels[channelId]!;

    /// <summary>Makes sure that a channel has its state, on the account of the direction that needs it first; false when the ledger refuses it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryOpenChannel(byte channelId, CommandStores stores, bool isForSending) =>
        (channelId < _channels.Length && _channels[channelId] is not null) || TryMakeChannel(channelId, stores, isForSending);

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
            channel.Sender.Reset(stores.Ledger.Outgoing, ref OutgoingAccount);
            if (channel.IsForSending) stores.Channels.Return(channel, stores.Ledger.Outgoing, ref OutgoingAccount, Claim.Must);
            else stores.Channels.Return(channel, stores.Ledger.Incoming, ref Inbox.Account, Claim.Must);
        }

        stores.Ledger.Incoming.Shrink(ref Inbox.Account, ChannelTableBytes);
        _channels = Array.Empty<ChannelState?>();
        Unsequenced.Clear(stores.Ledger.Incoming, ref Inbox.Account);
        if (!keepDelivered) Inbox.DiscardDelivered(stores);
    }

    /// <summary>Called now and then: tables that one burst made large become smaller.</summary>
    internal void EndInterval(CommandStores stores)
    {
        Acknowledgements.EndInterval(stores.Ledger.Incoming, ref Inbox.Account);
        Control.EndInterval(stores.Ledger.Outgoing, ref OutgoingAccount);
        foreach (ChannelState? channel in _channels)
        {
            if (channel is null) continue;
            channel.Sender.EndInterval(stores.Ledger.Outgoing, ref OutgoingAccount);
            channel.Receiver.EndInterval(stores.Ledger.Incoming, ref Inbox);
        }
    }

    /// <summary>Counts what the connection holds besides commands and their payloads.</summary>
    internal void Measure(ref MemoryMeasure measure)
    {
        measure.TableBytes += Acknowledgements.SizeBytes + Control.SizeBytes + Unsequenced.SizeBytes + ChannelTableBytes;
        foreach (ChannelState? channel in _channels) channel?.Measure(ref measure);
    }

    private long ChannelTableBytes => BytesOfTable(_channels.Length);

    private static long BytesOfTable(int channels) => channels == 0 ? 0 : ObjectBytes.Array(channels * 8L);

    // Requirement: LIM-012
    private bool TryMakeChannel(byte channelId, CommandStores stores, bool isForSending)
    {
        if (channelId >= _channels.Length)
        {
            int length = Math.Min(Math.Max(channelId + 1, _channels.Length * 2), ProtocolConstants.MaximumChannelCount);
            long growth = BytesOfTable(length) - ChannelTableBytes;
            if (!stores.Ledger.Incoming.TryGrow(ref Inbox.Account, growth, Claim.Next)) return false;
            try
            {
                Array.Resize(ref _channels, length);
            }
            catch
            {
                stores.Ledger.Incoming.Shrink(ref Inbox.Account, growth);
                throw;
            }
        }

        ChannelState? channel = isForSending
            ? stores.Channels.TryTake(stores.Ledger.Outgoing, ref OutgoingAccount, Claim.Queue)
            : stores.Channels.TryTake(stores.Ledger.Incoming, ref Inbox.Account, Claim.Next);
        if (channel is null) return false;
        channel.IsForSending = isForSending;
        _channels[channelId] = channel;
        return true;
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
        Acknowledgements = default;
        Inbox = Inbox.Empty;
        OutgoingAccount = default;
        Unsequenced = default;
        RoundTrip.Reset();
        Throttle.Reset();
        Losses = default;
        Liveness.Reset();
        RemotePings = default;
        WasAccepted = false;
        Totals = default;
        ControlSequence = 0;
        UnsequencedGroup = 0;
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
