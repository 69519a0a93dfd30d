using System;

namespace ManagedENet.Simulation.Soak;

/// <summary>
/// One direction of the line of a soak: what is put in during a tick comes out in the next, in the same order, but for what is lost. It has its memory from the start.
/// </summary>
internal sealed class SoakLine(ulong seed)
{
    private const int MostDatagrams = 4_096;
    private const int PlaceBytes = 4_096;

    private uint _lostBelow;
    private byte[] _filling = new byte[MostDatagrams * 256];
    private byte[] _emptying = new byte[MostDatagrams * 256];
    private int[] _fillingEnds = new int[MostDatagrams];
    private int[] _emptyingEnds = new int[MostDatagrams];
    private ulong _state = seed;
    private int _filled;
    private int _count;
    private int _taken;

    /// <summary>The share of the datagrams that is lost.</summary>
    public double LossRate
    {
        get => _lostBelow / (double)uint.MaxValue;
        set => _lostBelow = (uint)(value * uint.MaxValue);
    }

    /// <summary>Datagrams that were put in.</summary>
    public long Sent { get; private set; }

    /// <summary>Bytes of them.</summary>
    public long SentBytes { get; private set; }

    /// <summary>Datagrams that were lost.</summary>
    public long Lost { get; private set; }

    /// <summary>Datagrams that wait to be taken.</summary>
    public int Waiting => _count - _taken;

    /// <summary>Room for the next datagram.</summary>
    public Span<byte> Room => _filling.AsSpan(_filled == 0 ? 0 : _fillingEnds[_filled - 1], PlaceBytes);

    /// <summary>Puts in the datagram that was written into <see cref="Room"/>; false when it is lost.</summary>
    public bool Put(int length)
    {
        Sent++;
        SentBytes += length;
        _state += 0x9E37_79B9_7F4A_7C15;
        ulong mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58_476D_1CE4_E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
        if ((uint)(mixed >> 32) < _lostBelow)
        {
            Lost++;
            return false;
        }

        _fillingEnds[_filled] = (_filled == 0 ? 0 : _fillingEnds[_filled - 1]) + length;
        _filled++;
        return true;
    }

    /// <summary>The next tick: what was put in can be taken now.</summary>
    public void Turn()
    {
        if (Waiting > 0) throw new InvalidOperationException($"{Waiting} datagrams were not taken.");
        (_filling, _emptying) = (_emptying, _filling);
        (_fillingEnds, _emptyingEnds) = (_emptyingEnds, _fillingEnds);
        (_count, _filled, _taken) = (_filled, 0, 0);
    }

    /// <summary>Takes the next datagram.</summary>
    public Span<byte> Take()
    {
        int start = _taken == 0 ? 0 : _emptyingEnds[_taken - 1];
        return _emptying.AsSpan(start, _emptyingEnds[_taken++] - start);
    }
}
