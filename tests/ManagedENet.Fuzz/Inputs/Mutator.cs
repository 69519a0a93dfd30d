using System;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Fuzz.Inputs;

/// <summary>Makes a new input out of others: records are moved, copied, made up and changed, so that what comes out is still a course of events.</summary>
internal sealed class Mutator(SimulationRandom random)
{
    private const int Record = FuzzInput.RecordBytes;

    private readonly byte[] _bytes = new byte[FuzzInput.MostBytes];
    private readonly byte[] _moved = new byte[FuzzInput.MostBytes];
    private int _records;

    /// <summary>An input that has this one's world, and something of the other's course; valid until the next call.</summary>
    public Span<byte> Mutate(ReadOnlySpan<byte> parent, ReadOnlySpan<byte> other)
    {
        Take(parent);
        int changes = 1 << random.Below(4);
        for (int i = 0; i < changes; i++) Change(other);
        return _bytes.AsSpan(0, FuzzInput.HeadBytes + (_records * Record));
    }

    /// <summary>One that nobody was the parent of.</summary>
    public Span<byte> Invent(byte world, int records)
    {
        _records = records;
        random.Fill(_bytes.AsSpan(0, FuzzInput.HeadBytes + (records * Record)));
        _bytes[0] = world;
        return _bytes.AsSpan(0, FuzzInput.HeadBytes + (records * Record));
    }

    private void Take(ReadOnlySpan<byte> parent)
    {
        _records = FuzzInput.CountRecords(parent);
        _bytes.AsSpan(0, FuzzInput.HeadBytes).Clear();
        parent[..Math.Min(parent.Length, FuzzInput.HeadBytes + (_records * Record))].CopyTo(_bytes);
    }

    private void Change(ReadOnlySpan<byte> other)
    {
        int at = random.Below(Math.Max(_records, 1));
        switch (random.Below(16))
        {
            case 0:
                // The world stays the one that the records are for.
                _bytes[1 + random.Below(FuzzInput.HeadBytes - 1)] = (byte)random.Below(256);
                break;
            case 1:
            case 2:
                if (MakeRoom(at, 1)) random.Fill(At(at, 1));
                break;
            case 3:
                CopyFrom(other, at, random.Between(1, 8));
                break;
            case 4:
                Remove(at, random.Between(1, 4));
                break;
            case 5:
                Repeat(at, random.Between(1, 8));
                break;
            case 6:
                Swap(at, random.Below(Math.Max(_records, 1)));
                break;
            case 7:
                // Its beginning, and the other's end.
                int theirs = FuzzInput.CountRecords(other);
                if (theirs == 0) break;
                _records = at;
                CopyFrom(other, at, theirs, random.Below(theirs));
                break;
            case 8:
                if (_records > 0) At(at, 1)[1] = (byte)random.Below(256);
                break;
            case 9:
                if (_records > 0) At(at, 1)[0] = (byte)random.Below(64);
                break;
            default:
                if (_records > 0) ChangeByte(ref At(at, 1)[random.Between(1, Record - 1)]);
                break;
        }
    }

    private void ChangeByte(ref byte b)
    {
        switch (random.Below(4))
        {
            case 0:
                b ^= (byte)(1 << random.Below(8));
                break;
            case 1:
                b = (byte)(b + random.Between(-4, 4));
                break;
            case 2:
                b = (byte)random.Below(16);
                break;
            default:
                b = (byte)random.Below(256);
                break;
        }
    }

    private Span<byte> At(int record, int count) => _bytes.AsSpan(FuzzInput.HeadBytes + (record * Record), count * Record);

    private bool MakeRoom(int at, int count)
    {
        if (_records + count > FuzzInput.MostRecords) return false;
        At(at, _records - Math.Min(at, _records)).CopyTo(_bytes.AsSpan(FuzzInput.HeadBytes + ((at + count) * Record)));
        _records += count;
        return true;
    }

    private void Remove(int at, int count)
    {
        count = Math.Min(count, _records - at);
        if (count <= 0) return;
        At(at + count, _records - at - count).CopyTo(At(at, _records - at - count));
        _records -= count;
    }

    private void CopyFrom(ReadOnlySpan<byte> other, int at, int count, int from = -1)
    {
        int theirs = FuzzInput.CountRecords(other);
        if (theirs == 0) return;
        if (from < 0) from = random.Below(theirs);
        count = Math.Min(Math.Min(count, theirs - from), FuzzInput.MostRecords - _records);
        if (count <= 0 || !MakeRoom(at, count)) return;
        other.Slice(FuzzInput.HeadBytes + (from * Record), count * Record).CopyTo(At(at, count));
    }

    private void Repeat(int at, int count)
    {
        count = Math.Min(count, _records - at);
        if (count <= 0 || _records + count > FuzzInput.MostRecords) return;
        At(at, count).CopyTo(_moved);
        if (MakeRoom(at, count)) _moved.AsSpan(0, count * Record).CopyTo(At(at, count));
    }

    private void Swap(int one, int other)
    {
        if (_records == 0) return;
        At(one, 1).CopyTo(_moved);
        At(other, 1).CopyTo(At(one, 1));
        _moved.AsSpan(0, Record).CopyTo(At(other, 1));
    }
}
