using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Ordering;

namespace ManagedENet.Protocol.Hosting;

/// <summary>
/// Datagrams that were read and not handled yet, in a queue for each sender: who sends more than the others waits behind itself and not in front of them. There are as many
/// queues as slots, and one for all strangers.
/// </summary>
/// <remarks>
/// <code>
///   network   F F F F A F F F B F F F ...         handled at once: the first of each sender, while it has nothing here
///
///   F  [F F F F F F F]  --> one of each in turn   kept: what came beyond that; a sender may take twice what is left free,
///   C  [C C]            -->                       so that there is room for others, however long one of them is
/// </code>
/// </remarks>
// Requirement: LIM-045, DEV-089
internal sealed class ReadAhead
{
    // Of one sender, in one look at the network, handled in the order of arrival.
    private const int AtOnce = 16;

    // What is handled at once must not keep waiting what is kept: three of four, once this many are ahead.
    private const int LongestLead = 192;
    private const int LeadPerTaken = 3;

    private const long MostBytes = 4 << 20;
    private const int PartOfBudget = 16;
    private const int None = -1;

    private static readonly int PathBytes = Unsafe.SizeOf<DatagramPath>();

    private readonly LedgerSide _ledger;
    private readonly PacketPool _pool;
    private readonly int _keys;
    private readonly long _limitBytes;
    private Account _account;
    private Queue[] _queues = Array.Empty<Queue>();
    private SlotSet? _waiting;
    private int _cursor;
    private int _lead;
    private int _look;
    private int _taken = None;

    /// <summary>With nothing in it.</summary>
    /// <param name="ledger">What was received.</param>
    /// <param name="pool">Where the datagrams lie.</param>
    /// <param name="slots">Slots of the host.</param>
    public ReadAhead(LedgerSide ledger, PacketPool pool, int slots)
    {
        _ledger = ledger;
        _pool = pool;
        _keys = slots + 1;
        _limitBytes = Math.Min(MostBytes, ledger.HostLimit / PartOfBudget);
    }

    /// <summary>Datagrams that wait here.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes that they take, with the tables.</summary>
    public long UsedBytes => _account.Used;

    private long TableBytes => ObjectBytes.Array(_keys * Queue.SizeBytes) + ObjectBytes.Array(((_keys + 63) / 64) * sizeof(ulong));

    /// <summary>Makes the tables, if they are not there.</summary>
    public void Begin()
    {
        if (_waiting is not null) return;
        _ledger.Grow(ref _account, TableBytes, TableBytes);
        _waiting = new SlotSet(_keys);
        _queues = new Queue[_keys];
        for (int i = 0; i < _queues.Length; i++) _queues[i] = new Queue { Head = None, Tail = None };
    }

    /// <summary>The network is looked at anew: everybody may have some datagrams handled at once again.</summary>
    public void BeginLook() => _look++;

    /// <summary>True when a datagram that was just read may be handled at once.</summary>
    /// <param name="slot">Whose it is; the number of slots for strangers.</param>
    public bool MayPass(int slot)
    {
        ref Queue queue = ref _queues[slot];
        if (queue.Head != None || (_lead >= LongestLead && Count > 0)) return false;
        if (queue.Look != _look)
        {
            queue.Look = _look;
            queue.Passed = 0;
        }

        if (queue.Passed == AtOnce) return false;
        queue.Passed++;
        _lead++;
        return true;
    }

    /// <summary>Keeps a datagram behind those of its sender; false when its sender has as much here as it may.</summary>
    public bool TryKeep(int slot, in DatagramPath path, ReadOnlySpan<byte> datagram)
    {
        ref Queue queue = ref _queues[slot];
        long bytes = PacketPool.CostFor(PathBytes + datagram.Length);
        long free = _limitBytes - (_account.Used - TableBytes);
        if (queue.Bytes + bytes > 2 * free || bytes > free) return false;
        PacketBlock? block = _pool.TryRent(PathBytes + datagram.Length, ENetPacketFlags.None, _ledger, ref _account, placeBytes: 0, Claim.Must);
        if (block is null) return false;
        MemoryMarshal.Cast<byte, DatagramPath>(block.Span.Slice(0, PathBytes))[0] = path;
        datagram.CopyTo(block.Span.Slice(PathBytes));
        block.Next = None;
        if (queue.Head == None) queue.Head = block.Id;
        else _pool[queue.Tail].Next = block.Id;
        queue.Tail = block.Id;
        queue.Bytes += (int)block.Cost;
        _waiting!.Add(slot);
        Count++;
        return true;
    }

    /// <summary>The next datagram of whoever has its turn, valid until the next call of <see cref="Release"/>.</summary>
    public bool TryTake(out Span<byte> datagram, out DatagramPath path)
    {
        Release();
        if (Count == 0)
        {
            datagram = default;
            path = default;
            return false;
        }

        int slot = _waiting!.NextFrom(_cursor);
        if (slot < 0) slot = _waiting.NextFrom(0);
        _cursor = slot + 1;
        _lead = Math.Max(_lead - LeadPerTaken, 0);
        ref Queue queue = ref _queues[slot];
        PacketBlock block = _pool[queue.Head];
        queue.Head = block.Next;
        queue.Bytes -= (int)block.Cost;
        if (queue.Head == None) _waiting.Remove(slot);
        Count--;
        _taken = block.Id;
        path = MemoryMarshal.Cast<byte, DatagramPath>(block.Span.Slice(0, PathBytes))[0];
        datagram = block.Span.Slice(PathBytes);
        return true;
    }

    /// <summary>What is kept came to addresses that do not count any more.</summary>
    // Requirement: ADM-016
    public void ForgetLocals()
    {
        foreach (Queue queue in _queues)
        {
            for (int id = queue.Head; id != None; id = _pool[id].Next)
            {
                Span<DatagramPath> path = MemoryMarshal.Cast<byte, DatagramPath>(_pool[id].Span.Slice(0, PathBytes));
                path[0] = new DatagramPath(path[0].Remote);
            }
        }
    }

    /// <summary>Gives back the datagram that was taken last.</summary>
    public void Release()
    {
        if (_taken == None) return;
        _pool.Release(_pool[_taken], _ledger, ref _account, placeBytes: 0);
        _taken = None;
    }

    /// <summary>Gives the tables back; nothing is kept.</summary>
    // Requirement: LIM-034
    public void End()
    {
        _waiting = null;
        _queues = Array.Empty<Queue>();
        _lead = 0;
        _ledger.Shrink(ref _account, TableBytes);
    }

    /// <summary>Counts the tables; the datagrams are the pool's.</summary>
    public void Measure(ref MemoryMeasure measure)
    {
        if (_waiting is not null) measure.TableBytes += TableBytes;
    }

    private struct Queue
    {
        public const int SizeBytes = 5 * sizeof(int);

        public int Head;
        public int Tail;
        public int Bytes;
        public int Look;
        public int Passed;
    }
}
