using ManagedENet.Protocol.Memory;

namespace ManagedENet.Protocol.Sending;

/// <summary>Receipts of a host that wait for the application. How many it may have asked for and not taken is bounded, so that forgetting to take them fills no memory.</summary>
internal sealed class ReceiptQueue
{
    /// <summary>Receipts that were asked for and not taken, at most.</summary>
    public const int Limit = 65_536;

    private readonly Ring<ENetReceipt> _ready = new();

    /// <summary>Receipts that were asked for and not taken.</summary>
    public int Open { get; private set; }

    /// <summary>One more is asked for; false when there are too many.</summary>
    public bool TryOpen()
    {
        if (Open == Limit) return false;
        Open++;
        return true;
    }

    /// <summary>The packet was not queued after all.</summary>
    public void Cancel() => Open--;

    /// <summary>Receipts that have become known since the start; it may wrap.</summary>
    public int Known { get; private set; }

    /// <summary>It is known what became of one.</summary>
    public void Add(ulong id, ENetReceiptState state)
    {
        Known = unchecked(Known + 1);
        _ready.Enqueue(new ENetReceipt(id, state));
    }

    /// <summary>The oldest that is known.</summary>
    public bool TryTake(out ENetReceipt receipt)
    {
        receipt = default;
        if (_ready.Count == 0) return false;
        receipt = _ready.Dequeue();
        Open--;
        return true;
    }
}
