using System;

namespace ManagedENet.Transports;

/// <summary>What a <see cref="NetworkImpairment"/> does to one datagram.</summary>
[Flags]
public enum ImpairmentFate
{
    /// <summary>It arrives once and unchanged, after the delay.</summary>
    Delivered = 0,

    /// <summary>It never arrives, for whatever reason; a second flag may say which.</summary>
    Lost = 1,

    /// <summary>It is lost in a loss burst. Comes with <see cref="Lost"/>.</summary>
    LostInBurst = 2,

    /// <summary>It is lost because the link is cut. Comes with <see cref="Lost"/>.</summary>
    LostInCut = 4,

    /// <summary>It is lost because too much waits already. Comes with <see cref="Lost"/>.</summary>
    LostInQueue = 8,

    /// <summary>It arrives twice.</summary>
    Duplicated = 16,

    /// <summary>It is held back, so that later ones overtake it.</summary>
    HeldBack = 32,

    /// <summary>It arrives with one bit turned over.</summary>
    BitFlipped = 64,

    /// <summary>It is lost because it is longer than the path takes in one piece. Comes with <see cref="Lost"/>.</summary>
    LostAsTooLong = 128,

    /// <summary>It is lost in an outage. Comes with <see cref="Lost"/>.</summary>
    LostInOutage = 256,
}
