using System;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Reception;
using ManagedENet.Protocol.Recovery;
using ManagedENet.Protocol.Sending;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Hosting;

/// <summary>
/// An ENet host as a pure state machine. Datagrams, time and commands go in; datagrams, events and the next deadline come out. It owns no socket and no clock,
/// starts no thread, and belongs to one thread at a time. Stands for <c>ENetHost</c>.
/// </summary>
/// <remarks>
/// <code>
///   facts     below
///   inputs    HandleDatagram, AdvanceTime
///   wishes    Host.Wishes.cs
///   reading   Host.Reading.cs
///   outputs   TryWriteDatagram, TryTakeEvent, NextDeadlineUs
/// </code>
/// </remarks>
internal sealed partial class Host : IConnectionOwner, IDisposable
{
    private const int Burst = 64;
    private const int NotAsking = -1;

    private readonly Slots _slots;
    private readonly HostStores _stores;
    private readonly Surroundings _surroundings;
    private readonly Envelope _envelope;
    private readonly Demultiplexer _demultiplexer;
    private readonly Replies _replies;
    private readonly Admission _admission;
    private readonly Schedule _schedule;
    private readonly BandwidthShares _bandwidth;
    private readonly RoomWatch _rooms;
    private readonly IRandomSource _random;
    private readonly LocalAddresses _locals = new();
    private readonly ConnectionLog? _log;
    private readonly int _countedFramingBytes;
    private bool _mustSayWho;
    private bool _isDisposed;

    /// <summary>Makes a host.</summary>
    /// <param name="options">Limits and codecs; see each for its range.</param>
    /// <param name="random">Source of connect ids; must be hard to guess outside tests.</param>
    /// <param name="nowUs">The time at which the host starts, microseconds. Every later time is on the same clock; one that runs backwards is held at the last value.</param>
    public Host(HostOptions options, IRandomSource random, long nowUs)
    {
        Options = options ?? throw new ArgumentNullException(nameof(options));
        _random = random ?? throw new ArgumentNullException(nameof(random));
        // Requirement: HSK-001
        if (options.PeerLimit is < 1 or > ProtocolConstants.MaximumPeerId)
            throw new ArgumentOutOfRangeException(nameof(options), options.PeerLimit, "A host has between 1 and 4,095 peer slots.");
        NativeQuirks quirks = options.Quirks;
        _envelope = new Envelope(options.Checksum, options.Compressor);
        _stores = new HostStores(options, Counters, Has(quirks, NativeQuirks.TwoIncompletePacketsStay));
        bool isAdmittedAtOnce = Has(quirks, NativeQuirks.AdmitsUnproved);
        _slots = new Slots(options.PeerLimit, _stores.Ledger, keepsSessionsApart: !Has(quirks, NativeQuirks.SessionsOfSlotOnly), random, isAdmittedAtOnce, options.ReplaceSilentAfterMs * ProtocolTime.UsPerMs);
        _surroundings = MakeSurroundings(options, quirks, nowUs);
        if (_surroundings.Sending.Log is { } log) _log = new ConnectionLog(_surroundings, log, options.PeerLimit);
        // Requirement: DGM-050, DEV-002
        _countedFramingBytes = ProtocolConstants.HeaderBytes + (Has(quirks, NativeQuirks.ChecksumOutsideMtu) ? 0 : _envelope.ChecksumBytes);
        _demultiplexer = new Demultiplexer(_slots, isAdmittedAtOnce);
        _replies = new Replies(_envelope, _stores.Ledger);
        _admission = new Admission(options, _slots, _replies, _stores.Ledger, _surroundings, random);
        // Requirement: DGM-054
        bool takesTurns = options.MaximumCommandsPerDatagram == ProtocolConstants.NativeCommandsPerDatagram;
        _schedule = new Schedule(_surroundings.Ready, _surroundings.Sending.Line, options.PeerLimit, takesTurns ? 1 : Burst);
        _bandwidth = new BandwidthShares(_surroundings, _slots, options.KeepIncomingLimit, Has(quirks, NativeQuirks.BandwidthsWrap));
        _rooms = new RoomWatch(_slots, _surroundings.Events, options.PeerLimit);
        SetChannelLimit(options.ChannelLimit);
        SetMtu(options.MtuBytes);
        SetPeerMessageRate(options.PeerMessageRate);
        Round = new Round(this, Has(quirks, NativeQuirks.JudgesBeforeReading));
    }

