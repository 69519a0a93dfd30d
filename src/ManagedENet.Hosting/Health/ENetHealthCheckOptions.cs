using System;

namespace ManagedENet.Hosting;

/// <summary>When an ENet server counts as degraded or unhealthy.</summary>
public sealed class ENetHealthCheckOptions
{
    /// <summary>How long the network thread may take to answer, above zero; 1 s unless set. When it takes longer the server is unhealthy: something keeps the thread, and no connection is served meanwhile.</summary>
    public TimeSpan AnswerWithin { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The share of <see cref="ENetHost.PeerLimit"/> from which the server is degraded, above 0 and up to 1; 0.9 unless set. Whoever asks at the limit is told that the server is full.</summary>
    public double DegradedFrom { get; set; } = 0.9;

    /// <exception cref="ArgumentException">An option is out of its range; the message says which and what to do.</exception>
    internal void Validate()
    {
        if (AnswerWithin <= TimeSpan.Zero || AnswerWithin > TimeSpan.FromDays(1)) throw new ArgumentOutOfRangeException(nameof(AnswerWithin), AnswerWithin, "The network thread needs some time to answer; leave it at a second.");
        if (!(DegradedFrom is > 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(DegradedFrom), DegradedFrom, "It is a share, above 0 and up to 1; take 1 to be degraded when every place is taken.");
    }
}
