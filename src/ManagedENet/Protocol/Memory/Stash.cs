using System;

namespace ManagedENet.Protocol.Memory;

/// <summary>
/// Objects of one kind that are used again, for one thread. Whoever takes one asks the ledger; those that were not needed for a while are left to the collector.
/// </summary>
internal sealed class Stash<T>
    where T : class, IStashed<T>
{
    private readonly Func<T> _make;
    private readonly Action<T>? _forget;
    private T? _top;
    private IdleCount _idle;

    /// <summary>An empty stash.</summary>
    /// <param name="objectBytes">What an object takes.</param>
    /// <param name="make">Makes one.</param>
    /// <param name="forget">Is told of each that is left to the collector.</param>
    public Stash(int objectBytes, Func<T> make, Action<T>? forget = null)
    {
        ObjectBytes = objectBytes;
        _make = make;
        _forget = forget;
    }

    /// <summary>What an object takes.</summary>
    public int ObjectBytes { get; }

    /// <summary>Takes an object on an account; null when the ledger refuses it.</summary>
    public T? TryTake(LedgerSide ledger, ref Account account, Claim claim)
    {
        if (!ledger.TryGrow(ref account, ObjectBytes, claim)) return null;
        if (_top is null) return Make(ledger, ref account, claim);
        T item = _top;
        _top = item.NextStashed;
        item.NextStashed = null;
        _idle.Take();
        return item;
    }

    /// <summary>Gives an object back, as new, for the claim that it was taken with.</summary>
    public void Return(T item, LedgerSide ledger, ref Account account, Claim claim)
    {
        ledger.Shrink(ref account, ObjectBytes, ObjectBytes, claim);
        item.NextStashed = _top;
        _top = item;
        _idle.Add();
    }

    /// <summary>Called now and then: lets go of those that were not needed in this epoch and the one before.</summary>
    public void EndEpoch()
    {
        for (int surplus = _idle.EndEpoch(); surplus > 0; surplus--)
        {
            T item = _top!;
            _top = item.NextStashed;
            item.NextStashed = null;
            _idle.Drop();
            _forget?.Invoke(item);
        }
    }

    /// <summary>Counts what waits.</summary>
    public void Measure(ref MemoryMeasure measure)
    {
        for (T? item = _top; item is not null; item = item.NextStashed) measure.IdleBytes += ObjectBytes;
    }

    private T Make(LedgerSide ledger, ref Account account, Claim claim)
    {
        try
        {
            T made = _make();
            _idle.Make();
            return made;
        }
        catch
        {
            ledger.Shrink(ref account, ObjectBytes, ObjectBytes, claim);
            throw;
        }
    }
}
