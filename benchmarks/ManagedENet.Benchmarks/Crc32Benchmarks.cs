using BenchmarkDotNet.Attributes;
using ManagedENet.Protocol.Checksums;
using ManagedENet.Workloads.Managed;

namespace ManagedENet.Benchmarks;

/// <summary>The checksum over one datagram.</summary>
[MemoryDiagnoser]
public unsafe class Crc32Benchmarks
{
    private byte[] _bytes = [];

    [Params(32, 200, 1200)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Setup() => _bytes = CodecBytes.GameState(Bytes);

    [Benchmark]
    public uint Managed() => ENetChecksums.Crc32.Compute(_bytes);

    [Benchmark(Baseline = true)]
    [BenchmarkCategory(NativeENet.Category)]
    public uint Native()
    {
        fixed (byte* data = _bytes)
        {
            var buffer = new NativeBuffer { Data = data, Length = (nuint)_bytes.Length };
            return NativeENet.Crc32(&buffer, 1);
        }
    }
}
