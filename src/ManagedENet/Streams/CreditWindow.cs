using System;

namespace ManagedENet.Internal;

/// <summary>
/// How much the other end of a stream may send. What the application consumes is given back in eighths of the window; the window doubles when all of it was consumed within two of the shortest round trips, for then it
/// is the window that the stream waits for, and not the line, the writer or the reader.
/// </summary>
internal struct CreditWindow
{
    /// <summary>Credit is given back when so much of the window was consumed, as its part.</summary>
    public const int Parts = 8;
    private const int RoundTrips = 2;

    private readonly int _maximum;
    private long _consumed;
    private long _beganUs;

    public CreditWindow(int initial, int maximum)
    {
        Size = initial;
        Available = StreamFrame.ImplicitCredit;
        _maximum = maximum;
        _consumed = 0;
        _beganUs = long.MinValue;
    }

    /// <summary>Bytes that may be under way or wait to be consumed.</summary>
    public int Size { get; private set; }

    /// <summary>Bytes that the other end may still send.</summary>
    public long Available { get; private set; }

    /// <summary>From so many consumed bytes on it is worth a message to give them back.</summary>
    public readonly int Threshold => Size / Parts;

    /// <summary>What is given at the beginning, beyond what needs no permission.</summary>
    public int Open()
    {
        int more = Size - StreamFrame.ImplicitCredit;
        Available += more;
        return more;
    }

    /// <summary>So many bytes have come; false when they are more than were allowed.</summary>
    // Requirement: STR-004, STR-005
    public bool TryTake(int bytes)
    {
        if (bytes > Available) return false;
        Available -= bytes;
        return true;
    }

    /// <summary>So many bytes were consumed; answers what the other end may send in addition.</summary>
    /// <param name="consumed">Bytes, 0 or more.</param>
    /// <param name="isWanted">The application has seen all that is there and needs more before it can consume any.</param>
    /// <param name="nowUs">The time.</param>
    /// <param name="roundTripUs">The shortest round trip of late; 0 when it is not known.</param>
    // Requirement: STR-005, STR-006
    public long Give(long consumed, bool isWanted, long nowUs, long roundTripUs)
    {
        long given = consumed;
        // The first part begins the time that is taken.
        if (_beganUs == long.MinValue) _beganUs = nowUs;
        else _consumed += consumed;
        bool isFull = isWanted && Available + consumed == 0;
        if (_consumed >= Size)
        {
            isFull |= nowUs - _beganUs <= RoundTrips * roundTripUs;
            (_consumed, _beganUs) = (0, nowUs);
        }

        if (isFull && Size < _maximum)
        {
            int grown = (int)Math.Min(2L * Size, _maximum);
            given += grown - Size;
            Size = grown;
        }

        Available += given;
        return given;
    }
}
