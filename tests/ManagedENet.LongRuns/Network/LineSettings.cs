namespace ManagedENet.LongRuns.Network;

/// <summary>A line: so many bytes a second there, as much as anybody wants back, a delay each way, and a queue with a limit.</summary>
/// <param name="BytesPerSecond">IP packets with all their headers.</param>
/// <param name="DelayMs">Each way.</param>
/// <param name="QueueBytes">What may wait for the line.</param>
/// <param name="Drop">What is dropped at that limit.</param>
/// <param name="MtuBytes">Longest IP packet.</param>
internal readonly record struct LineSettings(long BytesPerSecond, int DelayMs, long QueueBytes, DropRule Drop, int MtuBytes)
{
    /// <summary>What is under way on a full line without a queue.</summary>
    public long BandwidthDelayBytes => BytesPerSecond * 2 * DelayMs / 1_000;
}
