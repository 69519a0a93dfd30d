using System;

namespace ManagedENet.Cluster.Directory;

/// <summary>Numbers sessions, so that a newer session of a player has a larger number than an older one.</summary>
public static class ENetGeneration
{
    /// <summary>
    /// The number of a new session: the time in microseconds, or one more than the largest number that is known, whichever is larger. So it grows even when the directory has lost what it knew of a player, as long as the
    /// clocks of its machines differ by less than the time between two joins of that player.
    /// </summary>
    /// <param name="largestKnown">The largest number that the directory, or the player's token, knows of; 0 when there is none.</param>
    /// <param name="now">The time now.</param>
    /// <returns>The number, above <paramref name="largestKnown"/>.</returns>
    public static long Next(long largestKnown, DateTimeOffset now) => Math.Max(checked(largestKnown + 1), (now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
}
