using System.Collections.Generic;
using ManagedENet.Godot.Wire;

namespace ManagedENet.Godot.Scene;

/// <summary>What one other peer and we know of each other's numbers for paths.</summary>
internal sealed class PeerPaths
{
    // Bounds for what a stranger may make us remember. Games know dozens of paths.
    private const int MaximumPaths = 16384;
    private const int MaximumPathCharacters = 4096;
    private const long MaximumTotalCharacters = 1 << 20;

    // Their numbers are theirs to choose.
    private readonly Dictionary<uint, string> _theirs = new(SeededComparer.Instance);
    private readonly Dictionary<RpcNode, bool> _ours = new();
    private long _characters;

    /// <summary>The path behind a number of theirs.</summary>
    public bool TryFind(uint id, out string? path) => _theirs.TryGetValue(id, out path);

    public bool Knows(uint id) => _theirs.ContainsKey(id);

    /// <summary>Remembers a number of theirs, anew if they say so again; false when it is too much.</summary>
    public bool TryRemember(uint id, string path)
    {
        bool isKnown = _theirs.TryGetValue(id, out string? former);
        long characters = _characters + path.Length - (former?.Length ?? 0);
        if ((!isKnown && _theirs.Count >= MaximumPaths) || path.Length > MaximumPathCharacters || characters > MaximumTotalCharacters) return false;
        _characters = characters;
        _theirs[id] = path;
        return true;
    }

    /// <summary>True when they have confirmed our number for a node.</summary>
    public bool HasConfirmed(RpcNode node) => _ours.TryGetValue(node, out bool isConfirmed) && isConfirmed;

    /// <summary>True the first time: the node must be introduced.</summary>
    public bool TryIntroduce(RpcNode node) => _ours.TryAdd(node, false);

    /// <summary>False for a node that was never introduced.</summary>
    public bool TryConfirm(RpcNode node)
    {
        if (!_ours.ContainsKey(node)) return false;
        _ours[node] = true;
        return true;
    }

    public void Forget(RpcNode node) => _ours.Remove(node);
}
