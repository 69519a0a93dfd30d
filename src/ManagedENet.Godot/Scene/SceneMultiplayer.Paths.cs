using System;
using System.Buffers.Binary;
using System.Text;
using ManagedENet.Godot.Diagnostics;
using ManagedENet.Godot.Variants;

namespace ManagedENet.Godot.Scene;

/// <content>Numbers for paths: introduced once, confirmed, and used from then on.</content>
public sealed partial class SceneMultiplayer
{
    private const int SimplifyHeaderBytes = 1 + Md5Text.Length + 1 + sizeof(uint);
    private const int ConfirmHeaderBytes = 2;
    private const int ConfirmBytes = ConfirmHeaderBytes + sizeof(uint);

    private readonly ByteBuffer _path = new();

    /// <summary>Two peers have other lists of remote methods for a node: calls between them may reach other methods than they mean. The peer, and the path.</summary>
    public event Action<int, string>? ChecksumMismatched;

    /// <summary>
    /// True for a game of Godot 4.0 to 4.2, where a path is confirmed by its text: we answer so. False, the default, answers as 4.3 and later do, by its number. What others
    /// confirm is read in either form. An engine that gets the other form prints an error and goes on sending whole paths.
    /// </summary>
    public bool ConfirmsByPath { get; set; }

    /// <summary>True when a peer knows our number for a node; introduces the node if that has not been done.</summary>
    private bool IsConfirmed(RpcNode node, int peer)
    {
        if (!TryFindPeer(peer, out PeerPaths? paths)) return false;
        if (paths!.TryIntroduce(node))
        {
            _path.Clear();
            _path.WriteByte(SceneCommand.SimplifyPath);
            _path.WriteCString(node.Checksum);
            _path.WriteUInt32(PathIdOf(node));
            _path.WriteCString(node.Path);
            SendPacket(peer, _path.Span, GodotTransferMode.Reliable, 0);
        }

        return paths.HasConfirmed(node);
    }

    private void ReceiveSimplifyPath(int sender, ReadOnlySpan<byte> packet)
    {
        if (packet.Length <= SimplifyHeaderBytes || !TryFindPeer(sender, out PeerPaths? paths))
        {
            Drops.Count(GodotDropReason.Malformed);
            return;
        }

        uint id = BinaryPrimitives.ReadUInt32LittleEndian(packet.Slice(SimplifyHeaderBytes - sizeof(uint)));
        RpcNode? node = FindNode(ReadCString(packet.Slice(SimplifyHeaderBytes)));
        GodotDropReason? reason = paths!.Knows(id) ? GodotDropReason.UnknownPathId
            : node is null ? GodotDropReason.UnknownNode
            : !paths.TryRemember(id, node.Path) ? GodotDropReason.TooManyPaths
            : null;
        if (reason is { } dropped)
        {
            Drops.Count(dropped);
            return;
        }

        bool isSame = ReadCString(packet.Slice(1, Md5Text.Length)) == node!.Checksum;
        if (!isSame) ChecksumMismatched?.Invoke(sender, node.Path);
        _path.Clear();
        _path.WriteByte(SceneCommand.ConfirmPath);
        _path.WriteByte((byte)(isSame ? 1 : 0));
        if (ConfirmsByPath) _path.WriteCString(node.Path);
        else _path.WriteUInt32(id);
        SendPacket(sender, _path.Span, GodotTransferMode.Reliable, 0);
    }

    private void ReceiveConfirmPath(int sender, ReadOnlySpan<byte> packet)
    {
        if (packet.Length <= ConfirmHeaderBytes || !TryFindPeer(sender, out PeerPaths? paths))
        {
            Drops.Count(GodotDropReason.Malformed);
            return;
        }

        // A number has four bytes, and so has a path of three letters: no number of ours is as high as letters are.
        ReadOnlySpan<byte> confirmed = packet.Slice(ConfirmHeaderBytes);
        RpcNode? node = packet.Length == ConfirmBytes ? FindByPathId(BinaryPrimitives.ReadUInt32LittleEndian(confirmed)) : null;
        node ??= FindNode(ReadCString(confirmed));

        // The node may have been taken away in the meantime.
        if (node is null || !paths!.TryConfirm(node))
        {
            Drops.Count(GodotDropReason.UnknownPathId);
            return;
        }

        if (packet[1] == 0) ChecksumMismatched?.Invoke(sender, node.Path);
    }

    /// <summary>The node behind a number of theirs; counts when there is none.</summary>
    private RpcNode? FindByTheirId(int sender, uint id)
    {
        if (!TryFindPeer(sender, out PeerPaths? paths) || !paths!.TryFind(id, out string? path))
        {
            Drops.Count(GodotDropReason.UnknownPathId);
            return null;
        }

        RpcNode? node = FindNode(path!);
        if (node is null) Drops.Count(GodotDropReason.UnknownNode);
        return node;
    }

    private static string ReadCString(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes.Slice(0, end));
    }
}
