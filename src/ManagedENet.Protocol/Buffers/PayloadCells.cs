using System;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Buffers;

/// <summary>
/// Short payloads that belong to one queued command alone: a cell of fixed size for each place of the slab of commands, under the same number. Renting, counting and
/// giving back falls away, and a payload lies in one cache line that nothing else shares.
/// </summary>
/// <remarks>
/// <code>
///   slab of commands    [ 0 ] [ 1 ] [ 2 ]
///   cells               [ 64 bytes ][ 64 bytes ][ 64 bytes ]
/// </code>
/// </remarks>
internal sealed class PayloadCells
{
    /// <summary>Bytes of a cell, and with it the longest payload that lies in one.</summary>
    public const int CellBytes = DatagramWriter.CellBytes;

    private byte[] _bytes = new byte[64 * CellBytes];

    /// <summary>The whole cell under a number for which <see cref="Fill"/> was called.</summary>
    public ReadOnlySpan<byte> this[int index] => new(_bytes, index * CellBytes, CellBytes);

    /// <summary>Puts a payload into the cell.</summary>
    public void Fill(int index, ReadOnlySpan<byte> payload)
    {
        if ((index + 1) * CellBytes > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, (index + 1) * CellBytes));
        payload.CopyTo(_bytes.AsSpan(index * CellBytes, CellBytes));
    }
}
