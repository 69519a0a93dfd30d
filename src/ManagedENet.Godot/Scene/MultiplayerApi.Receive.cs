using System;
using System.Buffers.Binary;
using System.Text;
using ManagedENet.Godot.Diagnostics;
using ManagedENet.Godot.Variants;

namespace ManagedENet.Godot.Scene;

/// <content>What other peers send.</content>
public sealed partial class MultiplayerApi
{
    private const int NameStart = 5;

    private protected override void Receive(in GodotPacket packet)
    {
        int sender = packet.Peer;
        ReadOnlySpan<byte> bytes = packet.Payload;
        if (!Roster.TryFind(sender, out PeerPaths? paths))
        {
            Drops.Count(GodotDropReason.UnknownPeer);
            return;
        }

        switch (bytes.IsEmpty ? byte.MaxValue : bytes[0])
        {
            case Godot3Command.RemoteCall:
            case Godot3Command.RemoteSet:
                ReceiveCall(sender, paths!, bytes);
                break;
            case Godot3Command.SimplifyPath:
                ReceiveSimplifyPath(sender, paths!, bytes);
                break;
            case Godot3Command.ConfirmPath:
                ReceiveConfirmPath(paths!, bytes);
                break;
            case Godot3Command.Raw:
                RaisePacketReceived(sender, bytes.Slice(1));
                break;
            default:
                Drops.Count(GodotDropReason.UnknownCommand);
                break;
        }
    }

    private void ReceiveCall(int sender, PeerPaths paths, ReadOnlySpan<byte> packet)
    {
        int nameLength = packet.Length > NameStart ? packet.Slice(NameStart).IndexOf((byte)0) : -1;
        if (nameLength < 0)
        {
            Drops.Count(GodotDropReason.Malformed);
            return;
        }

        bool isCall = packet[0] == Godot3Command.RemoteCall;
        if (FindNode(paths, packet) is not { } node) return;
        string name = Encoding.UTF8.GetString(packet.Slice(NameStart, nameLength));
        if (!(isCall ? node.TryFind(name, out RpcMethod? method) : node.TryFindProperty(name, out method)))
        {
            Drops.Count(GodotDropReason.UnknownMethod);
        }
        else if (!TryReadArguments(packet.Slice(NameStart + nameLength + 1), isCall, out Variant[] arguments))
        {
            Drops.Count(GodotDropReason.InvalidArguments);
        }
        else
        {
            TryInvoke(sender, node, method!, arguments);
        }
    }

    private RpcNode? FindNode(PeerPaths paths, ReadOnlySpan<byte> packet)
    {
        uint target = BinaryPrimitives.ReadUInt32LittleEndian(packet.Slice(1));
        string? path;
        if ((target & SceneCommand.IsPathOffset) != 0)
        {
            uint offset = target & ~SceneCommand.IsPathOffset;
            if (offset >= (uint)packet.Length)
            {
                Drops.Count(GodotDropReason.Malformed);
                return null;
            }

            path = CString.Read(packet.Slice((int)offset));
        }
        else if (!paths.TryFind(target, out path))
        {
            Drops.Count(GodotDropReason.UnknownPathId);
            return null;
        }

        RpcNode? node = FindNode(path!);
        if (node is null) Drops.Count(GodotDropReason.UnknownNode);
        return node;
    }

    // A call tells how many; a property has one value. The path may follow behind.
    private bool TryReadArguments(ReadOnlySpan<byte> bytes, bool isCall, out Variant[] arguments)
    {
        arguments = Array.Empty<Variant>();
        if (bytes.IsEmpty) return false;
        int count = isCall ? bytes[0] : 1;
        ReadOnlySpan<byte> values = bytes.Slice(isCall ? 1 : 0);

        // The shortest value has four bytes.
        if (count > values.Length / sizeof(uint)) return false;
        var read = new Variant[count];
        var reader = new VariantReader(values, GodotWireVersion.Godot3, Limits);
        for (int i = 0; i < read.Length; i++)
        {
            if (!reader.TryRead(out read[i])) return false;
        }

        arguments = read;
        return true;
    }

    // As in Godot 3, a path is confirmed whether there is a node at it or not (yet).
    private void ReceiveSimplifyPath(int sender, PeerPaths paths, ReadOnlySpan<byte> packet)
    {
        if (packet.Length <= NameStart)
        {
            Drops.Count(GodotDropReason.Malformed);
            return;
        }

        string path = CString.Read(packet.Slice(NameStart));
        if (!paths.TryRemember(BinaryPrimitives.ReadUInt32LittleEndian(packet.Slice(1)), path))
        {
            Drops.Count(GodotDropReason.TooManyPaths);
            return;
        }

        _path.Clear();
        _path.WriteByte(Godot3Command.ConfirmPath);
        _path.WriteCString(path);
        Peer.Send(sender, _path.Span);
    }

    private void ReceiveConfirmPath(PeerPaths paths, ReadOnlySpan<byte> packet)
    {
        RpcNode? node = packet.Length > 1 ? FindNode(CString.Read(packet.Slice(1))) : null;
        if (node is null || !paths.TryConfirm(node)) Drops.Count(GodotDropReason.UnknownPathId);
    }
}
