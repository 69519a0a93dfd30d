using System;

namespace ManagedENet.Protocol.Recovery;

/// <summary>
/// How fast the line delivers: bytes that were acknowledged between two moments, over the longer of the times in which they left and in which they were acknowledged. The
/// moments are marks, some in a round trip, of which each stands for the datagrams until the next.
/// </summary>
internal struct DeliveryRate
{
    private const int Places = 16;
    private const int MarksInARoundTrip = 8;
    private const double UsPerSecond = 1_000_000;

    private Mark[] _marks;
    private int _first;
    private int _count;
    private long _markedUs;
    private long _delivered;
    private long _deliveredUs;
    private long _newestSentUs;
    private double _running;
    private double _previous;
    private double _round;
    private uint _shortUntil;
    private bool _isShort;

    /// <summary>Bytes of the marks.</summary>
    public const int ArrayBytes = Memory.ObjectBytes.ArrayHeader + (Places * Mark.SizeBytes);

    /// <summary>The most of this cycle and the one before, bytes per second; 0 before the first sample.</summary>
    public readonly double Most => Math.Max(_running, _previous);

    /// <summary>The most of the last round.</summary>
    public double LastRound { get; private set; }

    /// <summary>The application had less to send than the line would have taken.</summary>
    public readonly bool IsShort => _isShort;

    /// <summary>One with room for its marks.</summary>
    public static DeliveryRate Create() => new() { _marks = new Mark[Places] };

    /// <summary>Back to the start.</summary>
    public void Reset(long nowUs)
    {
        Mark[] marks = _marks;
        this = default;
        _marks = marks;
        Rest(nowUs);
    }

    /// <summary>Nothing is under way: what comes next begins now.</summary>
    public void Rest(long nowUs)
    {
        _deliveredUs = nowUs;
        _newestSentUs = nowUs;
    }

    /// <summary>A datagram leaves that is acknowledged.</summary>
    /// <param name="nowUs">The time.</param>
    /// <param name="datagram">Its number.</param>
    /// <param name="roundTripUs">What round trips are.</param>
    public void NoteSent(long nowUs, uint datagram, uint roundTripUs)
    {
        // When all are taken the next one waits, rather than that the line is never measured.
        if (_count == Places || (_count > 0 && nowUs - _markedUs < roundTripUs / MarksInARoundTrip)) return;
        _markedUs = nowUs;
        _marks[(_first + _count++) % Places] = new Mark(_delivered, _deliveredUs, _newestSentUs, datagram, _isShort);
    }

    /// <summary>Nothing more waits to be sent after this datagram.</summary>
    public void NoteShort(uint datagram)
    {
        _shortUntil = datagram;
        _isShort = true;
    }

    /// <summary>Bytes were acknowledged, of which no sending is known that tells how long it took.</summary>
    public void Add(long bytes) => _delivered += bytes;

    /// <summary>A datagram was acknowledged, the newest of all.</summary>
    // Requirement: CGC-041
    public void NoteAcknowledged(long nowUs, uint datagram, long sentUs)
    {
        bool hasMark = false;
        Mark mark = default;
        while (_count > 0 && (int)(_marks[_first].Datagram - datagram) <= 0)
        {
            mark = _marks[_first];
            hasMark = true;
            _first = (_first + 1) % Places;
            _count--;
        }

        _deliveredUs = nowUs;
        _newestSentUs = Math.Max(_newestSentUs, sentUs);
        if (hasMark) Sample(mark, nowUs, sentUs);
        if (_isShort && (int)(datagram - _shortUntil) >= 0) _isShort = false;
    }

    /// <summary>A round is over.</summary>
    public void EndRound()
    {
        LastRound = _round;
        _round = 0;
    }

    /// <summary>A cycle is over: what was seen before it counts no longer.</summary>
    public void EndCycle()
    {
        if (_running <= 0) return;
        _previous = _running;
        _running = 0;
    }

    private void Sample(in Mark mark, long nowUs, long sentUs)
    {
        long us = Math.Max(nowUs - mark.DeliveredUs, sentUs - mark.SentUs);
        if (us <= 0) return;
        double rate = (_delivered - mark.Delivered) * UsPerSecond / us;
        _round = Math.Max(_round, rate);
        // What the application had not to send is no less of the line.
        if (!mark.IsShort || rate > Most) _running = Math.Max(_running, rate);
    }

    /// <param name="Delivered">Bytes that were acknowledged when it was made.</param>
    /// <param name="DeliveredUs">When the last of them were.</param>
    /// <param name="SentUs">When the newest of them had left.</param>
    /// <param name="Datagram">The datagram that left then.</param>
    /// <param name="IsShort">The application had less to send than might leave.</param>
    private readonly record struct Mark(long Delivered, long DeliveredUs, long SentUs, uint Datagram, bool IsShort)
    {
        public const int SizeBytes = 32;
    }
}
