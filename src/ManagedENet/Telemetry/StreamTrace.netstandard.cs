using System;
using System.Net;

namespace ManagedENet.Internal;

/// <summary>A stream from its opening to its end: netstandard2.1 has no activities.</summary>
internal sealed class StreamTrace
{
    /// <summary>There is none: null.</summary>
    public static StreamTrace? Begin(IPEndPoint remote, byte channel)
    {
        _ = remote;
        _ = channel;
        return null;
    }

    /// <summary>One direction is over.</summary>
    public void EndDirection(Exception? exception) => _ = exception;
}
