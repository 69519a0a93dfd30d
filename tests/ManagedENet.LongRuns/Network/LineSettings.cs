namespace ManagedENet.LongRuns.Network;

/// <summary>A line: so many bytes a second there, as much as anybody wants back, a delay each way, and a queue that drops what does not fit.</summary>
/// <param name="BytesPerSecond">IP packets with all their headers.</param>
/// <param name="DelayMs">Each way.</param>
/// <param name="QueueBytes">What may wait for the line.</param>
internal readonly record struct LineSettings(long BytesPerSecond, int DelayMs, long QueueBytes)
{
    /// <summary>What is under way on a full line without a queue.</summary>
    public long BandwidthDelayBytes => BytesPerSecond * 2 * DelayMs / 1_000;
}
