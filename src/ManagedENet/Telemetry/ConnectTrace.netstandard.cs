using System;
using System.Net;

namespace ManagedENet.Internal;

/// <summary>An attempt to connect: netstandard2.1 has no activities.</summary>
internal readonly struct ConnectTrace : IDisposable
{
    /// <summary>Begins one.</summary>
    public static ConnectTrace Begin(IPEndPoint to)
    {
        _ = to;
        return default;
    }

    /// <summary>It has failed.</summary>
    public void Fail(Exception exception)
    {
    }

    /// <summary>It is over.</summary>
    public void Dispose()
    {
    }
}
