using System.IO.Hashing;
using BenchmarkDotNet.Attributes;
using ManagedENet.Protocol.Codecs;
using ManagedENet.Worker;

namespace ManagedENet.Benchmarks;

/// <summary>
/// The checksum over one datagram: ours, native's, and that of System.IO.Hashing. 47 bytes have a tail, as datagrams mostly do: the package takes it byte by byte.
/// With <c>--envVars DOTNET_EnableHWIntrinsic:0</c> it shows what is left on netstandard2.1 and on processors without carry-less multiplication.
/// </summary>
[MemoryDiagnoser]
public unsafe class Crc32Benchmarks
{
    private static readonly IDatagramChecksum Ours = ENetChecksums.Crc32();

    private byte[] _bytes = [];

    // Which of them is next is known only when the checksum before is: so it is waited for, as by whoever writes it into a datagram.
    private byte[][] _copies = [];
    private uint _last;

    [Params(32, 47, 200, 1200)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _bytes = CodecBytes.GameState(Bytes);
        _copies = [CodecBytes.GameState(Bytes), CodecBytes.GameState(Bytes)];
    }

    [Benchmark]
    public uint Managed() => Ours.Compute(_bytes);

    [Benchmark]
    public uint Package() => Crc32.HashToUInt32(_bytes);

    [Benchmark]
    public uint ManagedWaiting() => _last = Ours.Compute(_copies[_last & 1]);

    [Benchmark]
    public uint PackageWaiting() => _last = Crc32.HashToUInt32(_copies[_last & 1]);

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
