using System;

namespace ManagedENet.Protocol.Recovery;

/// <summary>
/// How long datagrams may be on a path, where that may be less than both ends agreed on: routers drop what is too long for the next line, and not all of them say so. Long
/// datagrams of which none has been acknowledged are doubted, padded ones of their own prove them right or wrong, and others look for the longest that passes (RFC 8899).
/// </summary>
/// <remarks>
/// <code>
///   proved    --  long datagrams leave, and nothing proves them      -->   doubted
///   doubted   --  two trials of that length fail                     -->   narrow: the least of all paths, at once
///   narrow    --  a longer trial passes                              -->   narrow, by less, until nothing is left to find; asked again each minute
///
///   a trial:  [ ping 000000 ]  [ ping ]      and where the long one is lost, two more of both
/// </code>
/// A trial passes with one long datagram. It fails when all three are lost and all short ones are not, and have not waited for others: lines that lose much, or are full, fail few.
/// </remarks>
internal struct PathMtu
{
    /// <summary>What every path carries, less the headers around it: 576 bytes, 28 for IP and UDP, 40 for a layer of the transport.</summary>
    public const int LeastBytes = 508;

    /// <summary>What applications that are serviced once a frame add to a round trip, microseconds.</summary>
    public const long LongestFrameUs = 30_000;

    private const int DatagramsOfATrial = 6;
    private const byte LongOnes = 0b010101;
    private const byte AllOnes = 0b111111;
    private const int FirstPair = 2;
    private const int LossesUntilDoubt = 3;
    private const int FailuresUntilTooLong = 2;
    private const int VainUntilForgotten = 3;
    private const int FinestBytes = 8;

    // What a datagram of data has more or less than another that is as full.
    private const int OddBytes = 64;
    private const long LongestTrustUs = 2_000_000;
    private const long RestUs = 300_000;
    private const long FullLineRestUs = 10_000_000;
    private const long LongestTrialUs = 1_000_000;
    private const long RaiseAfterUs = 60_000_000;

    private PathMtuSearch _search;
    private bool _hasNarrowed;
    private bool _hasWaited;
    private byte _losses;
    private byte _failures;
    private byte _vain;
    private byte _written;
    private byte _passed;
    private byte _lost;
    private ushort _agreed;
    private ushort _current;
    private ushort _tooLong;
    private ushort _unproved;
    private ushort _trial;
    private ushort _failed;
    private uint _shortestUs;
    private uint _firstNumber;
    private uint _restNumber;
    private uint _lostNumber;
    private long _triedUs;
    private long _unprovedSinceUs;
    private long _raiseDueUs;
    private long _restsUntilUs;

    /// <summary>Longest datagram of new data, bytes.</summary>
    public readonly int Bytes => _current;

    /// <summary>Longest round trip, microseconds, of a datagram that has not waited for others.</summary>
    /// <param name="lowestUs">The shortest of late.</param>
    public readonly long LongestQuietUs(uint lowestUs)
    {
        // On a line that has been full ever since, the shortest of late has waited as well.
        uint quietUs = _shortestUs == 0 ? lowestUs : Math.Min(lowestUs, _shortestUs);
        return quietUs + Math.Max(quietUs / 2, LongestFrameUs);
    }

    /// <summary>Back to the start.</summary>
    /// <param name="agreedBytes">What both ends agreed on.</param>
    /// <param name="search">What is done about paths that take less.</param>
    public void Begin(int agreedBytes, PathMtuSearch search)
    {
        this = default;
        _search = search;
        _agreed = (ushort)agreedBytes;
        _current = (ushort)agreedBytes;
        _tooLong = (ushort)(agreedBytes + 1);
    }

    /// <summary>A round trip was measured.</summary>
    public void NoteRoundTrip(uint us)
    {
        if (us < _shortestUs || _shortestUs == 0) _shortestUs = us;
    }

    /// <summary>A datagram has left.</summary>
    public void NoteSent(long nowUs, int bytes)
    {
        if (bytes <= LeastBytes || bytes <= _unproved || bytes > _current || _search == PathMtuSearch.Off) return;
        if (_unproved == 0) _unprovedSinceUs = nowUs;
        _unproved = (ushort)bytes;
    }

    /// <summary>A datagram of so many bytes, or more, was acknowledged that nobody has cut on the way.</summary>
    // Requirement: CGC-050
    public void NotePassed(int bytes)
    {
        if (bytes <= LeastBytes || _search != PathMtuSearch.On) return;
        if (bytes + OddBytes < _unproved) return;
        // What leaves does arrive: it is the line that is full.
        _losses = 0;
        if (_failed <= _current) _failures = 0;
        if (bytes < _unproved) return;
        Prove(bytes);
        if (_trial == _current) _trial = 0;
    }

    /// <summary>A datagram of so many bytes, or more, is lost.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="number">Its number: commands are lost one by one.</param>
    public void NoteLost(int bytes, uint number)
    {
        if (bytes <= LeastBytes || _unproved == 0 || (number == _lostNumber && _losses > 0)) return;
        _lostNumber = number;
        if (_losses < LossesUntilDoubt) _losses++;
    }

    /// <summary>Nothing comes back any more.</summary>
    public void NoteSilence()
    {
        if (_unproved > 0) _losses = LossesUntilDoubt;
    }

