using BenchmarkDotNet.Attributes;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Ordering;

namespace ManagedENet.Benchmarks;

/// <summary>The tables by sequence number, with 256 numbers alive; one number is one operation.</summary>
[MemoryDiagnoser]
public class WindowBenchmarks
{
    private const int Alive = 256;

    private readonly SequenceRing _ring = new();
    private readonly LedgerSide _ledger = new(BlockHolder.Incoming, long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue, slots: 1);
    private readonly SlotSet _slots = new(4095);
    private Account _account;
    private UnsequencedWindow _window;
    private ushort _next;
    private ushort _group;

    [GlobalSetup]
    public void Setup()
    {
        for (int i = 0; i < Alive; i++) _ring.TrySet(_next++, i, _ledger, ref _account, Claim.Must);
        for (int slot = 0; slot < 4095; slot += 100) _slots.Add(slot);
    }

    /// <summary>A new number in, the oldest one found and removed.</summary>
    [Benchmark]
    public int Ring()
    {
        _ring.TrySet(_next, 7, _ledger, ref _account, Claim.Must);
        ushort oldest = (ushort)(_next++ - Alive);
        return _ring.Find(oldest) + _ring.Remove(oldest);
    }

    [Benchmark]
    public bool Unsequenced()
    {
        bool isNew = _window.Admits(++_group);
        _window.Mark(_group, _ledger, ref _account);
        return isNew;
    }

    /// <summary>A walk over the one in a hundred of 4,095 slots that are in the set.</summary>
    [Benchmark]
    public int ReadySlots()
    {
        int sum = 0;
        for (int slot = _slots.NextFrom(0); slot >= 0; slot = _slots.NextFrom(slot + 1)) sum += slot;
        return sum;
    }
}