    /// <summary>What the host was made with.</summary>
    public HostOptions Options { get; }

    /// <summary>The service round.</summary>
    public Round Round { get; }

    /// <summary>The time of the host, microseconds.</summary>
    public long NowUs => _surroundings.NowUs;

    /// <summary>What was counted since the start.</summary>
    public HostCounters Counters { get; } = new();

    /// <summary>What the application says of strangers.</summary>
    public DoorPolicy Door => _admission.Policy;

    /// <summary>Connections that are open now (<c>connectedPeers</c>).</summary>
    public int ConnectedPeers => _surroundings.ConnectedCount;

    /// <summary>Strangers who have asked and not proved their address yet; for a look now and then, because it walks over them.</summary>
    public int PendingHandshakes => _admission.Pending;

    /// <summary>Most channels a new incoming connection gets.</summary>
    public int ChannelLimit => _surroundings.ChannelLimit;

    /// <summary>Largest datagram proposed to new connections, bytes.</summary>
    public int MtuBytes => _surroundings.MtuBytes;

    /// <summary>Bytes per second this host can take; 0 is unlimited (<c>incomingBandwidth</c>).</summary>
    public uint IncomingBandwidth => _surroundings.IncomingBandwidth;

    /// <summary>Bytes per second this host may send; 0 is unlimited (<c>outgoingBandwidth</c>).</summary>
    public uint OutgoingBandwidth => _surroundings.OutgoingBandwidth;

    /// <summary>Bytes queued for sending, overhead included, over all connections.</summary>
    public long OutgoingQueuedBytes => _stores.Sending.UsedBytes;

    /// <summary>Bytes received and not yet taken, overhead included, over all connections.</summary>
    public long IncomingQueuedBytes => _stores.Reception.UsedBytes;

    /// <summary>Pooled blocks that are in use: queued, held or owned by the application. For finding leaks.</summary>
    public int RentedBlocks => _stores.Pool.RentedBlocks;

    /// <summary>True when an event ended a step before everything was done, as in native: take it before going on.</summary>
    public bool HasRaisedEvent => _surroundings.Events.HasRaised;

    /// <summary>Connects and ends that were raised and not taken.</summary>
    public int RaisedEvents => _surroundings.Events.RaisedCount;

    /// <summary>True when <see cref="TryTakeEvent"/> may have something.</summary>
    public bool HasEvent => _surroundings.Events.HasAny;

    /// <summary>Why the last datagram, or what was left of it, was dropped. For the layer above, which knows what to advise.</summary>
    public DropReason LastDrop { get; private set; }

    /// <summary>
    /// When a send pass has something to do, in microseconds of the host's clock: now or earlier means at once, <see cref="long.MaxValue"/> means that only a datagram or a
    /// command can bring work.
    /// </summary>
    public long NextDeadlineUs => _schedule.HasReady || !_replies.IsEmpty || _rooms.IsDue ? _surroundings.NowUs : Math.Min(Math.Min(_schedule.NextDeadlineUs, _bandwidth.NextRunUs), _slots.Returns?.NextRunUs ?? ProtocolTime.Never);

    /// <summary>Acknowledgements wait for the next pass (<see cref="Hosting.Round.HoldsAcknowledgements"/>).</summary>
    public bool HoldsAcknowledgements => _schedule.HasLater;

    /// <summary>The connection of a slot, 0 to <see cref="HostOptions.PeerLimit"/> - 1: the last one while the slot is free, null when it was never used.</summary>
    public Connection? GetPeer(int slot) => _slots[slot];

