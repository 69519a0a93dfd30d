namespace ManagedENet;

/// <summary>Values for <see cref="ENetHostOptions.LossTolerance"/> and <see cref="ENetPeer.LossTolerance"/>.</summary>
public static class ENetLossTolerance
{
    /// <summary>What good lines lose: 2 %.</summary>
    public const double Default = 0.02;

    /// <summary>
    /// For lines that are known to lose much and are not shared: 35 %. On a line that is lossy because it is full it takes from others what they need.
    /// </summary>
    public const double LossyLine = 0.35;

    /// <summary>The most that can be tolerated: half.</summary>
    public const double Highest = 0.5;
}
