using System;
using System.Runtime.CompilerServices;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Hosting;

/// <summary>
/// Those who have asked and not answered yet. A flood finds a table of a bounded size, in which it replaces the oldest entry of a row: who is real has answered by then, or asks again. The places of an
/// attempt depend on a secret.
/// </summary>
/// <remarks>
/// <code>
///   hash of address and connect id  -->  [ entry | entry | ... sixteen of them ]      grows while such a row is full, up to 16,384 entries
///   name  -->  entry  &lt;--&gt;  entry of another address
/// </code>
/// </remarks>
internal sealed class HalfOpenTable
{
    /// <summary>Most entries.</summary>
    public const int MostEntries = 16_384;

    private const int Row = 16;
    private const int FirstEntries = 64;
    private const int Answers = 8;
    private const long FirstIntervalUs = 200_000;
    private const long LongestIntervalUs = 1_000_000;
    private const int MostDoublings = 3;
    private const long QuietUs = 2 * HalfOpen.LifeUs;

    private readonly KeyedHash _hash;
    private readonly Ledger _ledger;
    private HalfOpen[] _entries = Array.Empty<HalfOpen>();

    // When the answers left, eight for each entry.
    private long[] _times = Array.Empty<long>();

    // By name, the first entry and one.
    private int[] _heads = Array.Empty<int>();
    private long _lastUs;
    private uint _asked;

    /// <summary>An empty table.</summary>
    /// <param name="hash">A secret of the host.</param>
    /// <param name="ledger">Counts what the table takes.</param>
    public HalfOpenTable(KeyedHash hash, Ledger ledger)
    {
        _hash = hash;
        _ledger = ledger;
    }

    /// <summary>Bytes that it takes now.</summary>
    public long HeldBytes => _entries.Length == 0 ? 0 : BytesOf(_entries.Length);

    /// <summary>Attempts that go on; walks over all.</summary>
    public int CountAlive(long nowUs)
    {
        int count = 0;
        foreach (ref readonly HalfOpen entry in _entries.AsSpan()) count += entry.IsAlive(nowUs) ? 1 : 0;
        return count;
    }

    /// <summary>An entry.</summary>
    public ref HalfOpen this[int index] => ref _entries[index];

    /// <summary>The entry of an attempt, or -1.</summary>
    public int Find(in ENetAddress from, uint connectId, long nowUs)
    {
        if (_entries.Length == 0) return -1;
        int first = RowOf(from, connectId, _entries.Length);
        for (int i = first; i < first + Row; i++)
        {
            ref HalfOpen entry = ref _entries[i];
            if (entry.Proposal.ConnectId == connectId && entry.IsAlive(nowUs) && entry.From == from) return i;
        }

        return -1;
    }

    /// <summary>The entry of an address that is to call us by this name, or -1.</summary>
    public int FindNamed(in ENetAddress from, int name, long nowUs)
    {
        if (_entries.Length == 0 || name >= _heads.Length) return -1;
        for (int i = _heads[name] - 1; i >= 0; i = _entries[i].NextNamed - 1)
        {
            if (_entries[i].IsAlive(nowUs) && _entries[i].From == from) return i;
        }

        return -1;
    }

    /// <summary>True while somebody is to call us by this name.</summary>
    public bool IsNamed(int name, long nowUs)
    {
        if (_entries.Length == 0) return false;
        for (int i = _heads[name] - 1; i >= 0; i = _entries[i].NextNamed - 1)
        {
            if (_entries[i].IsAlive(nowUs)) return true;
        }

        return false;
    }

    /// <summary>A place for a new entry, which is put there.</summary>
    // Requirement: ADM-002
    public int Add(in HalfOpen added, long nowUs)
    {
        while (true)
        {
            int place = PlaceFor(added, nowUs);
            if (place >= 0)
            {
                Unlink(place);
                _entries[place] = added;
                _entries[place].IsUsed = true;
                _entries[place].Asked = ++_asked;
                _lastUs = Math.Max(_lastUs, nowUs);
                Link(place);
                return place;
            }

            Resize(Math.Max(_entries.Length * 2, FirstEntries), nowUs);
        }
    }

    /// <summary>
    /// True when this entry may be answered again: whoever hears us but is not heard may send many a datagram. The answers that are remembered reach back as far as whoever is far away needs to repeat
    /// one, because they come less and less often.
    /// </summary>
    // Requirement: ADM-003
    public bool MayAnswer(int index, long nowUs)
    {
        ref HalfOpen entry = ref _entries[index];
        if (entry.Answered == 0) return true;
        int doublings = entry.IsRefused ? 0 : Math.Min(entry.Answered - 1, MostDoublings);
        long intervalUs = Math.Min(FirstIntervalUs << doublings, LongestIntervalUs);
        return nowUs - _times[(index * Answers) + ((entry.Answered - 1) % Answers)] >= intervalUs;
    }

