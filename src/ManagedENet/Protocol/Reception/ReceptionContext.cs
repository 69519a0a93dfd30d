using ManagedENet.Protocol.Diagnostics;

namespace ManagedENet.Protocol.Reception;

/// <summary>What the receivers of all connections of a host share: the memory of what waits, the limits, and the policies.</summary>
internal sealed class ReceptionContext
{
    public ReceptionContext(ReceptionStores stores)
    {
        Stores = stores;
        Counters = stores.Counters;
    }

    public ReceptionStores Stores { get; }

    public HostCounters Counters { get; }

    /// <summary>Longest packet that is taken.</summary>
    public int MaximumPacketBytes { get; init; }

    /// <summary>How many packets a peer may send in a second; null for as many as it likes.</summary>
    public MessageRates? MessageRates { get; set; }

    /// <summary>Native's way: what arrives while a connection leaves later is acknowledged and dropped.</summary>
    public bool LeavingDropsReceived { get; init; }

    /// <summary>Native 1.3.17's way: a fragment without data is acknowledged.</summary>
    public bool AcknowledgesEmptyFragments { get; init; }
}
