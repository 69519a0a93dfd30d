using System;
using System.Linq;
using ManagedENet.Protocol.Codecs;

namespace ManagedENet.Protocol.Tests.Codecs;

[TestFixture]
internal sealed class RangeCoderProperties
{
    private readonly RangeCoder _coder = new();

    [FsCheck.NUnit.Property(MaxTest = 2_000)]
    [Property("Requirement", "RNG-015, RNG-024")]
    public bool What_is_compressed_comes_back(byte[] part, byte repeats, byte alphabet)
    {
        byte[] bytes = Enumerable.Repeat(part, repeats % 32).SelectMany(values => values).Select(value => (byte)(value % (alphabet + 1))).ToArray();
        byte[] packed = new byte[bytes.Length];
        int length = _coder.Compress(bytes, packed);
        if (length < 0 || (length >= bytes.Length && length > 0)) return false;
        if (length == 0) return true;

        byte[] back = new byte[bytes.Length];
        return _coder.Decompress(packed.AsSpan(0, length), back) == bytes.Length && back.AsSpan().SequenceEqual(bytes);
    }

    [FsCheck.NUnit.Property(MaxTest = 2_000)]
    [Property("Requirement", "RNG-022")]
    public bool Any_block_stays_within_its_room(byte[] block, byte room)
    {
        byte[] memory = new byte[room + 8];
        int length = _coder.Decompress(block, memory.AsSpan(0, room));
        return length >= 0 && length <= room && memory.AsSpan(room).IndexOfAnyExcept((byte)0) < 0;
    }
}
