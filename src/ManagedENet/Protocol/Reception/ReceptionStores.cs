using System;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Reception;

/// <summary>The memory of what was received, for all connections of a host: entries of packets that wait, packets under assembly, receiving sides of channels.</summary>
internal sealed class ReceptionStores
{
    /// <summary>
    /// What a whole window may take while it waits behind a gap, at its worst: as many of the shortest packets as a receiver takes before the one that is missing, and the
    /// table that finds them.
    /// </summary>
    // Requirement: LIM-018
    public const long WindowBytes = ((SequenceNumber.FreeWindows - 1) * SequenceNumber.WindowSize * ShortestPacketBytes) + (2 * 32_768 * sizeof(long));

    /// <summary>The smallest budget of a peer: a window, and the datagram that it waits for.</summary>
    public const long SmallestPeerBudgetBytes = WindowBytes + Memory.Ledger.DatagramBytes;

    private const long ShortestPacketBytes = IncomingCommand.SizeBytes + PacketPool.OverheadBytes + SizeClasses.SmallestBytes;

    private readonly ObjectTable<FragmentAssembly> _assemblies = new();
    private readonly Stash<FragmentAssembly> _idleAssemblies;

    public ReceptionStores(LedgerSide ledger, PacketPool pool, HostCounters counters)
    {
        Ledger = ledger;
        Pool = pool;
        Counters = counters;
        Commands = new Slab<IncomingCommand>(ledger, IncomingCommand.SizeBytes);
        _idleAssemblies = new Stash<FragmentAssembly>(FragmentAssembly.ObjectBytes, MakeAssembly, assembly => _assemblies.Remove(assembly.Id));
    }

    /// <summary>What everything below asks.</summary>
    public LedgerSide Ledger { get; }

    public PacketPool Pool { get; }

    public Slab<IncomingCommand> Commands { get; }

    public HostCounters Counters { get; }

    /// <summary>Received bytes that may wait for one peer's application.</summary>
    public long MaximumWaitingBytes { get; init; } = long.MaxValue;

    /// <summary>Those of them that may wait behind a gap: what fills the gap, a window of it at once, must find room.</summary>
    // Requirement: LIM-011, DEV-076
    public long MaximumHeldBytes => MaximumWaitingBytes - Math.Min(MaximumWaitingBytes / 2, ProtocolConstants.MaximumWindowBytes);

    /// <summary>Native's way: of the incomplete unreliable packets of a channel, only the newest two stay.</summary>
    public bool TwoIncompletePacketsStay { get; init; }

    /// <summary>Receiving sides of channels, to be used again.</summary>
    public Stash<ChannelReceiver> Receivers { get; } = new(ChannelReceiver.ObjectBytes, static () => new ChannelReceiver());

    /// <summary>Bytes of what was received and not yet taken.</summary>
    public long UsedBytes => Ledger.Held - Commands.HeldBytes + Commands.UsedBytes;

    /// <summary>The assembly under this number.</summary>
    public FragmentAssembly Assembly(int id) => _assemblies[id];

    /// <summary>Takes an assembly on an account; null when the ledger refuses it.</summary>
    public FragmentAssembly? TryRentAssembly(ref Account account, Claim claim) => _idleAssemblies.TryTake(Ledger, ref account, claim);

    /// <summary>Gives an assembly and what it holds back.</summary>
    public void ReturnAssembly(int id, ref Account account)
    {
        FragmentAssembly assembly = _assemblies[id];
        assembly.Clear(Pool, Ledger, ref account);
        _idleAssemblies.Return(assembly, Ledger, ref account, Claim.Must);
    }

    /// <summary>Once in an epoch: lets go of what nobody needed for a while.</summary>
    // Requirement: LIM-034
    public void EndEpoch()
    {
        Commands.EndEpoch();
        _assemblies.EndEpoch();
        _idleAssemblies.EndEpoch();
        Receivers.EndEpoch();
    }

    /// <summary>Counts everything but what belongs to the connections: their channels and tables.</summary>
    public void Measure(ref MemoryMeasure measure)
    {
        Commands.Measure(ref measure);
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
