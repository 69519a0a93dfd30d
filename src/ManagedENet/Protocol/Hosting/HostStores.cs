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

    private long _epochEndUs;

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
    }

    public Ledger Ledger { get; }

    public PacketPool Pool { get; }

    public SendingStores Sending { get; }

    public ReceptionStores Reception { get; }

    /// <summary>Once in each service round: takes in what other threads gave back, and now and then lets go of what nobody needed for a while.</summary>
    // Requirement: LIM-034
    public void AdvanceTime(long nowUs)
    {
        Pool.Attach();
        if (nowUs < _epochEndUs) return;
        _epochEndUs = nowUs + EpochUs;
        Pool.EndEpoch();
        Sending.EndEpoch();
        Reception.EndEpoch();
    }

    /// <summary>Counts everything but what belongs to the connections: their channels and tables.</summary>
    public void Measure(ref MemoryMeasure measure)
    {
        Pool.Measure(ref measure);
        Sending.Measure(ref measure);
        Reception.Measure(ref measure);
    }
}