    /// <summary>Once at the start of each service round: the redistribution of bandwidth that runs every second.</summary>
    public void AdvanceTime(long nowUs)
    {
        SetTime(nowUs);
        _stores.AdvanceTime(_surroundings.NowUs);
        _admission.EndInterval();
        // Their answers may wait in the socket.
        _slots.Returns?.Run(Math.Min(_surroundings.NowUs, _surroundings.Sending.ReadUntilUs));
        _rooms.Run();
        _bandwidth.Run();
    }

    /// <summary>
    /// The calling thread is the one that uses the host from now on. Every round says so too; this is for what happens before the next one, while other threads dispose
    /// packets.
    /// </summary>
    public void Attach() => _stores.Pool.Attach();

    /// <summary>What is held, and on whose account. For tests, which compare it with a walk through everything there is.</summary>
    internal HostStores Stores => _stores;

    /// <summary>Counts what is held for those who are no connection yet, for tests.</summary>
    internal void MeasureStrangers(ref MemoryMeasure measure) => _admission.Measure(ref measure);

    /// <summary>Starts a send pass.</summary>
    /// <param name="nowUs">The time, microseconds.</param>
    /// <param name="checkTimeouts">True in a service round; false for a flush, which retransmits nothing and gives nobody up.</param>
    public void BeginSendPass(long nowUs, bool checkTimeouts)
    {
        SetTime(nowUs);
        _surroundings.ChecksTimeouts = checkTimeouts;
        _surroundings.Sending.Pass++;
        _surroundings.Sending.Line.Begin(_surroundings.NowUs, _schedule.HasHeld, _surroundings.Sending.QueueOrder);
        _schedule.Begin(_surroundings.NowUs, checkTimeouts);
    }

    /// <summary>
    /// Writes the next datagram of the pass. False when the pass is over, or when an event has ended it early (<see cref="HasRaisedEvent"/>): the rest stays due.
    /// </summary>
    /// <param name="destination">At least as long as the largest MTU, 4,096 bytes.</param>
    /// <param name="length">Bytes written.</param>
    /// <param name="path">Where the datagram goes, and the address it leaves from.</param>
    /// <param name="options">How it is to be sent.</param>
    /// <param name="passesEvents">True when events do not end the pass.</param>
    public bool TryWriteDatagram(Span<byte> destination, out int length, out DatagramPath path, out DatagramSendOptions options, bool passesEvents = false)
    {
        options = default;
        if (_replies.TryTake(destination, out length, out ENetAddress to, out byte local))
        {
            path = new DatagramPath(to, _locals[local]);
            CountSent(length);
            _log?.AddReply(length);
            return true;
        }

        while (passesEvents || !HasRaisedEvent)
        {
            int slot = _schedule.Next();
            if (slot < 0) break;
            Connection connection = _slots[slot]!;
            if (ConnectionPhases.IsDeaf(connection.Phase)) continue;
            // Requirement: REL-073
            if (Round.HoldsAcknowledgements && connection.OwesAcknowledgementsOnly && connection.NextDeadlineUs > NowUs)
            {
                _schedule.Postpone(slot);
                continue;
            }

            bool isIncomplete = false;
            try
            {
                length = Write(connection, destination, ref options, out isIncomplete);
            }
            finally
            {
                // Also when a codec of the application throws: the datagram is lost as if the network had dropped it, and the connection goes on.
                // Requirement: LIM-030
                EndTurn(connection, isIncomplete);
            }

            if (length == 0) continue;
            CountSent(length);
            connection.CountSent(length);
            // Requirement: ADM-015, DEV-086
            path = new DatagramPath(connection.Address, _locals[connection.Local]);
            return true;
        }

        length = 0;
        path = default;
        return false;
    }

