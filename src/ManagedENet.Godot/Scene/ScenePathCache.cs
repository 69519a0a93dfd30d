using System;
using System.Buffers.Binary;
using ManagedENet.Godot.Diagnostics;
using ManagedENet.Godot.Variants;

namespace ManagedENet.Godot.Scene;

/// <summary>Godot 4's numbers for paths: introduced once, confirmed, and used from then on.</summary>
internal sealed class ScenePathCache
{
    private const int SimplifyHeaderBytes = 1 + Md5Text.Length + 1 + sizeof(uint);
    private const int ConfirmHeaderBytes = 2;
    private const int ConfirmBytes = ConfirmHeaderBytes + sizeof(uint);

    private readonly NodeTable _nodes;
    private readonly PeerRoster _roster;
    private readonly SceneRelay _relay;
    private readonly GodotDropCounts _drops;
    private readonly ByteBuffer _message = new();

    public ScenePathCache(NodeTable nodes, PeerRoster roster, SceneRelay relay, GodotDropCounts drops)
    {
        _nodes = nodes;
        _roster = roster;
        _relay = relay;
        _drops = drops;
    }

    /// <summary>A peer has another list of remote methods for a node than we. The peer, and the path.</summary>
    public event Action<int, string>? ChecksumMismatched;

    /// <summary>Confirm by the text, as Godot 4.0 to 4.2 do, and not by the number.</summary>
    public bool ConfirmsByPath { get; set; }

    /// <summary>True when a peer knows our number for a node; introduces the node if that has not been done.</summary>
    public bool IsConfirmed(RpcNode node, int peer)
    {
        if (!_roster.TryFind(peer, out PeerPaths? paths)) return false;
        if (paths!.TryIntroduce(node))
        {
            _message.Clear();
            _message.WriteByte(SceneCommand.SimplifyPath);
            _message.WriteCString(node.Checksum);
            _message.WriteUInt32(_nodes.PathIdOf(node));
            _message.WriteCString(node.Path);
            _relay.Send(peer, _message.Span, GodotTransferMode.Reliable, 0);
        }

        return paths.HasConfirmed(node);
    }

    /// <summary>Takes a number of theirs, and confirms it.</summary>
    public void ReceiveSimplifyPath(int sender, ReadOnlySpan<byte> packet)
    {
        if (packet.Length <= SimplifyHeaderBytes || !_roster.TryFind(sender, out PeerPaths? paths))
        {
            _drops.Count(GodotDropReason.Malformed);
            return;
        }

        uint id = BinaryPrimitives.ReadUInt32LittleEndian(packet.Slice(SimplifyHeaderBytes - sizeof(uint)));
        RpcNode? node = _nodes.Find(CString.Read(packet.Slice(SimplifyHeaderBytes)));
        GodotDropReason? reason = paths!.Knows(id) ? GodotDropReason.UnknownPathId
            : node is null ? GodotDropReason.UnknownNode
            : !paths.TryRemember(id, node.Path) ? GodotDropReason.TooManyPaths
            : null;
        if (reason is { } dropped)
        {
            _drops.Count(dropped);
            return;
        }

        bool isSame = CString.Read(packet.Slice(1, Md5Text.Length)) == node!.Checksum;
        if (!isSame) ChecksumMismatched?.Invoke(sender, node.Path);
        _message.Clear();
        _message.WriteByte(SceneCommand.ConfirmPath);
        _message.WriteByte((byte)(isSame ? 1 : 0));
        if (ConfirmsByPath) _message.WriteCString(node.Path);
        else _message.WriteUInt32(id);
        _relay.Send(sender, _message.Span, GodotTransferMode.Reliable, 0);
    }

    /// <summary>Takes the confirmation of a number of ours.</summary>
    public void ReceiveConfirmPath(int sender, ReadOnlySpan<byte> packet)
    {
        if (packet.Length <= ConfirmHeaderBytes || !_roster.TryFind(sender, out PeerPaths? paths))
        {
            _drops.Count(GodotDropReason.Malformed);
            return;
        }

        // A number has four bytes, and so has a path of three letters: no number of ours is as high as letters are.
        ReadOnlySpan<byte> confirmed = packet.Slice(ConfirmHeaderBytes);
        RpcNode? node = packet.Length == ConfirmBytes ? _nodes.FindByPathId(BinaryPrimitives.ReadUInt32LittleEndian(confirmed)) : null;
        node ??= _nodes.Find(CString.Read(confirmed));

        // The node may have been taken away in the meantime.
        if (node is null || !paths!.TryConfirm(node))
        {
            _drops.Count(GodotDropReason.UnknownPathId);
            return;
        }

        if (packet[1] == 0) ChecksumMismatched?.Invoke(sender, node.Path);
    }

    /// <summary>The node behind a number of theirs; counts when there is none.</summary>
    public RpcNode? FindByTheirId(int sender, uint id)
    {
        if (!_roster.TryFind(sender, out PeerPaths? paths) || !paths!.TryFind(id, out string? path))
        {
            _drops.Count(GodotDropReason.UnknownPathId);
            return null;
        }

        RpcNode? node = _nodes.Find(path!);
        if (node is null) _drops.Count(GodotDropReason.UnknownNode);
        return node;
    }
}
