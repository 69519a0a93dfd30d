using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Recovery;

namespace ManagedENet.Protocol.Sending;

/// <summary>What the senders of all connections of a host share: the time, the pass, the memory of commands and payloads, and the policies.</summary>
internal sealed class SendingContext
{
    public SendingContext(SendingStores stores, HostCounters counters, RetransmissionPolicy policy)
    {
        Stores = stores;
        Commands = stores.Commands;
        Pool = stores.Pool;
        Ledger = stores.Ledger;
        Counters = counters;
        Policy = policy;
    }

    public SendingStores Stores { get; }

    public Slab<OutgoingCommand> Commands { get; }

    public PacketPool Pool { get; }

    public LedgerSide Ledger { get; }

    public HostCounters Counters { get; }

    public RetransmissionPolicy Policy { get; }

    /// <summary>What the host may send in a second.</summary>
    public OutgoingLine Line { get; init; } = new();

    /// <summary>Receipts that wait for the application.</summary>
    public ReceiptQueue Receipts { get; } = new();

    /// <summary>The times in our VERIFY_CONNECT are drawn: what acknowledges nothing that is under way may speak of one, and tells no round trip.</summary>
    public bool HasDrawnTimes { get; init; }

    /// <summary>Is told what the senders do; null where nobody wants to know.</summary>
    public SenderLog? Log { get; init; }

    /// <summary>The time of the host, microseconds.</summary>
    public long NowUs { get; private set; }

    /// <summary>The same in the whole milliseconds that the wire shows, and that native's rules count in.</summary>
    public long NowMs { get; private set; }

    /// <summary>End of the last time in which nobody looked at the network, microseconds. Acknowledgements of what was sent before may have waited for us.</summary>
    public long PauseEndUs { get; set; } = ProtocolTime.Unset;

    /// <summary>The socket was last read to its end at this time, microseconds: what was due until then, and did not come, is missing.</summary>
    public long ReadUntilUs { get; set; } = ProtocolTime.Never;

    /// <summary>The network was watched until then, microseconds: what the round finds has come since.</summary>
    public long WatchedUntilUs { get; set; } = ProtocolTime.Unset;

    /// <summary>Number of the send pass.</summary>
    public int Pass { get; set; }

    /// <summary>Number of the running second of the bandwidth run; what a connection has queued is counted within it.</summary>
    public int BandwidthRound { get; set; }

    /// <summary>Longest packet that the host sends.</summary>
    public int MaximumPacketBytes { get; init; }

    /// <summary>Bytes that the checksum takes in each datagram.</summary>
    public int ChecksumBytes { get; init; }

    /// <summary>What is done about paths that take less than both ends agreed on.</summary>
    public PathMtuSearch PathMtuSearch { get; init; }

    /// <summary>Native 1.3.17's way: commands with and without data wait in one queue, which shows in the order in which they are repeated.</summary>
    public bool QueuesTogether { get; init; }

    /// <summary>Native's way: a full reliable window of one channel stops the reliable data of all channels.</summary>
    public bool GateStopsAllChannels { get; init; }

    /// <summary>Native's way: an unsequenced packet dropped by the throttle takes the commands behind it along.</summary>
    public bool ThrottleDropsFollowers { get; init; }

    /// <summary>For the comparison of both: nothing is written or read by the fast runs.</summary>
    public bool UsesGeneralWay { get; init; }

    /// <summary>The last place that was given in the order in which the host's commands are queued.</summary>
    public uint QueueOrder { get; private set; }

    /// <summary>Sets the time.</summary>
    public void SetTime(long nowUs)
    {
        NowUs = nowUs;
        NowMs = ProtocolTime.ToMs(nowUs);
    }

    /// <summary>The next place in the order in which the host's commands are queued.</summary>
    public uint NextQueueOrder() => ++QueueOrder;
}
