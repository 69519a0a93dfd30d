using System;
using System.Runtime.InteropServices;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Memory;

/// <summary>
/// A short payload inside the command that it belongs to: renting, counting and giving back falls away, and a command that is queued has its payload.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = SizeBytes)]
internal struct PayloadCell
{
    /// <summary>Bytes of a cell, and with it the longest payload that lies in one.</summary>
    public const int SizeBytes = DatagramWriter.CellBytes;

    private const int Words = SizeBytes / sizeof(ulong);

    private ulong _first;

    /// <summary>The bytes of a cell, valid as long as what it lies in.</summary>
    public static Span<byte> Of(ref PayloadCell cell) => MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref cell._first, Words));
}
