using System.Collections.Generic;
using ManagedENet.Godot.Wire;

namespace ManagedENet.Godot.Scene;

/// <summary>Everybody else in the game, and which paths we share numbers for with whom.</summary>
internal sealed class PeerRoster
{
    private readonly Dictionary<int, PeerPaths> _peers = new(SeededComparer.Instance);

    public Dictionary<int, PeerPaths>.KeyCollection Ids => _peers.Keys;

    public bool Contains(int id) => _peers.ContainsKey(id);

    public bool TryFind(int id, out PeerPaths? paths) => _peers.TryGetValue(id, out paths);

    public bool TryAdd(int id) => _peers.TryAdd(id, new PeerPaths());

    public bool Remove(int id) => _peers.Remove(id);

    public void Clear() => _peers.Clear();

    /// <summary>A node was taken away: nobody has confirmed it any more.</summary>
    public void Forget(RpcNode node)
    {
        foreach (PeerPaths paths in _peers.Values) paths.Forget(node);
    }

    /// <summary>Lists the peers that a target stands for; false when it names one that is not there.</summary>
    public bool TryListTargets(int target, List<int> targets)
    {
        targets.Clear();
        int except = unchecked(-target);
        if (target != PeerId.Everyone && !Contains(target > 0 ? target : except)) return false;
        if (target > 0)
        {
            targets.Add(target);
            return true;
        }

        foreach (int id in _peers.Keys)
        {
            if (id != except) targets.Add(id);
        }

        return true;
    }
}
