using System.Collections.Generic;

namespace ManagedENet.AspNetCore;

/// <summary>The ENet listeners of Kestrel that are open now.</summary>
internal sealed class ListenerDirectory
{
    private readonly List<ENetHostRunner> _runners = [];

    /// <summary>Their runners, as they are at this moment.</summary>
    public ENetHostRunner[] Runners
    {
        get
        {
            lock (_runners) return [.. _runners];
        }
    }

    /// <summary>One was opened.</summary>
    public void Add(ENetHostRunner runner)
    {
        lock (_runners) _runners.Add(runner);
    }

    /// <summary>One was closed.</summary>
    public void Remove(ENetHostRunner runner)
    {
        lock (_runners) _runners.Remove(runner);
    }
}
