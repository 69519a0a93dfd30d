using System;
using BenchmarkDotNet.Attributes;
using ManagedENet.Protocol.Codecs;
using ManagedENet.Worker;

namespace ManagedENet.Benchmarks;

/// <summary>The range coder over one datagram of a game's state, in either direction.</summary>
[MemoryDiagnoser]
public unsafe class RangeCoderBenchmarks
{
    private const int Bytes = 1200;

    private readonly RangeCoder _coder = new();
    private readonly byte[] _bytes = CodecBytes.GameState(Bytes);
    private readonly byte[] _packed = new byte[Bytes];
    private readonly byte[] _back = new byte[Bytes];
    private nint _native;
    private int _length;

    [GlobalSetup]
    public void Setup()
    {
        _length = _coder.Compress(_bytes, _packed);
        if (NativeENet.IsPresent) _native = NativeENet.CreateRangeCoder();
    }

    [Benchmark]
    public int Compress() => _coder.Compress(_bytes, _packed);

    [Benchmark]
    public int Decompress() => _coder.Decompress(_packed.AsSpan(0, _length), _back);

    [Benchmark]
    [BenchmarkCategory(NativeENet.Category)]
    public int NativeCompress()
    {
        fixed (byte* data = _bytes, packed = _packed)
        {
            var buffer = new NativeBuffer { Data = data, Length = Bytes };
            return (int)NativeENet.Compress(_native, &buffer, 1, Bytes, packed, Bytes);
        }
    }

    [Benchmark]
    [BenchmarkCategory(NativeENet.Category)]
    public int NativeDecompress()
    {
        fixed (byte* packed = _packed, back = _back) return (int)NativeENet.Decompress(_native, packed, (nuint)_length, back, Bytes);
    }
}
