using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using ManagedENet.Godot.Diagnostics;
using ManagedENet.Godot.Variants;

namespace ManagedENet.Godot.Scene;

/// <content>What spawners and synchronizers send. There is no tree here to put nodes in: the packets are read, checked and told.</content>
public sealed partial class SceneMultiplayer
{
    private const int SpawnHeaderBytes = 18;
    private const int DespawnBytes = 5;
    private const int ShortestSyncBytes = 11;
    private const int SyncHeaderBytes = 3;
    private const int DeltaHeaderBytes = 1;

    /// <summary>A node was spawned by a spawner whose node is registered here, and whose authority sent it.</summary>
    public event Action<SpawnPacket>? SpawnReceived;

    /// <summary>A node that was spawned is gone.</summary>
    public event Action<DespawnPacket>? DespawnReceived;

    /// <summary>Synchronizers sent their properties. Whether the sender may do that is yours to decide, by the authority of the node.</summary>
    public event Action<SyncPacket>? SyncReceived;

    private void ReceiveSpawn(int sender, ReadOnlySpan<byte> packet)
    {
        if (packet.Length < SpawnHeaderBytes)
        {
            Drops.Count(GodotDropReason.Malformed);
            return;
        }

        RpcNode? spawner = FindByTheirId(sender, BinaryPrimitives.ReadUInt32LittleEndian(packet.Slice(2)));
        if (spawner is null) return;
        if (spawner.Authority != sender)
        {
            Drops.Count(GodotDropReason.CallForbidden);
        }
        else if (TryReadSpawn(sender, spawner, packet, out SpawnPacket? spawn))
        {
            SpawnReceived?.Invoke(spawn!);
        }
        else
        {
            Drops.Count(GodotDropReason.Malformed);
        }
    }

    private bool TryReadSpawn(int sender, RpcNode spawner, ReadOnlySpan<byte> packet, out SpawnPacket? spawn)
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
        string name = ReadCString(rest.Slice(0, (int)nameLength));
        if (!IsNodeName(name)) return false;
        rest = rest.Slice((int)nameLength);
        Variant argument = default;
        int elements = 0;
        if (sceneIndex == SpawnPacket.ByFunction && !TryReadSpawnArgument(ref rest, ref elements, out argument)) return false;
        var reader = new VariantReader(rest, GodotWireVersion.Godot4, Limits, elements);
        if (!reader.TryReadShortToEnd(out List<Variant> state)) return false;
        spawn = new SpawnPacket(sender, spawner, sceneIndex, netId, syncIds, name, argument, state);
        return true;
    }

    private bool TryReadSpawnArgument(ref ReadOnlySpan<byte> rest, ref int elements, out Variant argument)
    {
        argument = default;
        if (rest.Length < sizeof(uint)) return false;
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(rest);
        if (length > (uint)(rest.Length - sizeof(uint))) return false;
        var reader = new VariantReader(rest.Slice(sizeof(uint), (int)length), GodotWireVersion.Godot4, Limits);
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

    private void ReceiveDespawn(int sender, ReadOnlySpan<byte> packet)
    {
        if (packet.Length < DespawnBytes) Drops.Count(GodotDropReason.Malformed);
        else DespawnReceived?.Invoke(new DespawnPacket(sender, BinaryPrimitives.ReadUInt32LittleEndian(packet.Slice(1))));
    }

    private void ReceiveSync(int sender, ReadOnlySpan<byte> packet)
    {
        if (packet.Length >= ShortestSyncBytes && TryReadSync(sender, packet, out SyncPacket? sync)) SyncReceived?.Invoke(sync!);
        else Drops.Count(GodotDropReason.Malformed);
    }

    private bool TryReadSync(int sender, ReadOnlySpan<byte> packet, out SyncPacket? sync)
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
            if (++elements > Limits.MaximumElements) return false;
            var reader = new VariantReader(packet.Slice(at, (int)length), GodotWireVersion.Godot4, Limits, elements);
            at += (int)length;
            if (!reader.TryReadShortToEnd(out List<Variant> values)) return false;
            elements = reader.Elements;
            RpcNode? synchronizer = (netId & SceneCommand.IsPathOffset) != 0 ? FindByTheirId(sender, netId & ~SceneCommand.IsPathOffset) : null;
            states.Add(new SyncState(synchronizer, netId, changed, values));
        }

        sync = new SyncPacket(sender, isDelta, time, states);
        return true;
    }
}
