using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using ManagedENet.Cluster.Directory;
using ManagedENet.Orleans.Wire;
using Orleans;
using Orleans.Placement;

namespace ManagedENet.Orleans.Grains;

/// <summary>
/// Which gateways have members of one group, and not who they are. It is in memory alone and writes nothing anywhere: gateways announce their members each time that they renew their lease, so a grain whose silo was lost
/// knows them again after <see cref="Cluster.ENetClusterOptions.RenewInterval"/>, and one that goes on in a silo that was given up has nothing to spoil.
/// </summary>
[PreferLocalPlacement]
[GrainType("enet-group")]
internal sealed class GroupGrain : Grain, IGroupGrain
{
    private readonly TimeProvider _time;
    private readonly Dictionary<string, Share> _shares = new(StringComparer.Ordinal);

    public GroupGrain(TimeProvider time) => _time = time;

    /// <inheritdoc/>
    public Task AnnounceAsync(string gateway, IGatewayObserver face, TimeSpan lease, WireCount count)
    {
        if (_shares.TryGetValue(gateway, out Share? known) && known.Version > count.Version) return Task.CompletedTask;
        // A count of zero stays until its time is over, so that an older one that comes late is recognised.
        _shares[gateway] = new Share(face, count.Players, count.Version, new LeaseTime(_time.GetTimestamp(), lease));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<int> BroadcastAsync(string except, WireMessage message)
    {
        foreach (string over in _shares.Where(share => share.Value.Time.IsOver(_time)).Select(static share => share.Key).ToArray()) _shares.Remove(over);
        int calls = 0;
        string group = this.GetPrimaryKeyString();
        foreach ((string gateway, Share share) in _shares)
        {
            if (share.Players == 0 || gateway == except) continue;
            // Done when it is on its way: it is a call without an answer.
            await share.Face.BroadcastAsync(group, message);
            calls++;
        }

        return calls;
    }

    private sealed record Share(IGatewayObserver Face, int Players, long Version, LeaseTime Time);
}
