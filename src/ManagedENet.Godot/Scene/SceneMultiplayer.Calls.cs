using System;
using System.Buffers.Binary;
using ManagedENet.Godot.Diagnostics;
using ManagedENet.Godot.Variants;

namespace ManagedENet.Godot.Scene;

/// <content>Remote calls on the wire.</content>
public sealed partial class SceneMultiplayer
{
    private const int NodeIdStart = 1;

    private protected override ENetSendResult SendCall(RpcNode node, RpcMethod method, int target, Variant[] arguments, GodotTransferMode mode)
    {
        bool allKnow = true;
        foreach (int id in Targets) allKnow &= IsConfirmed(node, id);
        WriteCall(PathIdOf(node), allKnow, method.Id, arguments);

        // The same bytes for everybody: from a client they reach the server once, which passes them on.
        if (allKnow) return Targets.Count == 0 ? ENetSendResult.Queued : SendPacket(target, Packet.Span, mode, method.Channel);

        // Who has not confirmed the number gets the path behind the call, and instead of the number where that is.
        int callBytes = Packet.Length;
        Packet.WriteCString(node.Path);
        ENetSendResult first = ENetSendResult.Queued;
        foreach (int id in Targets)
        {
            bool knows = IsConfirmed(node, id);
            BinaryPrimitives.WriteUInt32LittleEndian(Packet.At(NodeIdStart, sizeof(uint)), knows ? PathIdOf(node) : SceneCommand.IsPathOffset | (uint)callBytes);
            ENetSendResult result = SendPacket(id, Packet.Span.Slice(0, knows ? callBytes : Packet.Length), mode, method.Channel);
            if (first == ENetSendResult.Queued) first = result;
        }

        return first;
    }

    private void WriteCall(uint nodeId, bool mayShorten, ushort methodId, Variant[] arguments)
    {
        bool isRaw = arguments.Length == 0 || (arguments.Length == 1 && arguments[0].Type == VariantType.PackedByteArray);
        int nodeLength = !mayShorten || nodeId > ushort.MaxValue ? 2 : nodeId > byte.MaxValue ? 1 : 0;
        int methodLength = methodId > byte.MaxValue ? 1 : 0;
        Packet.Clear();
        Packet.WriteByte((byte)(SceneCommand.RemoteCall | (nodeLength << SceneCommand.NodeIdShift) | (methodLength << SceneCommand.MethodIdShift) | (isRaw ? SceneCommand.IsRaw : 0)));
        WriteNumber(nodeId, nodeLength);
        WriteNumber(methodId, methodLength);
        if (isRaw)
        {
            if (arguments.Length == 1) Packet.WriteBytes(arguments[0].Get<byte[]>());
            return;
        }

        Packet.WriteByte((byte)arguments.Length);
        foreach (Variant argument in arguments) Arguments.WriteShort(argument);
    }

    private void WriteNumber(uint number, int length)
    {
        if (length == 0) Packet.WriteByte((byte)number);
        else if (length == 1) Packet.WriteUInt16((ushort)number);
        else Packet.WriteUInt32(number);
    }

    private void ReceiveCall(int sender, ReadOnlySpan<byte> packet)
    {
        int at = 1;
        if (!TryReadNumber(packet, ref at, (packet[0] >> SceneCommand.NodeIdShift) & SceneCommand.NodeIdMask, out uint nodeId)
            || !TryReadNumber(packet, ref at, (packet[0] >> SceneCommand.MethodIdShift) & SceneCommand.MethodIdMask, out uint methodId)
            || !TryFindNode(sender, nodeId, ref packet, out RpcNode? node))
        {
            Drops.Count(GodotDropReason.Malformed);
            return;
        }

        if (node is null) return;
        if (at > packet.Length)
        {
            // The path lies where the numbers are.
            Drops.Count(GodotDropReason.Malformed);
        }
        else if (!node.TryFind((ushort)methodId, out RpcMethod? method))
        {
            Drops.Count(GodotDropReason.UnknownMethod);
        }
        else if (!TryReadArguments(packet.Slice(at), (packet[0] & SceneCommand.IsRaw) != 0, out Variant[] arguments))
        {
            Drops.Count(GodotDropReason.InvalidArguments);
        }
        else
        {
            TryInvoke(sender, node, method!, arguments);
        }
    }

    /// <summary>False for a packet that contradicts itself; a node that is not there is counted here, and null.</summary>
    private bool TryFindNode(int sender, uint nodeId, ref ReadOnlySpan<byte> packet, out RpcNode? node)
    {
        node = null;
        if ((nodeId & SceneCommand.IsPathOffset) == 0)
        {
            node = FindByTheirId(sender, nodeId);
            return true;
        }

        uint offset = nodeId & ~SceneCommand.IsPathOffset;
        if (offset >= (uint)packet.Length) return false;
        node = FindNode(ReadCString(packet.Slice((int)offset)));
        if (node is null) Drops.Count(GodotDropReason.UnknownNode);
        packet = packet.Slice(0, (int)offset);
        return true;
    }

    private bool TryReadArguments(ReadOnlySpan<byte> bytes, bool isRaw, out Variant[] arguments)
    {
        arguments = Array.Empty<Variant>();
        if (isRaw)
        {
            if (!bytes.IsEmpty) arguments = new Variant[] { bytes.ToArray() };
            return true;
        }

        // The shortest value has one byte.
        if (bytes.IsEmpty || bytes[0] > bytes.Length - 1) return false;
        var read = new Variant[bytes[0]];
        var reader = new VariantReader(bytes.Slice(1), GodotWireVersion.Godot4, Limits);
        for (int i = 0; i < read.Length; i++)
        {
            if (!reader.TryReadShort(out read[i])) return false;
        }

        arguments = read;
        return true;
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> packet, ref int at, int length, out uint number)
    {
        number = 0;
        int bytes = 1 << length;
        if (length > 2 || bytes > packet.Length - at) return false;
        ReadOnlySpan<byte> field = packet.Slice(at, bytes);
        at += bytes;
        number = length switch
        {
            0 => field[0],
            1 => BinaryPrimitives.ReadUInt16LittleEndian(field),
            _ => BinaryPrimitives.ReadUInt32LittleEndian(field),
        };
        return true;
    }
}
