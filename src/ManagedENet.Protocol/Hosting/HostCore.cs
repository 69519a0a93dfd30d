using System;
using System.Collections.Generic;
using ManagedENet.Protocol.Admission;
using ManagedENet.Protocol.Buffers;
using ManagedENet.Protocol.Channels;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Events;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Peers;
using ManagedENet.Protocol.Windows;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Hosting;

/// <summary>
/// An ENet host as a pure state machine. Datagrams, time and commands go in; datagrams, events and the next deadline come out. It owns no socket and no clock,
/// starts no thread, and belongs to one thread at a time. Stands for <c>ENetHost</c>.
/// </summary>
/// <remarks>
/// One service round, in native's order:
/// <code>
/// if (core.TryTakeEvent(out var e)) return e;
/// core.AdvanceTime(now);
/// core.BeginSendPass(now, checkTimeouts: true);
/// while (core.TryWriteDatagram(slot, out int length, out ENetAddress to)) send(to, slot[..length]);
/// // then up to 256 times, until core.HasRaisedEvent:
/// core.HandleDatagram(now, from, datagram);
/// // a second send pass, and again TryTakeEvent
/// </code>
/// </remarks>
public sealed partial class HostCore : IDisposable
{
    private readonly PeerTable _peers;
    private readonly CommandStores _stores;
    private readonly Slab<OutgoingCommand> _outgoing;
    private readonly PacketPool _pool;
    private readonly NativeQuirks _quirks;
    private readonly IRandomSource _random;
    private readonly SlotSet _ready;
    private readonly DeadlineTable _deadlines;
    private readonly DispatchQueue _dispatch = new();
    private readonly Queue<ProtocolEvent> _raised = new();
    private readonly byte[] _scratch = new byte[ProtocolConstants.MaximumMtu];
    private readonly int _checksumBytes;
    private long _nowMs;
    private int _channelLimit;
    private int _mtuBytes;
    private bool _isDisposed;

    /// <summary>Makes a host.</summary>
    /// <param name="options">Limits and codecs; see each for its range.</param>
    /// <param name="random">Source of connect ids; must be hard to guess outside tests.</param>
    /// <param name="nowMs">The time at which the host starts. Every later time is on the same clock; one that runs backwards is held at the last value.</param>
    public HostCore(HostCoreOptions options, IRandomSource random, long nowMs)
    {
        Options = options ?? throw new ArgumentNullException(nameof(options));
        _random = random ?? throw new ArgumentNullException(nameof(random));
        // Requirement: HSK-001
        if (options.PeerLimit is < 1 or > ProtocolConstants.MaximumPeerId)
            throw new ArgumentOutOfRangeException(nameof(options), options.PeerLimit, "A host has between 1 and 4,095 peer slots.");
        _quirks = options.Quirks;
        _nowMs = nowMs;
        _bandwidthEpochMs = nowMs;
        _lastRoundMs = nowMs;
        var ledger = new Ledger(options.PeerBudgetBytes, options.HostBudgetBytes, CommandStores.WindowBytes, options.PeerLimit);
        _peers = new PeerTable(options.PeerLimit, ledger);
        _ready = new SlotSet(options.PeerLimit);
        _continue = new SlotSet(options.PeerLimit);
        _deadlines = new DeadlineTable(options.PeerLimit);
        _stores = new CommandStores(ledger, Counters)
        {
            MaximumWaitingBytes = options.MaximumWaitingBytes,
            TwoIncompletePacketsStay = Has(NativeQuirks.TwoIncompletePacketsStay),
        };
        _outgoing = _stores.Outgoing;
        _pool = _stores.Pool;
        _incomingBandwidth = options.IncomingBandwidth;
        _outgoingBandwidth = options.OutgoingBandwidth;
        // Requirement: DGM-040
        _checksumBytes = options.Checksum is null ? 0 : ProtocolConstants.ChecksumBytes;
        SetChannelLimit(options.ChannelLimit);
        SetMtu(options.MtuBytes);
    }