    /// <summary>
    /// Takes a datagram. Its bytes may be overwritten. No bytes make it throw, and what is not taken is counted in <see cref="Counters"/>; what the application's approver
    /// or codec throws comes out, and stands for the count: that datagram is dropped, and the host is ready for the next one.
    /// </summary>
    public void HandleDatagram(long nowUs, in ENetAddress from, Span<byte> datagram)
    {
        NoSink none = default;
        HandleDatagram(nowUs, new DatagramPath(from), datagram, ref none);
    }

    /// <summary>Takes a datagram and offers packets that are next in order to <paramref name="sink"/> before they are queued as events.</summary>
    // Requirement: LIM-001
    public void HandleDatagram<TSink>(long nowUs, in DatagramPath path, Span<byte> datagram, ref TSink sink)
        where TSink : struct, IPacketSink
    {
        SetTime(nowUs);
        CountIntercepted(datagram.Length);
        DropReason reason = Process(path.Remote, _locals.NumberOf(path.Local), datagram, ref sink);
        LastDrop = reason;
        // Requirement: LIM-002
        if (reason != DropReason.None) Counters.Count(reason);
    }

    /// <summary>The next event (<c>enet_host_check_events</c>). Connections take turns, one event each. A received packet belongs to the caller from now on.</summary>
    public bool TryTakeEvent(out ConnectionEvent e) => _surroundings.Events.TryTake(out e);

    void IConnectionOwner.OnEstablished(Connection connection)
    {
        _log?.AddConnected(connection);
        _slots.Count(connection);
    }

    void IConnectionOwner.OnEnded(Connection connection)
    {
        _log?.AddDisconnected(connection);
        _schedule.Remove(connection.Slot);
        _slots.Return(connection);
    }

    // Requirement: DGM-010
    private DropReason Process<TSink>(in ENetAddress from, byte local, Span<byte> datagram, ref TSink sink)
        where TSink : struct, IPacketSink
    {
        if (datagram.Length == 0) return DropReason.EmptyDatagram;
        if (datagram.Length > ProtocolConstants.MaximumMtu) return DropReason.OversizedDatagram;
        // Requirement: DGM-011, DEV-008
        if (!DatagramHeader.TryRead(datagram, out DatagramHeader header)) return DropReason.TruncatedHeader;
        int receivedBytes = datagram.Length;
        DropReason reason = _demultiplexer.Find(header, from, out Connection? connection);
        int asking = reason == DropReason.None ? NotAsking : _admission.Find(from, header.PeerId);
        if (reason != DropReason.None && asking < 0) return reason;
        uint connectId = asking >= 0 ? _admission.ConnectIdOf(asking) : connection?.ConnectId ?? 0;
        reason = _envelope.Open(header, connectId, ref datagram, out int start);
        if (reason != DropReason.None) return reason;
        // Requirement: DGM-024
        if (start == datagram.Length) return DropReason.HeaderOnly;
        ReadOnlySpan<byte> commands = datagram.Slice(start);
        if (connection is null)
        {
            reason = asking >= 0 ? _admission.Hear(asking, local, header, receivedBytes, ref commands, out connection) : HandleStranger(header, from, local, receivedBytes, ref commands, out connection);
            if (connection is null) return reason;
            connection.NoteArrival(from, receivedBytes);
            connection.AnswerFrom(local);
            return reason != DropReason.None ? reason : HandleSaidWho(connection, header, commands, ref sink);
        }

        if (!_demultiplexer.MayComeFrom(from, commands, connection)) return DropReason.WrongAddress;
        connection.NoteArrival(from, receivedBytes);
        reason = _mustSayWho ? HandleSaidWho(connection, header, commands, ref sink) : connection.Handle(header.HasSentTime, header.SentTime, commands, ref sink);
        if (reason == DropReason.None) connection.AnswerFrom(local);
        return reason;
    }

