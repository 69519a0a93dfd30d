using System;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Reception;
using ManagedENet.Protocol.Recovery;
using ManagedENet.Protocol.Sending;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Hosting;

/// <content>What the application asks of a host as a whole.</content>
internal sealed partial class Host
{
    /// <summary>
    /// Asks for a connection (<c>enet_host_connect</c>). The first datagram leaves with the next send pass. Null when every slot is taken.
    /// </summary>
    /// <param name="nowUs">The time.</param>
    /// <param name="to">The other end; 255.255.255.255 asks everybody on the local network, and the first answer fixes the address.</param>
    /// <param name="channelCount">Channels wanted, clamped to 1 to 255.</param>
    /// <param name="data">A number for the other side's application.</param>
    public Connection? Connect(long nowUs, in ENetAddress to, int channelCount, uint data)
    {
        SetTime(nowUs);
        SessionsInUse others = _slots.SessionsTo(to);
        Connection? connection = _slots.TryTake(_surroundings);
        connection?.Ask(to, channelCount, _random.NextUInt32(), data, others);
        return connection;
    }

    /// <summary>A packet of <paramref name="length"/> bytes, owned by the caller, whose bytes are to be written.</summary>
    public ENetPacket CreatePacket(int length, ENetPacketFlags flags)
    {
        if (length < 0) throw new ArgumentOutOfRangeException(nameof(length), length, "A packet has 0 or more bytes.");
        return new ENetPacket(_stores.Pool.Rent(length, flags));
    }

    /// <summary>A packet, owned by the caller, with a copy of <paramref name="payload"/>.</summary>
    public ENetPacket CreatePacket(ReadOnlySpan<byte> payload, ENetPacketFlags flags) => new(_stores.Pool.RentCopy(payload, flags));

    /// <summary>
    /// Queues one packet for every open connection, sharing its memory (<c>enet_host_broadcast</c>). The packet is consumed in every case. Answers how many took it.
    /// </summary>
    // Requirement: CHN-062, LIM-035
    public int Broadcast(byte channelId, ENetPacket packet)
    {
        PacketBlock block = packet.Block;
        int taken = _stores.Pool.CanQueue(block) ? BroadcastBlock(channelId, block) : Broadcast(channelId, block.Span, block.Flags);
        packet.Dispose();
        return taken;
    }

