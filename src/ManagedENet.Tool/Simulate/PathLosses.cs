using ManagedENet.Transports;

namespace ManagedENet.Tool.Simulate;

/// <summary>What the path did to the datagrams of both directions.</summary>
internal sealed record PathLosses
{
    public PathLosses(ImpairmentCounters down, ImpairmentCounters up)
    {
        Datagrams = down.Submitted + up.Submitted;
        Lost = down.Lost + up.Lost;
        InOutage = down.LostInOutage + up.LostInOutage;
        InQueue = down.LostInQueue + up.LostInQueue;
        TooLong = down.LostAsTooLong + up.LostAsTooLong;
    }

    public long Datagrams { get; }

    public long Lost { get; }

    public long InOutage { get; }

    public long InQueue { get; }

    public long TooLong { get; }
}
