using System;
using BenchmarkDotNet.Attributes;
using ManagedENet.Protocol.Buffers;
using ManagedENet.Protocol.Channels;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Benchmarks;

/// <summary>A packet of 64 fragments, put together; in order and backwards.</summary>
[MemoryDiagnoser]
public class ReassemblyBenchmarks
{
    private const int Fragments = 64;
    private const int FragmentBytes = 1364;

    private readonly PacketPool _pool = new(64 << 20);
    private readonly FragmentAssembly _assembly = new();
    private readonly byte[] _fragment = new byte[FragmentBytes];
    private readonly byte[] _packet = new byte[Fragments * FragmentBytes];
    private FragmentShape _shape;

    [GlobalSetup]
    public void Setup()
    {
        var first = new SendFragmentCommand(1, FragmentBytes, Fragments, 0, (uint)_packet.Length, 0);
        if (!FragmentShape.TryDerive(first, _packet.Length, out _shape)) throw new InvalidOperationException("The shape is a possible one.");
    }

    [Benchmark]
    public int InOrder()
    {
        _assembly.Begin(_shape);
        for (int i = 0; i < Fragments; i++) _assembly.Add(i, _fragment, _pool);
        return Finish();
    }

    [Benchmark]
    public int Backwards()
    {
        _assembly.Begin(_shape);
        for (int i = Fragments - 1; i >= 0; i--) _assembly.Add(i, _fragment, _pool);
        return Finish();
    }

    private int Finish()
    {
        _assembly.CopyTo(_packet);
        _assembly.Clear(_pool);
        return _packet[0];
    }
}
