using System;
using System.Collections.Generic;

namespace ManagedENet.Godot.Scene;

/// <summary>The nodes that are registered, by their paths and by our numbers for those.</summary>
internal sealed class NodeTable
{
    private readonly Dictionary<string, RpcNode> _byPath = new(StringComparer.Ordinal);
    private readonly Dictionary<RpcNode, uint> _pathIds = new();
    private readonly Dictionary<uint, RpcNode> _byPathId = new();
    private uint _lastPathId;

    public bool TryAdd(RpcNode node) => _byPath.TryAdd(node.Path, node);

    public RpcNode? Find(string path) => _byPath.TryGetValue(path, out RpcNode? node) ? node : null;

    public bool TryRemove(string path, out RpcNode? node)
    {
        if (!_byPath.Remove(path, out node)) return false;
        if (_pathIds.Remove(node, out uint id)) _byPathId.Remove(id);
        return true;
    }

    /// <summary>Our number for a node; it gets one when it has none.</summary>
    public uint PathIdOf(RpcNode node)
    {
        if (_pathIds.TryGetValue(node, out uint id)) return id;
        id = ++_lastPathId;
        _pathIds.Add(node, id);
        _byPathId.Add(id, node);
        return id;
    }

    public RpcNode? FindByPathId(uint id) => _byPathId.TryGetValue(id, out RpcNode? node) ? node : null;
}
