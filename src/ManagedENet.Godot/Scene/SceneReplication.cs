using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using ManagedENet.Godot.Diagnostics;
using ManagedENet.Godot.Variants;

namespace ManagedENet.Godot.Scene;

/// <summary>Reads what spawners and synchronizers of Godot 4 send, and checks it. There is no tree here to put nodes in.</summary>
internal sealed class SceneReplication
{
    private const int SpawnHeaderBytes = 18;
    private const int DespawnBytes = 5;
    private const int ShortestSyncBytes = 11;
    private const int SyncHeaderBytes = 3;
    private const int DeltaHeaderBytes = 1;

    private readonly ScenePathCache _paths;
    private readonly GodotDropCounts _drops;

    public SceneReplication(ScenePathCache paths, GodotDropCounts drops)
    {
        _paths = paths;
        _drops = drops;
    }

    /// <summary>Reads that a node was spawned; false, and counted, when it is wrong or the sender may not do it.</summary>
    public bool TryReadSpawn(int sender, ReadOnlySpan<byte> packet, VariantLimits limits, out SpawnPacket? spawn)
    {
        spawn = null;
        if (packet.Length < SpawnHeaderBytes)
        {
            _drops.Count(GodotDropReason.Malformed);
            return false;
        }

        RpcNode? spawner = _paths.FindByTheirId(sender, BinaryPrimitives.ReadUInt32LittleEndian(packet.Slice(2)));
        if (spawner is null) return false;
        if (spawner.Authority != sender)
        {
            _drops.Count(GodotDropReason.CallForbidden);
            return false;
        }

        if (TryReadContents(sender, spawner, packet, limits, out spawn)) return true;
        _drops.Count(GodotDropReason.Malformed);
        return false;
    }

    /// <summary>Reads that a node is gone; false, and counted, when it is wrong.</summary>
    public bool TryReadDespawn(int sender, ReadOnlySpan<byte> packet, out DespawnPacket despawn)
    {
        despawn = default;
        if (packet.Length < DespawnBytes)
        {
            _drops.Count(GodotDropReason.Malformed);
            return false;
        }

        despawn = new DespawnPacket(sender, BinaryPrimitives.ReadUInt32LittleEndian(packet.Slice(1)));
        return true;
    }

    /// <summary>Reads the properties of synchronizers; false, and counted, when it is wrong.</summary>
    public bool TryReadSync(int sender, ReadOnlySpan<byte> packet, VariantLimits limits, out SyncPacket? sync)
    {
        sync = null;
        if (packet.Length >= ShortestSyncBytes && TryReadStates(sender, packet, limits, out sync)) return true;
        _drops.Count(GodotDropReason.Malformed);
        return false;
    }

    private static bool TryReadContents(int sender, RpcNode spawner, ReadOnlySpan<byte> packet, VariantLimits limits, out SpawnPacket? spawn)
    {
        spawn = null;
        byte sceneIndex = packet[1];
        uint netId = BinaryPrimitives.ReadUInt32LittleEndian(packet.Slice(6));
        uint syncCount = BinaryPrimitives.ReadUInt32LittleEndian(packet.Slice(10));
        uint nameLength = BinaryPrimitives.ReadUInt32LittleEndian(packet.Slice(14));
        ReadOnlySpan<byte> rest = packet.Slice(SpawnHeaderBytes);
        if (nameLength == 0 || nameLength + ((ulong)syncCount * sizeof(uint)) > (ulong)rest.Length) return false;
        var syncIds = new uint[syncCount];
        for (int i = 0; i < syncIds.Length; i++) syncIds[i] = BinaryPrimitives.ReadUInt32LittleEndian(rest.Slice(i * sizeof(uint)));
        rest = rest.Slice(syncIds.Length * sizeof(uint));
        string name = CString.Read(rest.Slice(0, (int)nameLength));
        if (!IsNodeName(name)) return false;
        rest = rest.Slice((int)nameLength);
        Variant argument = default;
        int elements = 0;
        if (sceneIndex == SpawnPacket.ByFunction && !TryReadSpawnArgument(ref rest, limits, ref elements, out argument)) return false;
        var reader = new VariantReader(rest, GodotWireVersion.Godot4, limits, elements);
        if (!reader.TryReadShortToEnd(out List<Variant> state)) return false;
        spawn = new SpawnPacket(sender, spawner, sceneIndex, netId, syncIds, name, argument, state);
        return true;
    }

    private static bool TryReadSpawnArgument(ref ReadOnlySpan<byte> rest, VariantLimits limits, ref int elements, out Variant argument)
    {
        argument = default;
        if (rest.Length < sizeof(uint)) return false;
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(rest);
        if (length > (uint)(rest.Length - sizeof(uint))) return false;
        var reader = new VariantReader(rest.Slice(sizeof(uint), (int)length), GodotWireVersion.Godot4, limits);
        rest = rest.Slice(sizeof(uint) + (int)length);
        bool isRead = reader.TryReadShort(out argument);
        elements = reader.Elements;
        return isRead;
    }

    // What has a meaning in paths can be in no name: a name must not lead out of the spawner's place.
    private static bool IsNodeName(string name)
    {
        foreach (char letter in name)
        {
            if (letter is '.' or ':' or '/' or '"' or '%') return false;
        }

        return name.Length > 0;
    }

    private bool TryReadStates(int sender, ReadOnlySpan<byte> packet, VariantLimits limits, out SyncPacket? sync)
    {
        sync = null;
        bool isDelta = (packet[0] & SceneCommand.IsDelta) != 0;
        ushort time = isDelta ? (ushort)0 : BinaryPrimitives.ReadUInt16LittleEndian(packet.Slice(1));
        int at = isDelta ? DeltaHeaderBytes : SyncHeaderBytes;
        int entryBytes = isDelta ? 16 : 8;
        var states = new List<SyncState>();
        int elements = 0;

        // As Godot reads it: an entry has at least one byte of values, and what is left at the end is nothing.
        while (at + entryBytes < packet.Length)
        {
            ReadOnlySpan<byte> entry = packet.Slice(at, entryBytes);
            uint netId = BinaryPrimitives.ReadUInt32LittleEndian(entry);
            ulong changed = isDelta ? BinaryPrimitives.ReadUInt64LittleEndian(entry.Slice(4)) : 0;
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(entry.Slice(entryBytes - sizeof(uint)));
            at += entryBytes;
            if (length > (uint)(packet.Length - at)) return false;

            // An entry costs more to hold than to send, so it counts as a value, and all entries share one limit.
            if (++elements > limits.MaximumElements) return false;
            var reader = new VariantReader(packet.Slice(at, (int)length), GodotWireVersion.Godot4, limits, elements);
            at += (int)length;
            if (!reader.TryReadShortToEnd(out List<Variant> values)) return false;
            elements = reader.Elements;
            RpcNode? synchronizer = (netId & SceneCommand.IsPathOffset) != 0 ? _paths.FindByTheirId(sender, netId & ~SceneCommand.IsPathOffset) : null;
            states.Add(new SyncState(synchronizer, netId, changed, values));
        }

        sync = new SyncPacket(sender, isDelta, time, states);
        return true;
    }
}
