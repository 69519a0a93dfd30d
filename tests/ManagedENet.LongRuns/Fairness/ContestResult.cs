using System.Collections.Generic;
using ManagedENet.LongRuns.Network;

namespace ManagedENet.LongRuns.Fairness;

/// <summary>What the line has seen of two flows.</summary>
internal sealed class ContestResult
{
    public ContestResult(FlowCounter flow, FlowCounter other, double capacityBytes, Histogram queueDelay, Histogram lateness, bool hasPriority, IReadOnlyList<CourseStep> course)
    {
        double a = flow.MeasuredBytes;
        double b = other.MeasuredBytes;
        Share = a / (a + b);
        Jain = (a + b) * (a + b) / (2 * ((a * a) + (b * b)));
        Utilisation = (a + b) / capacityBytes;
        Loss = flow.Loss;
        OtherLoss = other.Loss;
        QueueDelayMs = queueDelay.PercentileMs(0.95);
        MedianQueueDelayMs = queueDelay.PercentileMs(0.5);
        LatenessMs = lateness.PercentileMs(0.999);
        HasPriority = hasPriority;
        Course = course;
    }

    /// <summary>Of all bytes that arrived, those of the first flow.</summary>
    public double Share { get; }

    /// <summary>Jain's index of the two.</summary>
    public double Jain { get; }

    /// <summary>The part of the line that both used together.</summary>
    public double Utilisation { get; }

    public double Loss { get; }

    public double OtherLoss { get; }

    /// <summary>95 of 100 packets waited no longer than this for the line.</summary>
    public double QueueDelayMs { get; }

    public double MedianQueueDelayMs { get; }

    /// <summary>999 of 1,000 packets arrived no later than this after their time: what the machine adds.</summary>
    public double LatenessMs { get; }

    public bool HasPriority { get; }

    public IReadOnlyList<CourseStep> Course { get; }
}
