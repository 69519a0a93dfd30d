using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using ManagedENet.Tool.Text;

namespace ManagedENet.Tool.Demo;

/// <summary>One way of sending, over all connections and both directions.</summary>
internal sealed class WayResult
{
    public WayResult(SendingWay way, IReadOnlyCollection<DemoLane> lanes)
    {
        Way = way;
        Planned = lanes.Sum(l => (long)l.Planned);
        Sent = lanes.Sum(l => (long)l.Sent);
        Delivered = lanes.Sum(l => (long)l.Delivered);
        InOrder = lanes.Sum(l => (long)l.InOrder);
        Duplicated = lanes.Sum(l => (long)l.Duplicated);
        Corrupt = lanes.Sum(l => (long)l.Corrupt);
        foreach (DemoLane lane in lanes) Latencies.AddAll(lane.Latencies);
        DemoLane[] used = lanes.Where(l => l.Delivered > 0).ToArray();
        if (used.Length > 0) Taken = Stopwatch.GetElapsedTime(used.Min(l => l.FirstSentAt), used.Max(l => l.LastDeliveredAt));
    }

    public SendingWay Way { get; }

    public long Planned { get; }

    public long Sent { get; }

    public long Delivered { get; }

    public long InOrder { get; }

    public long Duplicated { get; }

    public long Corrupt { get; }

    public long Missing => Sent - Delivered;

    public long OutOfOrder => Delivered - InOrder;

    /// <summary>From the first packet sent to the last one delivered.</summary>
    public TimeSpan Taken { get; }

    /// <summary>From sending to delivery, one way.</summary>
    public Percentiles Latencies { get; } = new();
}
