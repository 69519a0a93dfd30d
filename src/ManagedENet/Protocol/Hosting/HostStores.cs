using System;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Reception;
using ManagedENet.Protocol.Sending;

namespace ManagedENet.Protocol.Hosting;

/// <summary>The memory of one host: the ledger that everybody asks, the pool of payloads, and the stores of both directions.</summary>
internal sealed class HostStores
{
    private const long RetainedBytes = 64L << 20;
    private const long EpochUs = 10_000_000;

    // What somebody made grow who is gone need not wait for it to be wanted again: three short epochs are ten seconds.
    private const long ShortEpochUs = 3_300_000;
    private const int ShortEpochs = 3;

    private long _epochEndUs;
    private int _shortEpochs;
    private int _seenEnded;

    public HostStores(HostOptions options, HostCounters counters, bool twoIncompletePacketsStay)
    {
        Ledger = new Ledger(options.PeerBudgetBytes, options.HostBudgetBytes, ReceptionStores.WindowBytes, options.PeerLimit);
        Pool = new PacketPool(RetainedBytes);
        Sending = new SendingStores(Ledger.Outgoing, Pool);
        Reception = new ReceptionStores(Ledger.Incoming, Pool, counters)
        {
            MaximumWaitingBytes = options.MaximumWaitingBytes,
            TwoIncompletePacketsStay = twoIncompletePacketsStay,
        };
        ReadAhead = new ReadAhead(Ledger.Incoming, Pool, options.PeerLimit);
    }

    public Ledger Ledger { get; }

    public PacketPool Pool { get; }

    public SendingStores Sending { get; }

    public ReceptionStores Reception { get; }

    public ReadAhead ReadAhead { get; }

    /// <summary>Once in each service round: takes in what other threads gave back, and now and then lets go of what nobody needed for a while.</summary>
    // Requirement: LIM-034
    public void AdvanceTime(long nowUs)
    {
        Pool.Attach();
        if (Ledger.Ended != _seenEnded) NoteEnd(nowUs);
        if (nowUs < _epochEndUs) return;
        if (_shortEpochs > 0) _shortEpochs--;
        _epochEndUs = nowUs + (_shortEpochs > 0 ? ShortEpochUs : EpochUs);
        Pool.EndEpoch();
        Sending.EndEpoch();
        Reception.EndEpoch();
    }

    /// <summary>Somebody has gone, or no longer sends more than all others: what it needed is let go of within ten seconds, unless others need it.</summary>
    // Requirement: LIM-034
    public void NoteEnd(long nowUs)
    {
        _seenEnded = Ledger.Ended;
        _shortEpochs = ShortEpochs;
        _epochEndUs = Math.Min(_epochEndUs, nowUs + ShortEpochUs);
    }

    /// <summary>Counts everything but what belongs to the connections: their channels and tables.</summary>
    public void Measure(ref MemoryMeasure measure)
    {
        Pool.Measure(ref measure);
        Sending.Measure(ref measure);
        Reception.Measure(ref measure);
        ReadAhead.Measure(ref measure);
    }
}
