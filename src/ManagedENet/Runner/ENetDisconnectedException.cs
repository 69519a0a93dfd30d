using System;

namespace ManagedENet;

/// <summary>A connection is over, and what was asked of it can't be done any more.</summary>
public sealed class ENetDisconnectedException : Exception
{
    /// <summary>Tells how it ended.</summary>
    /// <param name="ending">How.</param>
    public ENetDisconnectedException(ENetEnding ending)
        : base($"The connection has ended ({ending}): connect anew.") => Ending = ending;

    /// <summary>How it ended.</summary>
    public ENetEnding Ending { get; }
}