    /// <summary>An answer leaves: the time that is to be repeated.</summary>
    public ushort NoteAnswer(int index, long nowUs)
    {
        _lastUs = nowUs;
        ref HalfOpen entry = ref _entries[index];
        _times[(index * Answers) + (entry.Answered % Answers)] = nowUs;
        entry.Answered = (byte)(entry.Answered + 1 == 2 * Answers ? Answers : entry.Answered + 1);
        return WireTimeOf(entry, nowUs);
    }

    /// <summary>When the answer left whose time is repeated; false when there is none.</summary>
    // Requirement: ADM-004
    public bool TryFindAnswer(int index, ushort echoed, out long sentUs)
    {
        ref HalfOpen entry = ref _entries[index];
        for (int i = 0; i < Answers && i < entry.Answered; i++)
        {
            sentUs = _times[(index * Answers) + i];
            if (WireTimeOf(entry, sentUs) == echoed) return true;
        }

        sentUs = 0;
        return false;
    }

    /// <summary>Where the questions came to does not count any more.</summary>
    public void ForgetLocals()
    {
        for (int i = 0; i < _entries.Length; i++) _entries[i].Local = 0;
    }

    /// <summary>Called now and then: what a flood made large goes when it is over.</summary>
    public void EndInterval(long nowUs)
    {
        if (_entries.Length == 0 || nowUs - _lastUs < QuietUs) return;
        _ledger.CountStrangers(-HeldBytes);
        _entries = Array.Empty<HalfOpen>();
        _times = Array.Empty<long>();
        _heads = Array.Empty<int>();
    }

    private int PlaceFor(in HalfOpen added, long nowUs)
    {
        if (_entries.Length == 0) return -1;
        int first = RowOf(added.From, added.Proposal.ConnectId, _entries.Length);
        int oldest = first;
        for (int i = first; i < first + Row; i++)
        {
            if (!_entries[i].IsAlive(nowUs)) return i;
            if (_entries[i].EndsUs < _entries[oldest].EndsUs) oldest = i;
        }

        // Whoever is real answers within a round trip.
        return _entries.Length == MostEntries ? oldest : -1;
    }

    private void Link(int index)
    {
        ref HalfOpen entry = ref _entries[index];
        // Whoever is refused calls us by no name.
        if (entry.Name >= _heads.Length) return;
        ref int head = ref _heads[entry.Name];
        (entry.NextNamed, entry.PreviousNamed) = (head, 0);
        if (head != 0) _entries[head - 1].PreviousNamed = index + 1;
        head = index + 1;
    }

    private void Unlink(int index)
    {
        ref HalfOpen entry = ref _entries[index];
        if (entry.NextNamed != 0) _entries[entry.NextNamed - 1].PreviousNamed = entry.PreviousNamed;
        if (entry.PreviousNamed != 0) _entries[entry.PreviousNamed - 1].NextNamed = entry.NextNamed;
        else if (entry.Name < _heads.Length && _heads[entry.Name] == index + 1) _heads[entry.Name] = entry.NextNamed;
    }

    private static ushort WireTimeOf(in HalfOpen entry, long us) => unchecked((ushort)(ProtocolTime.ToWire(ProtocolTime.ToMs(us)) + entry.TimeOffset));

    private static long BytesOf(int entries) =>
        ObjectBytes.Array(entries * (long)Unsafe.SizeOf<HalfOpen>()) + ObjectBytes.Array(entries * Answers * (long)sizeof(long)) + ObjectBytes.Array(ProtocolConstants.MaximumPeerId * sizeof(int));

    private int RowOf(in ENetAddress from, uint connectId, int entries) => (int)(_hash.Of(from, connectId) % (ulong)(entries / Row)) * Row;

    private void Resize(int length, long nowUs)
    {
        HalfOpen[] old = _entries;
        long[] oldTimes = _times;
        _ledger.CountStrangers(BytesOf(length) - HeldBytes);
        _entries = new HalfOpen[length];
        _times = new long[length * Answers];
        _heads = new int[ProtocolConstants.MaximumPeerId];
        for (int i = 0; i < old.Length; i++)
        {
            if (!old[i].IsAlive(nowUs)) continue;
            int place = PlaceFor(old[i], nowUs);
            if (place < 0) continue;
            _entries[place] = old[i];
            Array.Copy(oldTimes, i * Answers, _times, place * Answers, Answers);
            Link(place);
        }
    }
}