    private DropReason HandleSaidWho<TSink>(Connection connection, in DatagramHeader header, ReadOnlySpan<byte> commands, ref TSink sink)
        where TSink : struct, IPacketSink
    {
        _surroundings.Reception.MessageRates?.Begin(connection.Slot, connection.Turn, _surroundings.NowUs);
        _log?.Begin(connection);
        try
        {
            return connection.Handle(header.HasSentTime, header.SentTime, commands, ref sink);
        }
        finally
        {
            // Also when the application's handler throws: what it has acknowledged until then is acknowledged.
            _log?.AddRead(connection);
        }
    }

    // The CONNECT that makes a connection is the first of its commands.
    private DropReason HandleStranger(in DatagramHeader header, in ENetAddress from, byte local, int receivedBytes, ref ReadOnlySpan<byte> commands, out Connection? newcomer)
    {
        newcomer = null;
        var reader = new DatagramReader(commands);
        ReadStatus status = reader.TryRead();
        if (status != ReadStatus.Command) return DatagramReader.ReasonOf(status);
        // Requirement: DGM-012
        if (reader.Header.Kind != CommandKind.Connect) return DropReason.CommandFromStranger;
        DropReason reason = _admission.Ask(from, local, ConnectCommand.Read(reader.Command), receivedBytes, out newcomer);
        if (reason != DropReason.None || newcomer is null) return reason;
        commands = reader.Rest;
        // Requirement: DGM-020
        return reader.Header.WantsAcknowledgement && !header.HasSentTime ? DropReason.MissingSentTime : DropReason.None;
    }

    private int Write(Connection connection, Span<byte> destination, ref DatagramSendOptions options, out bool isIncomplete)
    {
        if (_log is not { } log) return WriteDatagram(connection, destination, ref options, out isIncomplete);
        log.Begin(connection);
        int length = WriteDatagram(connection, destination, ref options, out isIncomplete);
        // Before the turn ends, and a connection that leaves at once with it.
        log.AddTurn(connection, length);
        return length;
    }

    private int WriteDatagram(Connection connection, Span<byte> destination, ref DatagramSendOptions options, out bool isIncomplete)
    {
        var writer = new DatagramWriter(
            destination, _envelope.SpaceBytes, connection.MtuBytes - _countedFramingBytes, _surroundings.CommandLimit, connection.AgreedMtuBytes - _countedFramingBytes);
        if (!connection.TryWrite(ref writer, out isIncomplete)) return 0;
        if (writer.Fragmentation != DatagramFragmentation.SystemDefault) options = new DatagramSendOptions { Fragmentation = writer.Fragmentation };
        return _envelope.Seal(
            destination, writer.Length, writer.HasSentTime, writer.IsPadded, _surroundings.NowMs, connection.OutgoingPeerId, connection.OutgoingSessionId, connection.ConnectId);
    }

    private void EndTurn(Connection connection, bool isIncomplete)
    {
        _schedule.EndTurn(connection.Slot, isIncomplete);
        if (connection.IsLeavingAtOnce && !isIncomplete)
        {
            connection.Reset();
            return;
        }

        // What was due has just been looked at; a flush leaves it to the next service round.
        long deadlineUs = connection.NextDeadlineUs;
        // What waits for the socket to be read has its turn in this round still.
        bool isLookedAt = deadlineUs != ProtocolTime.Never && _surroundings.ChecksTimeouts && deadlineUs <= _surroundings.Sending.ReadUntilUs;
        if (isLookedAt) deadlineUs = Math.Max(deadlineUs, _surroundings.NowUs + ProtocolTime.UsPerMs);
        _schedule.SetDeadline(connection.Slot, deadlineUs);
    }

    private void CountSent(int bytes)
    {
        Counters.SentDatagrams++;
        Counters.SentBytes += bytes;
        _surroundings.Sending.Line.Spend(bytes);
    }

    // A clock that steps back is held at the last value: time-outs never shrink, sent times never lie in the future.
    // Requirement: REL-001
    private void SetTime(long nowUs)
    {
        if (nowUs > _surroundings.NowUs) _surroundings.Sending.SetTime(nowUs);
    }

    private static bool Has(NativeQuirks quirks, NativeQuirks quirk) => (quirks & quirk) != 0;
}
