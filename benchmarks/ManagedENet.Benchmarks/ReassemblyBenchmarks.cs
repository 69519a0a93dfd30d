using System;
using BenchmarkDotNet.Attributes;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Reception;
using ManagedENet.Protocol.Sending;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Benchmarks;

/// <summary>A packet of 64 fragments, put together; in order and backwards.</summary>
[MemoryDiagnoser]
public class ReassemblyBenchmarks
{
    private const int Fragments = 64;
    private const int FragmentBytes = 1364;

    private readonly PacketPool _pool = new(64 << 20);
    private readonly FragmentAssembly _assembly = new(id: 0);
    private readonly LedgerSide _ledger = new(BlockHolder.Incoming, long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue, slots: 1);
    private readonly byte[] _fragment = new byte[FragmentBytes];
    private readonly byte[] _packet = new byte[Fragments * FragmentBytes];
    private Account _account;
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
        Begin();
        for (int i = 0; i < Fragments - 1; i++) Add(i);
        return Finish(Fragments - 1);
    }

    [Benchmark]
    public int Backwards()
    {
        Begin();
        for (int i = Fragments - 1; i > 0; i--) Add(i);
        return Finish(0);
    }

    private void Begin() => _assembly.TryBegin(_shape, _pool, _ledger, ref _account, Claim.Next);

    private void Add(int number) => _assembly.TryAdd(number, _fragment, _pool, _ledger, ref _account, Claim.Next);

    private int Finish(int number)
    {
        _assembly.CopyTo(_packet, number, _fragment, _pool);
        _assembly.Clear(_pool, _ledger, ref _account);
        return _packet[0];
    }
}