    /// <summary>Queues a copy of <paramref name="payload"/> for every open connection, one for all of them. Answers how many took it.</summary>
    public int Broadcast(byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
    {
        int taken = 0;
        PacketBlock? shared = null;
        for (int slot = 0; slot < _slots.HighWater; slot++)
        {
            if (_slots[slot] is { } connection && TrySendShared(connection, channelId, payload, flags, ref shared)) taken++;
        }

        EndSharing(shared);
        return taken;
    }

    /// <summary>Queues a copy of <paramref name="payload"/> for one of several connections, which have the copy in common. False when this one has no room for it, or is not open.</summary>
    /// <param name="connection">Who gets it.</param>
    /// <param name="channelId">The channel.</param>
    /// <param name="payload">Its bytes, the same for all of them.</param>
    /// <param name="flags">How it is to travel.</param>
    /// <param name="shared">The copy: null for the first of them, and then what the call before has left. When all are done, <see cref="EndSharing"/> takes it.</param>
    public bool TrySendShared(Connection connection, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags, ref PacketBlock? shared)
    {
        if (payload.Length <= PayloadCell.SizeBytes) return connection.Send(channelId, payload, flags) == ENetSendResult.Queued;

        // Asked before it is copied: where nobody has room for it, nothing is done.
        if (shared is null && !connection.MayShare(channelId, payload.Length)) return false;
        shared ??= _stores.Pool.RentCopy(payload, flags);
        return connection.TryShare(channelId, shared);
    }

    /// <summary>Nobody else gets what several connections have in common.</summary>
    public void EndSharing(PacketBlock? shared)
    {
        if (shared is not null) _stores.Pool.EndOwnership(shared);
    }

    private int BroadcastBlock(byte channelId, PacketBlock block)
    {
        int taken = 0;
        for (int slot = 0; slot < _slots.HighWater; slot++)
        {
            if (_slots[slot] is { } connection && connection.TryShare(channelId, block)) taken++;
        }

        return taken;
    }

    /// <summary>Sets this host's limits in bytes per second, 0 for none (<c>enet_host_bandwidth_limit</c>). The other ends hear of it within a second.</summary>
    // Requirement: FLW-070
    public void SetBandwidthLimit(uint incoming, uint outgoing)
    {
        _surroundings.IncomingBandwidth = incoming;
        _surroundings.OutgoingBandwidth = outgoing;
        _surroundings.MustAnnounceLimits = true;
    }

    /// <summary>Limits the channels of future incoming connections; 0 or more than 255 is 255 (<c>enet_host_channel_limit</c>).</summary>
    public void SetChannelLimit(int channelLimit) => _surroundings.ChannelLimit =
        channelLimit is < ProtocolConstants.MinimumChannelCount or > ProtocolConstants.MaximumChannelCount ? ProtocolConstants.MaximumChannelCount : channelLimit;

    /// <summary>Sets the largest datagram proposed to future connections, clamped to 576 to 4,096 bytes (the field <c>mtu</c>).</summary>
    public void SetMtu(int mtuBytes) => _surroundings.MtuBytes = Math.Clamp(mtuBytes, ProtocolConstants.MinimumMtu, ProtocolConstants.MaximumMtu);

    /// <summary>A packet of this length found no room: the application is told when there is some.</summary>
    // Requirement: LIM-044
    public void NoteFull(Connection connection, int length) => _rooms.Add(connection, length);

    /// <summary>The application keeps back what it has for a connection until no more than so many bytes are held for what that has to send: it is told then.</summary>
    // Requirement: LIM-044
    public void NoteCrowded(Connection connection, long level) => _rooms.AddAbove(connection, level);

    /// <summary>Packets of one peer in a second; 0 is as many as it likes.</summary>
    public int PeerMessageRate => _surroundings.Reception.MessageRates?.PerSecond ?? 0;

    /// <summary>Sets how many packets each peer may send in a second, and as many at once; 0 is as many as it likes.</summary>
    // Requirement: LIM-041
    public void SetPeerMessageRate(int perSecond)
    {
        ReceptionContext reception = _surroundings.Reception;
        if (perSecond == 0) reception.MessageRates = null;
        else if (reception.MessageRates is { } rates) rates.Change(perSecond);
        else reception.MessageRates = new MessageRates(Options.PeerLimit, perSecond);
        _mustSayWho = _log is not null || perSecond != 0;
    }

    /// <summary>Says goodbye to all who are connected from these addresses, or about to be, as <see cref="Connection.Disconnect"/> does; answers how many.</summary>
    // Requirement: ADM-021
    public int DisconnectFrom(in ENetAddressRange range, uint data)
    {
        int left = 0;
        for (int slot = 0; slot < _slots.HighWater; slot++)
        {
            if (_slots[slot] is not { } connection || ConnectionPhases.IsEnding(connection.State) || !range.Contains(connection.Address)) continue;
            connection.Disconnect(data);
            left++;
        }

        return left;
    }

    /// <summary>Slots that are taken, by whatever connection and attempt.</summary>
    public int TakenSlots => _slots.Taken;

    /// <summary>Leaves everybody: when what was sent has arrived, or at once with one word.</summary>
    public void LeaveAll(uint data, bool isAtOnce)
    {
        for (int slot = 0; slot < _slots.HighWater; slot++)
        {
            if (_slots[slot] is not { } connection) continue;
            if (isAtOnce) connection.DisconnectNow(data);
            else if (!ConnectionPhases.IsEnding(connection.State)) connection.DisconnectLater(data);
        }
    }

    /// <summary>Drops everything silently (<c>enet_host_destroy</c>). Packets that the application owns stay valid.</summary>
    // Requirement: DIS-019
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        for (int slot = 0; slot < _slots.HighWater; slot++) _slots[slot]?.Reset();
        _replies.Clear();
        _surroundings.Events.Clear();
    }

    /// <summary>The socket is another one, and with it the addresses of ours: the system picks the one that datagrams leave from, until some come.</summary>
    // Requirement: ADM-016
    public void ForgetLocals()
    {
        for (int slot = 0; slot < _slots.HighWater; slot++) _slots[slot]?.ForgetLocal();
        _admission.ForgetLocals();
        _replies.ForgetLocals();
        _stores.ReadAhead.ForgetLocals();
        _locals.Clear();
    }

    /// <summary>Receipts that have become known since the start; it may wrap.</summary>
    public int KnownReceipts => _surroundings.Sending.Receipts.Known;

