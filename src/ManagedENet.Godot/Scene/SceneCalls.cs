using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using ManagedENet.Godot.Diagnostics;
using ManagedENet.Godot.Variants;

namespace ManagedENet.Godot.Scene;

/// <summary>Godot 4's remote calls on the wire: nodes and methods by number, and a path where its number is not known yet.</summary>
internal sealed class SceneCalls
{
    private const int NodeIdStart = 1;

    private readonly NodeTable _nodes;
    private readonly ScenePathCache _paths;
    private readonly SceneRelay _relay;
    private readonly GodotDropCounts _drops;
    private readonly ByteBuffer _packet = new();
    private readonly VariantWriter _arguments;

    public SceneCalls(NodeTable nodes, ScenePathCache paths, SceneRelay relay, GodotDropCounts drops)
    {
        _nodes = nodes;
        _paths = paths;
        _relay = relay;
        _drops = drops;
        _arguments = new VariantWriter(_packet, GodotWireVersion.Godot4);
    }

    /// <summary>Sends one call to a target.</summary>
    /// <param name="node">The node.</param>
    /// <param name="method">Its method.</param>
    /// <param name="target">0 everyone, positive one peer, negative everyone but one.</param>
    /// <param name="targets">The peers that the target stands for.</param>
    /// <param name="arguments">At most 255.</param>
    /// <param name="mode">How it travels.</param>
    /// <returns>The first reason why one of the targets does not get it, or that all do.</returns>
    public ENetSendResult Send(RpcNode node, RpcMethod method, int target, List<int> targets, Variant[] arguments, GodotTransferMode mode)
    {
        bool allKnow = true;
        foreach (int id in targets) allKnow &= _paths.IsConfirmed(node, id);
        WriteCall(_nodes.PathIdOf(node), allKnow, method.Id, arguments);

        // The same bytes for everybody: from a client they reach the server once, which passes them on.
        if (allKnow) return targets.Count == 0 ? ENetSendResult.Queued : _relay.Send(target, _packet.Span, mode, method.Channel);

        // Who has not confirmed the number gets the path behind the call, and instead of the number where that is.
        int callBytes = _packet.Length;
        _packet.WriteCString(node.Path);
        ENetSendResult first = ENetSendResult.Queued;
        foreach (int id in targets)
        {
            bool knows = _paths.IsConfirmed(node, id);
            BinaryPrimitives.WriteUInt32LittleEndian(_packet.At(NodeIdStart, sizeof(uint)), knows ? _nodes.PathIdOf(node) : SceneCommand.IsPathOffset | (uint)callBytes);
            ENetSendResult result = _relay.Send(id, _packet.Span.Slice(0, knows ? callBytes : _packet.Length), mode, method.Channel);
            if (first == ENetSendResult.Queued) first = result;
        }

        return first;
    }

    /// <summary>Reads a call; what is wrong with it is counted.</summary>
    /// <returns>False when there is nothing to run.</returns>
    public bool TryRead(int sender, ReadOnlySpan<byte> packet, VariantLimits limits, out RpcNode? node, out RpcMethod? method, out Variant[] arguments)
    {
        node = null;
        method = null;
        arguments = Array.Empty<Variant>();
        int at = 1;
        if (!TryReadNumber(packet, ref at, (packet[0] >> SceneCommand.NodeIdShift) & SceneCommand.NodeIdMask, out uint nodeId)
            || !TryReadNumber(packet, ref at, (packet[0] >> SceneCommand.MethodIdShift) & SceneCommand.MethodIdMask, out uint methodId)
            || !TryFindNode(sender, nodeId, ref packet, out node))
        {
            _drops.Count(GodotDropReason.Malformed);
            return false;
        }

        if (node is null) return false;
        if (at > packet.Length)
        {
            // The path lies where the numbers are.
            _drops.Count(GodotDropReason.Malformed);
        }
        else if (!node.TryFind((ushort)methodId, out method))
        {
            _drops.Count(GodotDropReason.UnknownMethod);
        }
        else if (!TryReadArguments(packet.Slice(at), (packet[0] & SceneCommand.IsRaw) != 0, limits, out arguments))
        {
            _drops.Count(GodotDropReason.InvalidArguments);
        }
        else
        {
            return true;
        }

        return false;
    }

    private void WriteCall(uint nodeId, bool mayShorten, ushort methodId, Variant[] arguments)
    {
        bool isRaw = arguments.Length == 0 || (arguments.Length == 1 && arguments[0].Type == VariantType.PackedByteArray);
        int nodeLength = !mayShorten || nodeId > ushort.MaxValue ? 2 : nodeId > byte.MaxValue ? 1 : 0;
        int methodLength = methodId > byte.MaxValue ? 1 : 0;
        _packet.Clear();
        _packet.WriteByte((byte)(SceneCommand.RemoteCall | (nodeLength << SceneCommand.NodeIdShift) | (methodLength << SceneCommand.MethodIdShift) | (isRaw ? SceneCommand.IsRaw : 0)));
        WriteNumber(nodeId, nodeLength);
        WriteNumber(methodId, methodLength);
        if (isRaw)
        {
            if (arguments.Length == 1) _packet.WriteBytes(arguments[0].Get<byte[]>());
            return;
        }

        _packet.WriteByte((byte)arguments.Length);
        foreach (Variant argument in arguments) _arguments.WriteShort(argument);
    }

    private void WriteNumber(uint number, int length)
    {
        if (length == 0) _packet.WriteByte((byte)number);
        else if (length == 1) _packet.WriteUInt16((ushort)number);
        else _packet.WriteUInt32(number);
    }

    /// <summary>False for a packet that contradicts itself; a node that is not there is counted here, and null.</summary>
    private bool TryFindNode(int sender, uint nodeId, ref ReadOnlySpan<byte> packet, out RpcNode? node)
    {
        node = null;
        if ((nodeId & SceneCommand.IsPathOffset) == 0)
        {
            node = _paths.FindByTheirId(sender, nodeId);
            return true;
        }

        uint offset = nodeId & ~SceneCommand.IsPathOffset;
        if (offset >= (uint)packet.Length) return false;
        node = _nodes.Find(CString.Read(packet.Slice((int)offset)));
        if (node is null) _drops.Count(GodotDropReason.UnknownNode);
        packet = packet.Slice(0, (int)offset);
        return true;
    }

    private static bool TryReadArguments(ReadOnlySpan<byte> bytes, bool isRaw, VariantLimits limits, out Variant[] arguments)
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
        var reader = new VariantReader(bytes.Slice(1), GodotWireVersion.Godot4, limits);
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
