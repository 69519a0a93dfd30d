using System;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Channels;

/// <summary>The memory that all peers of a host share: slabs of commands, pooled payloads, channel states and assemblies, and the ledger over them.</summary>
internal sealed partial class CommandStores
{
    /// <summary>
    /// What a whole window may take while it waits behind a gap, at its worst: as many of the shortest packets as a receiver takes before the one that is missing, and the
    /// table that finds them.
    /// </summary>
    // Requirement: LIM-018
    public const long WindowBytes = ((SequenceNumber.FreeWindows - 1) * SequenceNumber.WindowSize * ShortestPacketBytes) + (2 * 32_768 * sizeof(long));

    /// <summary>The smallest budget of a peer: a window, and the datagram that it waits for.</summary>
    public const long SmallestPeerBudgetBytes = WindowBytes + Ledger.DatagramBytes;

    private const long ShortestPacketBytes = IncomingCommand.SizeBytes + PacketPool.OverheadBytes + SizeClasses.SmallestBytes;
    private const long RetainedBytes = 64L << 20;
    private const long EpochMs = 10_000;

    private readonly ObjectTable<FragmentAssembly> _assemblies = new();
    private readonly Stash<FragmentAssembly> _idleAssemblies;
    private long _epochEndMs;

    public CommandStores(Ledger ledger, HostCounters counters)
    {
        Ledger = ledger;
        Counters = counters;
        Pool = new PacketPool(RetainedBytes);
        Outgoing = new Slab<OutgoingCommand>(ledger.Outgoing, OutgoingCommand.SizeBytes);
        Incoming = new Slab<IncomingCommand>(ledger.Incoming, IncomingCommand.SizeBytes);
        _idleAssemblies = new Stash<FragmentAssembly>(FragmentAssembly.ObjectBytes, MakeAssembly, assembly => _assemblies.Remove(assembly.Id));
    }

    /// <summary>What everything below asks.</summary>
    public Ledger Ledger { get; }

    public PacketPool Pool { get; }

    public Slab<OutgoingCommand> Outgoing { get; }

    public Slab<IncomingCommand> Incoming { get; }

    public HostCounters Counters { get; }

    /// <summary>Received bytes that may wait for one peer's application.</summary>
    public long MaximumWaitingBytes { get; init; } = long.MaxValue;

    /// <summary>Those of them that may wait behind a gap: what fills the gap, a window of it at once, must find room.</summary>
    // Requirement: LIM-011, DEV-076
    public long MaximumHeldBytes => MaximumWaitingBytes - Math.Min(MaximumWaitingBytes / 2, ProtocolConstants.MaximumWindowBytes);

    /// <summary>Native's way: of the incomplete unreliable packets of a channel, only the newest two stay.</summary>
    public bool TwoIncompletePacketsStay { get; init; }

    /// <summary>Sending sides of channels, to be used again.</summary>
    public Stash<ChannelSender> Senders { get; } = new(ChannelSender.ObjectBytes, static () => new ChannelSender());

    /// <summary>Receiving sides of channels, to be used again.</summary>
    public Stash<ChannelReceiver> Receivers { get; } = new(ChannelReceiver.ObjectBytes, static () => new ChannelReceiver());

    /// <summary>Bytes of what is queued to be sent or waits for an acknowledgement, for all peers.</summary>
    public long OutgoingBytes => Ledger.Outgoing.Held - Outgoing.HeldBytes + Outgoing.UsedBytes;

    /// <summary>Bytes of what was received and not yet taken, for all peers.</summary>
    public long IncomingBytes => Ledger.Incoming.Held - Incoming.HeldBytes + Incoming.UsedBytes;

    /// <summary>The assembly under this number.</summary>
    public FragmentAssembly Assembly(int id) => _assemblies[id];

    /// <summary>Takes an assembly on an account; null when the ledger refuses it.</summary>
    public FragmentAssembly? TryRentAssembly(ref Account account, Claim claim) => _idleAssemblies.TryTake(Ledger.Incoming, ref account, claim);

    /// <summary>Gives an assembly and what it holds back.</summary>
    public void ReturnAssembly(int id, ref Account account)
    {
        FragmentAssembly assembly = _assemblies[id];
        assembly.Clear(Pool, Ledger.Incoming, ref account);
        _idleAssemblies.Return(assembly, Ledger.Incoming, ref account, Claim.Must);
    }

    /// <summary>Once in each service round: takes in what other threads gave back, and now and then lets go of what nobody needed for a while.</summary>
    // Requirement: LIM-034
    public void AdvanceTime(long nowMs)
    {
        Pool.Attach();
        if (nowMs < _epochEndMs) return;
        _epochEndMs = nowMs + EpochMs;
        Pool.EndEpoch();
        Outgoing.EndEpoch();
        Incoming.EndEpoch();
        _assemblies.EndEpoch();
        _idleAssemblies.EndEpoch();
        Senders.EndEpoch();
        Receivers.EndEpoch();
    }

    /// <summary>Counts everything but what belongs to the peers: their channels and tables.</summary>
    public void Measure(ref MemoryMeasure measure)
    {
        Pool.Measure(ref measure);
        Outgoing.Measure(ref measure);
        Incoming.Measure(ref measure);
        Senders.Measure(ref measure);
        Receivers.Measure(ref measure);
        long idleBefore = measure.IdleBytes;
        _idleAssemblies.Measure(ref measure);
        long assemblies = 0;
        _assemblies.Visit(_ => assemblies += FragmentAssembly.ObjectBytes);
        measure.ObjectBytes += assemblies - (measure.IdleBytes - idleBefore);
    }

    private FragmentAssembly MakeAssembly()
    {
        int id = _assemblies.Add();
        try
        {
            var assembly = new FragmentAssembly(id);
            _assemblies.Put(id, assembly);
            return assembly;
        }
        catch
        {
            _assemblies.Remove(id);
            throw;
        }
    }
}