    /// <summary>The next receipt.</summary>
    public bool TryTakeReceipt(out ENetReceipt receipt) => _surroundings.Sending.Receipts.TryTake(out receipt);

    private Surroundings MakeSurroundings(HostOptions options, NativeQuirks quirks, long nowUs)
    {
        var policy = new RetransmissionPolicy
        {
            OpeningTimeoutMs = options.ConnectTimeoutMs,
            OpeningBacksOff = Has(quirks, NativeQuirks.ConnectBacksOff),
            GivesUpOnLivePeers = Has(quirks, NativeQuirks.GivesUpOnLivePeers),
            KeepsFirstLimit = Has(quirks, NativeQuirks.TimeoutLimitOfFirstSending),
        };
        var sending = new SendingContext(_stores.Sending, Counters, policy)
        {
            Line = new OutgoingLine { IsPaced = options.CongestionControl != ENetCongestionControl.Native, BytesPerSecond = options.OutgoingBandwidth },
            ChecksumBytes = _envelope.ChecksumBytes,
            HasDrawnTimes = !Has(quirks, NativeQuirks.AdmitsUnproved),
            PathMtuSearch = !options.PathMtuDiscovery ? PathMtuSearch.Off : options.Compressor is null ? PathMtuSearch.On : PathMtuSearch.OnWithUncertainLengths,
            QueuesTogether = Has(quirks, NativeQuirks.OneQueue),
            GateStopsAllChannels = Has(quirks, NativeQuirks.WindowGateStopsAllChannels),
            ThrottleDropsFollowers = Has(quirks, NativeQuirks.ThrottleDropsFollowers),
            UsesGeneralWay = options.UsesGeneralWay,
            Log = options.EventLog is { } log ? new SenderLog(log, nowUs) : null,
        };
        sending.SetTime(nowUs);
        var reception = new ReceptionContext(_stores.Reception)
        {
            MaximumPacketBytes = options.MaximumPacketBytes,
            LeavingDropsReceived = Has(quirks, NativeQuirks.LeavingDropsReceived),
            AcknowledgesEmptyFragments = Has(quirks, NativeQuirks.EmptyFragmentIsAcknowledged),
        };
        return new Surroundings(sending, reception, this, options.PeerLimit)
        {
            CongestionControl = options.CongestionControl,
            LossTolerance = options.LossTolerance,
            OriginUs = Math.Min(nowUs, 0),
            IncomingBandwidth = options.IncomingBandwidth,
            // Requirement: DGM-053, LIM-015
            CommandLimit = options.MaximumCommandsPerDatagram == 0 ? int.MaxValue : options.MaximumCommandsPerDatagram,
            AnyGoodbyeEndsAttempt = Has(quirks, NativeQuirks.AdmitsUnproved),
            ForeignVerifyEndsAttempt = Has(quirks, NativeQuirks.ForeignVerifyEndsAttempt),
            ThrottleWishEndsAttempt = Has(quirks, NativeQuirks.ThrottleWishEndsAttempt),
            DisconnectDropsReceived = Has(quirks, NativeQuirks.DisconnectDropsReceived),
            DisconnectDropsAcknowledgements = Has(quirks, NativeQuirks.DisconnectDropsAcknowledgements),
            VerifyEchoesClientMtu = Has(quirks, NativeQuirks.VerifyEchoesClientMtu),
            HalfOpenGoodbyeIsUnanswered = Has(quirks, NativeQuirks.HalfOpenGoodbyeIsUnanswered),
            TellsLeavingPeers = Has(quirks, NativeQuirks.TellsLeavingPeers),
            CrossingGoodbyeIsUnanswered = Has(quirks, NativeQuirks.CrossingGoodbyeIsUnanswered),
            StoredFragmentMayBeUnacknowledged = Has(quirks, NativeQuirks.StoredFragmentMayBeUnacknowledged),
            ShowsWholeMs = Has(quirks, NativeQuirks.RoundTripInWholeMs),
            ConnectMayBeAcknowledged = Has(quirks, NativeQuirks.AdmitsUnproved),
            FullData = options.FullData,
            GivesUpLivePeers = !options.KeepLivePeers,
            // Requirement: REL-055
            BothEndsPing = options.MeasureIdlePeers || Has(quirks, NativeQuirks.BothEndsPing),
        };
    }
}
