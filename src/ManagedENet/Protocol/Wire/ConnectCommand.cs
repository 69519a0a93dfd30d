using System;
using System.Buffers.Binary;

namespace ManagedENet.Protocol.Wire;

/// <summary>CONNECT: everything the asking side proposes. VERIFY_CONNECT has the same shape without <see cref="Data"/>.</summary>
// Requirement: CMD-020
internal readonly record struct ConnectCommand(
    ushort OutgoingPeerId,
    byte IncomingSessionId,
    byte OutgoingSessionId,
    uint Mtu,
    uint WindowBytes,
    uint ChannelCount,
    uint IncomingBandwidth,
    uint OutgoingBandwidth,
    uint ThrottleInterval,
    uint ThrottleAcceleration,
    uint ThrottleDeceleration,
    uint ConnectId,
    uint Data)
{
    /// <summary>Reads CONNECT.</summary>
    public static ConnectCommand Read(ReadOnlySpan<byte> command) => ReadShared(command) with { Data = BinaryPrimitives.ReadUInt32BigEndian(command.Slice(44)) };

    /// <summary>Reads what CONNECT and VERIFY_CONNECT share.</summary>
    public static ConnectCommand ReadShared(ReadOnlySpan<byte> command) => new(
        BinaryPrimitives.ReadUInt16BigEndian(command.Slice(4)),
        command[6],
        command[7],
        BinaryPrimitives.ReadUInt32BigEndian(command.Slice(8)),
        BinaryPrimitives.ReadUInt32BigEndian(command.Slice(12)),
        BinaryPrimitives.ReadUInt32BigEndian(command.Slice(16)),
        BinaryPrimitives.ReadUInt32BigEndian(command.Slice(20)),
        BinaryPrimitives.ReadUInt32BigEndian(command.Slice(24)),
        BinaryPrimitives.ReadUInt32BigEndian(command.Slice(28)),
        BinaryPrimitives.ReadUInt32BigEndian(command.Slice(32)),
        BinaryPrimitives.ReadUInt32BigEndian(command.Slice(36)),
        ReadConnectId(command.Slice(40)),
        0);

    /// <summary>Writes CONNECT.</summary>
    public void Write(Span<byte> command)
    {
        WriteShared(command);
        BinaryPrimitives.WriteUInt32BigEndian(command.Slice(44), Data);
    }

    /// <summary>Writes what CONNECT and VERIFY_CONNECT share.</summary>
    public void WriteShared(Span<byte> command)
    {
        BinaryPrimitives.WriteUInt16BigEndian(command.Slice(4), OutgoingPeerId);
        command[6] = IncomingSessionId;
        command[7] = OutgoingSessionId;
        BinaryPrimitives.WriteUInt32BigEndian(command.Slice(8), Mtu);
        BinaryPrimitives.WriteUInt32BigEndian(command.Slice(12), WindowBytes);
        BinaryPrimitives.WriteUInt32BigEndian(command.Slice(16), ChannelCount);
        BinaryPrimitives.WriteUInt32BigEndian(command.Slice(20), IncomingBandwidth);
        BinaryPrimitives.WriteUInt32BigEndian(command.Slice(24), OutgoingBandwidth);
        BinaryPrimitives.WriteUInt32BigEndian(command.Slice(28), ThrottleInterval);
        BinaryPrimitives.WriteUInt32BigEndian(command.Slice(32), ThrottleAcceleration);
        BinaryPrimitives.WriteUInt32BigEndian(command.Slice(36), ThrottleDeceleration);
        WriteConnectId(command.Slice(40), ConnectId);
    }

    // The connect id is the one number that native never swaps: its bytes stand as they lie in a little-endian machine's memory, and we pin that order.
    // Requirement: DGM-001
    public static uint ReadConnectId(ReadOnlySpan<byte> source) => BinaryPrimitives.ReadUInt32LittleEndian(source);

    // Requirement: DGM-001
    public static void WriteConnectId(Span<byte> destination, uint connectId) => BinaryPrimitives.WriteUInt32LittleEndian(destination, connectId);
}