    /// <summary>What the host was made with.</summary>
    public HostCoreOptions Options { get; }

    /// <summary>What was counted since the start.</summary>
    public HostCounters Counters { get; } = new();

    /// <summary>Peers that are connected now (<c>connectedPeers</c>).</summary>
    public int ConnectedPeers { get; private set; }

    /// <summary>Most channels a new incoming connection gets.</summary>
    public int ChannelLimit => _channelLimit;

    /// <summary>Largest datagram proposed to new connections, bytes.</summary>
    public int MtuBytes => _mtuBytes;

    /// <summary>Bytes per second this host can take; 0 is unlimited (<c>incomingBandwidth</c>).</summary>
    public uint IncomingBandwidth => _incomingBandwidth;

    /// <summary>Bytes per second this host may send; 0 is unlimited (<c>outgoingBandwidth</c>).</summary>
    public uint OutgoingBandwidth => _outgoingBandwidth;

    /// <summary>Bytes queued for sending, overhead included, over all peers.</summary>
    public long OutgoingQueuedBytes => _stores.OutgoingBytes;

    /// <summary>Bytes received and not yet taken, overhead included, over all peers.</summary>
    public long IncomingQueuedBytes => _stores.IncomingBytes;

    /// <summary>Pooled blocks that are in use: queued, held or owned by the application. For finding leaks.</summary>
    public int RentedBlocks => _stores.Pool.RentedBlocks;

    /// <summary>What is held, and on whose account. For tests, which compare it with a walk through everything there is.</summary>
    internal CommandStores Stores => _stores;

    /// <summary>True when an event ended a step before everything was done, as in native: take it before going on.</summary>
    public bool HasRaisedEvent => _raised.Count > 0;

    /// <summary>True when <see cref="TryTakeEvent"/> may have something.</summary>
    public bool HasEvent => _raised.Count > 0 || !_dispatch.IsEmpty;

    /// <summary>
    /// When a send pass has something to do, in ms of the host's clock: now or earlier means at once, <see cref="long.MaxValue"/> means that only a datagram or a
    /// command can bring work.
    /// </summary>
    public long NextDeadlineMs
    {
        get
        {
            if (!_ready.IsEmpty || !_continue.IsEmpty) return _nowMs;
            return Math.Min(_deadlines.Bound, NextBandwidthRoundMs);
        }
    }

    /// <summary>
    /// The calling thread is the one that uses the host from now on. Every round says so too; this is for what happens before the next one, while other threads dispose
    /// packets.
    /// </summary>
    internal void Attach() => _stores.Pool.Attach();

    /// <summary>The peer of a slot, 0 to <see cref="HostCoreOptions.PeerLimit"/> - 1, or null when the slot was never used.</summary>
    public PeerCore? GetPeer(int slot) => _peers[slot];

    /// <summary>Once at the start of each service round: the redistribution of bandwidth that runs every second.</summary>
    public void AdvanceTime(long nowMs)
    {
        SetTime(nowMs);
        _stores.AdvanceTime(_nowMs);
        RunBandwidthRound();
    }

    /// <summary>Drops everything silently (<c>enet_host_destroy</c>). Packets that the application owns stay valid.</summary>
    // Requirement: DIS-019
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        for (int slot = 0; slot < _peers.HighWater; slot++)
        {
            PeerCore? peer = _peers[slot];
            if (peer is not null && peer.Phase != ENetPeerState.Disconnected) ResetPeer(peer);
        }

        _raised.Clear();
    }

    // A clock that steps back is held at the last value: time-outs never shrink, sent times never lie in the future.
    // Requirement: REL-001
    private void SetTime(long nowMs) => _nowMs = Math.Max(_nowMs, nowMs);

    private bool Has(NativeQuirks quirk) => (_quirks & quirk) != 0;

    private void MarkReady(PeerCore peer) => _ready.Add(peer.Slot);
}
