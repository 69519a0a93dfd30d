using System;
using System.Collections.Generic;
using System.Linq;

namespace ManagedENet.Cluster.Directory;

/// <summary>Which gateways have members of which groups, in memory.</summary>
internal sealed class MemoryGroups
{
    private readonly TimeProvider _time;
    private readonly object _lock = new();
    private readonly Dictionary<string, Dictionary<GatewayId, Share>> _groups = new(StringComparer.Ordinal);

    public MemoryGroups(TimeProvider time) => _time = time;

    /// <summary>A gateway has so many.</summary>
    public void Announce(GatewayId gateway, IENetGateway face, TimeSpan lease, ENetGroupCount count)
    {
        lock (_lock)
        {
            if (!_groups.TryGetValue(count.Group, out Dictionary<GatewayId, Share>? shares)) _groups[count.Group] = shares = [];
            if (shares.TryGetValue(gateway, out Share? known) && known.Version > count.Version) return;
            // A count of zero stays until its time is over, so that an older one that comes late is recognised.
            shares[gateway] = new Share(face, count.Players, count.Version, new LeaseTime(_time.GetTimestamp(), lease));
        }
    }

    /// <summary>The gateways that are to be called.</summary>
    public List<IENetGateway> Find(string group, GatewayId except)
    {
        lock (_lock)
        {
            if (!_groups.TryGetValue(group, out Dictionary<GatewayId, Share>? shares)) return [];
            Prune(group, shares);
            return [.. shares.Where(share => share.Key != except && share.Value.Players > 0).Select(static share => share.Value.Face)];
        }
    }

    /// <summary>Forgets what is over.</summary>
    public void Prune()
    {
        lock (_lock)
        {
            foreach ((string group, Dictionary<GatewayId, Share> shares) in _groups.ToArray()) Prune(group, shares);
        }
    }

    private void Prune(string group, Dictionary<GatewayId, Share> shares)
    {
        foreach (GatewayId over in shares.Where(share => share.Value.Time.IsOver(_time)).Select(static share => share.Key).ToArray()) shares.Remove(over);
        if (shares.Count == 0) _groups.Remove(group);
    }

    private sealed record Share(IENetGateway Face, int Players, long Version, LeaseTime Time);
}
