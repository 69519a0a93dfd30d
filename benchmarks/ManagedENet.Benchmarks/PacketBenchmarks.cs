using System;
using BenchmarkDotNet.Attributes;
using ManagedENet.Protocol.Memory;
using ManagedENet.Worker;

namespace ManagedENet.Benchmarks;

/// <summary>A packet with a copy of its payload, made and given back.</summary>
[MemoryDiagnoser]
public unsafe class PacketBenchmarks
{
    private readonly PacketPool _pool = new(64 << 20);
    private byte[] _payload = [];

    [Params(32, 1200)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Setup() => _payload = CodecBytes.GameState(Bytes);

    [Benchmark]
    public int Managed()
    {
        var packet = new ENetPacket(_pool.RentCopy(_payload, ENetPacketFlags.Reliable));
        int length = packet.Length;
        packet.Dispose();
        return length;
    }

    [Benchmark(Baseline = true)]
    [BenchmarkCategory(NativeENet.Category)]
    public void Native()
    {
        fixed (byte* data = _payload) NativeENet.DestroyPacket(NativeENet.CreatePacket(data, (nuint)_payload.Length, 1));
    }
}
