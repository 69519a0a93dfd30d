using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Codecs;

namespace ManagedENet.Protocol.Tests.Codecs;

/// <summary>Blocks for the decoder that no encoder made, or that something happened to on the way.</summary>
internal sealed class HostileBlocks(int seed)
{
    private const int MostAdded = 20;

    private static readonly byte[][] Sound = SoundBlocks(600).ToArray();

    private readonly Random _random = new(seed);
    private readonly byte[] _block = new byte[4096 + MostAdded];

    /// <summary>A block that is valid until the next one is asked for.</summary>
    public ReadOnlySpan<byte> Next()
    {
        if (_random.Next(4) == 0)
        {
            Span<byte> noise = _block.AsSpan(0, _random.Next(1, 100));
            _random.NextBytes(noise);
            return noise;
        }

        byte[] sound = Sound[_random.Next(Sound.Length)];
        sound.CopyTo(_block, 0);
        return _block.AsSpan(0, Damage(sound.Length));
    }

    private int Damage(int length)
    {
        switch (_random.Next(4))
        {
            case 0:
                return _random.Next(1, length + 1);
            case 1:
                int added = _random.Next(1, MostAdded);
                _random.NextBytes(_block.AsSpan(length, added));
                return length + added;
            case 2:
                _block[_random.Next(length)] ^= (byte)(1 << _random.Next(8));
                return length;
            default:
                for (int i = _random.Next(4); i >= 0; i--) _block[_random.Next(length)] = (byte)(_random.Next(3) == 0 ? 0 : _random.Next(256));
                return length;
        }
    }

    private static IEnumerable<byte[]> SoundBlocks(int count)
    {
        var coder = new RangeCoder();
        byte[] packed = new byte[4096];
        for (int seed = 0; seed < count; seed++)
        {
            byte[] bytes = CodecInputs.Create(seed);
            int length = coder.Compress(bytes, packed.AsSpan(0, bytes.Length));
            yield return length > 0 ? packed[..length] : bytes;
        }
    }
}