    /// <summary>True once after the path was found to be narrow: what was lost before was too long, and says nothing about the line.</summary>
    public bool TakeNarrowed()
    {
        bool has = _hasNarrowed;
        _hasNarrowed = false;
        return has;
    }

    /// <summary>How long the next datagram of a trial is, bytes: 0 where none is due, 1 for a short one.</summary>
    /// <param name="nowUs">The time.</param>
    /// <param name="patienceUs">A round trip and what it varies by.</param>
    // Requirement: CGC-051, CGC-052, CGC-053, DEV-093
    public int NextOfTrial(long nowUs, long patienceUs)
    {
        if (_trial == 0 || (_written > 0 && nowUs - _triedUs > Math.Max(LongestTrialUs, 2 * patienceUs)))
        {
            _trial = (ushort)Wanted(nowUs, patienceUs);
            _written = 0;
            _passed = 0;
            _lost = 0;
            _hasWaited = false;
            if (_trial == 0) return 0;
        }

        if (_written == DatagramsOfATrial) return 0;
        // Most pass at once, and the rest is not needed.
        bool waitsForFirst = _written == FirstPair && _trial == _current && _losses < LossesUntilDoubt && _failures == 0 && (_lost & 1) == 0;
        if (waitsForFirst) return 0;
        return (LongOnes >> _written & 1) != 0 ? _trial : 1;
    }

    /// <summary>It leaves.</summary>
    public void NoteTried(long nowUs, uint number)
    {
        if (_written == 0) _firstNumber = number;
        if (_written == FirstPair) _restNumber = number;
        _triedUs = nowUs;
        _written++;
    }

    /// <summary>A datagram of a trial has arrived.</summary>
    /// <param name="nowUs">The time.</param>
    /// <param name="number">Its number.</param>
    /// <param name="hasWaited">It has waited on the way: the line is full, and has less room for long ones.</param>
    public void NoteTrialPassed(long nowUs, uint number, bool hasWaited)
    {
        if (!IsOfTrial(number, out byte bit)) return;
        _passed |= bit;
        _hasWaited |= hasWaited;
        if ((bit & LongOnes) == 0)
        {
            Judge(nowUs);
            return;
        }

        _vain = 0;
        if (_trial > _current) _current = _trial;
        Prove(_trial);
        _failures = 0;
        _trial = 0;
        _restsUntilUs = _current < _agreed ? nowUs : nowUs + RestUs;
    }

    /// <summary>A datagram of a trial is lost, and something that was sent behind it is not.</summary>
    public void NoteTrialLost(long nowUs, uint number)
    {
        if (!IsOfTrial(number, out byte bit)) return;
        _lost |= bit;
        Judge(nowUs);
    }

    // Longest first, because most paths are not narrow for long; then by halves.
    private readonly int Candidate => _tooLong > _agreed ? _agreed : (_current + _tooLong) / 2;

    // Requirement: CGC-055
    private int Wanted(long nowUs, long patienceUs)
    {
        if (nowUs < _restsUntilUs) return 0;
        if (_unproved > 0 && nowUs - _unprovedSinceUs > (_losses >= LossesUntilDoubt ? patienceUs : Math.Max(LongestTrustUs, 2 * patienceUs))) return _current;
        if (_current >= _agreed) return 0;
        if (_tooLong - _current > FinestBytes) return Candidate;
        if (nowUs < _raiseDueUs) return 0;
        // The path may have become another one.
        _raiseDueUs = nowUs + RaiseAfterUs;
        _tooLong = (ushort)(_agreed + 1);
        return Candidate;
    }

    private void Prove(int bytes)
    {
        _unproved = 0;
        _losses = 0;
        if (bytes >= _failed) _failures = 0;
    }

    // Once it is known what became of all of them, or one has come that tells nothing.
    private void Judge(long nowUs)
    {
        int bytes = _trial;
        bool isVain = _hasWaited && bytes <= _current;
        if (!isVain && (_passed | _lost) != AllOnes) return;
        _trial = 0;
        if (isVain || (_lost & ~LongOnes) != 0)
        {
            _restsUntilUs = nowUs + (isVain ? FullLineRestUs : RestUs);
            // A line that is full for so long is another one.
            if (isVain && ++_vain == VainUntilForgotten) _shortestUs = 0;
            return;
        }

        _vain = 0;
        _failures = bytes == _failed ? (byte)(_failures + 1) : (byte)1;
        _failed = (ushort)bytes;
        if (_failures < FailuresUntilTooLong) return;
        _failures = 0;
        if (bytes > _current)
        {
            _tooLong = (ushort)bytes;
            return;
        }

        _losses = 0;
        _unproved = 0;
        // What has just failed is tried first: it may have been the line.
        _tooLong = _current == _agreed ? (ushort)(_agreed + 1) : _current;
        _current = LeastBytes;
        _hasNarrowed = true;
        _raiseDueUs = nowUs + RaiseAfterUs;
    }

    private readonly bool IsOfTrial(uint number, out byte bit)
    {
        uint place = number - _firstNumber;
        if (place >= FirstPair) place = FirstPair + number - _restNumber;
        bit = place < DatagramsOfATrial ? (byte)(1 << (int)place) : (byte)0;
        return _trial > 0 && place < _written;
    }
}
