using System.Collections.Generic;
using System.Linq;
using ManagedENet.Hosting;

namespace ManagedENet.AspNetCore;

/// <summary>The servers that a dashboard shows: those of the generic host, and the listeners of Kestrel.</summary>
internal sealed class ServerDirectory
{
    private readonly ENetServer[] _servers;
    private readonly ListenerDirectory? _listeners;

    public ServerDirectory(IEnumerable<ENetServer> servers, ListenerDirectory? listeners)
    {
        _servers = servers.ToArray();
        _listeners = listeners;
    }

    /// <summary>Those that have started, with their names.</summary>
    public List<(string Name, ENetHostRunner Runner)> Started()
    {
        List<(string Name, ENetHostRunner Runner)> started = [.. _servers.Where(server => server.Started.IsCompletedSuccessfully).Select(server => (server.Name, server.Runner))];
        if (_listeners is not null) started.AddRange(_listeners.Runners.Select(runner => ($"Kestrel {runner.LocalEndPoint}", runner)));
        return started;
    }
}
