using System;
using System.Buffers.Binary;
using System.Security.Cryptography;
using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Internal;

/// <summary>
/// The system's cryptographic generator, asked for many numbers at a time. A connect id that can be guessed is a connection that can be forged.
/// </summary>
internal sealed class StrongRandomSource : IRandomSource
{
    private readonly byte[] _bytes = new byte[256];
    private int _used = 256;

    public uint NextUInt32()
    {
        if (_used == _bytes.Length)
        {
            RandomNumberGenerator.Fill(_bytes);
            _used = 0;
        }

        Span<byte> taken = _bytes.AsSpan(_used, sizeof(uint));
        uint value = BinaryPrimitives.ReadUInt32LittleEndian(taken);

        // What was given away should not be found in memory again.
        taken.Clear();
        _used += sizeof(uint);
        return value;
    }
}
