using System;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Protocol.Recovery;

/// <summary>
/// What a connection knows of the line it sends over, where it does not go by native's rules: what is lost, how much may be under way, and how fast it may leave. Made when
/// the connection first has something to send.
/// </summary>
/// <remarks>
/// <code>
///   written        Number, NoteWritten            acknowledged   Note ... Settle
///   time is up     NextTimeoutUs, OnProbe         lost           LostAtUs, OnLoss, OnSpurious
/// </code>
/// </remarks>
internal sealed partial class CongestionController : IStashed<CongestionController>
{
    /// <summary>Bytes of the object.</summary>
    public const int ObjectBytes = 560;

    /// <summary>How far queues that we fill may make the round trip longer, microseconds.</summary>
    public const uint MaximumQueueDelayUs = 80_000;

    /// <summary>How often an open line is measured while only what nobody acknowledges goes over it, microseconds.</summary>
    public const long MeasuringIntervalUs = 100_000;

    private const double DelayDecrease = 0.85;
    private const int LeastDatagrams = 2;
    private const int ProbesUntilDoubt = 2;
    private const int ProbesUntilSilence = 3;
    private const int JudgementsInVain = 4;
    private const uint LeastThrottle = 2;
    private const uint LeastVarianceUs = 2_000;
    private const long LongestProbeIntervalUs = 200_000;
    private const long UnpacedRoundTripUs = 2_000;
    private const double DrainPart = 0.75;
    private const long DrainUs = 200_000;
    private const long FloorIsBackAfterUs = 10_000_000;
    private const uint QueueDivisor = 8;
    private const uint LeastQueueUs = 4_000;

    private LossDetector _detector;
    private LowestRoundTrip _lowest;
    private SlowStart _slowStart;
    private CubicWindow _cubic;
    private Pacer _pacer;
    private LineGauge _gauge;
    private UnconfirmedBytes _unconfirmed;
    private LineModel? _model;
    private PathMtu _pathMtu;
    private FirstHole _hole;

    private double _window;
    private double _threshold;
    private int _segment;

    // The round: from a datagram to the acknowledgement of one that was sent after it came back.
    private uint _roundEnd;
    private uint _roundLowUs;
    private uint _roundSampleUs;
    private long _roundAcknowledged;

    // Of the received datagram that is being read.
    private uint _newest;
    private bool _hasNewest;
    private long _newestSentUs;
    private long _lateSentUs;
    private long _acknowledged;
    private int _longest;

    private DrainAttempt _attempt;
    private int _thinJudgements;
    private uint _limitedUntil;
    private bool _wasLimited;
    private long _recoveryStartUs;
    private long _floorLostUntilUs;
    private long _reorderingDueUs;
    private long _probedUs;
    private long _drainsUntilUs;
    private double _drainWindow;
    private int _probes;

    // For undoing what a loss that was none has done.
    private double _windowBefore;
    private double _thresholdBefore;
    private CubicWindow _cubicBefore;
    private int _lostInEpisode;

    /// <inheritdoc/>
    public CongestionController? NextStashed { get; set; }

    /// <summary>The number of the datagram that is written next; each gets its own once it carries something reliable.</summary>
    public uint Number { get; private set; }

    /// <summary>Something was acknowledged by the datagram that is being read.</summary>
    public bool HasNews => _hasNewest || _lateSentUs != ProtocolTime.Unset;

    /// <summary>Bytes that a probe may send whatever the window says.</summary>
    public long ProbeBytes { get; private set; }

    /// <summary>Payload bytes that may be under way.</summary>
    public long WindowBytes => (long)_window;

    /// <summary>Bytes per second at which they leave; 0 is as fast as it goes.</summary>
    public long PacingRate => _pacer.Rate;

    /// <summary>Something that nobody acknowledges has left since the last acknowledgement: only a ping tells what it meets on the way.</summary>
    public bool IsUnmeasured { get; private set; }

    /// <summary>Bytes in a second that the other end wants at most; 0 is without a limit.</summary>
    public uint RemoteBandwidth { get; set; }

    /// <summary>How long datagrams may be on this path.</summary>
    public ref PathMtu PathMtu => ref _pathMtu;

    /// <summary>What the other end waits for longest.</summary>
    public ref FirstHole Hole => ref _hole;

    /// <summary>What waits at the other end may be as much as it takes.</summary>
    public bool IsFarAhead => _hole.IsFarBehind(Number, _segment);

    /// <summary>A datagram of a trial of the path has arrived.</summary>
    public void NoteTrialPassed(long nowUs, uint datagram, long sentTimeUs) =>
        _pathMtu.NoteTrialPassed(nowUs, datagram, nowUs - sentTimeUs > _pathMtu.LongestQuietUs(_lowest.Us));

    /// <summary>Something waits for its turn on the pacer.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>When the pacer lets the next datagram out, microseconds.</summary>
    public long OpensAtUs => _pacer.OpensAtUs;

    /// <summary>Back to the start.</summary>
    /// <param name="nowUs">The time.</param>
    /// <param name="floorBytes">Native's window, with which everybody begins.</param>
    /// <param name="segment">Bytes of a full datagram.</param>
    /// <param name="model">What the window goes by instead of CUBIC, begun as well; or null.</param>
    /// <param name="search">What is done about paths that take less.</param>
    public void Begin(long nowUs, long floorBytes, int segment, LineModel? model, PathMtuSearch search)
    {
        _model = model;
        _pathMtu.Begin(segment, search);
        _detector = default;
        _detector.Fit(0, 0);
        _lowest.Reset(nowUs);
        _slowStart.Reset();
        _cubic.Reset();
        _pacer.Reset(nowUs, segment);
        _gauge = default;
        _unconfirmed = default;
        _hole = default;
        _segment = segment;
        _window = floorBytes;
        _threshold = double.MaxValue;
        Number = 1;
        _roundEnd = 1;
        _roundLowUs = uint.MaxValue;
        _roundSampleUs = uint.MaxValue;
        _roundAcknowledged = 0;
        _attempt = default;
        _thinJudgements = 0;
        _acknowledged = 0;
        _longest = 0;
        _hasNewest = false;
        _lateSentUs = ProtocolTime.Unset;
        _wasLimited = false;
        _recoveryStartUs = ProtocolTime.Unset;
        _floorLostUntilUs = ProtocolTime.Unset;
        _reorderingDueUs = ProtocolTime.Never;
        _probedUs = ProtocolTime.Unset;
        _probes = 0;
        _drainsUntilUs = ProtocolTime.Unset;
        _lostInEpisode = 0;
        IsUnmeasured = false;
        ProbeBytes = 0;
        IsHeld = false;
    }

    /// <summary>How long the oldest sending waits for an acknowledgement before it is asked for, microseconds.</summary>
    public uint ProbeAfterUs(in RoundTripEstimator roundTrip) => (uint)Math.Min(roundTrip.MeanUs + Math.Max(4L * roundTrip.VarianceUs, LeastVarianceUs), uint.MaxValue);

    /// <summary>When there is something to do about what is under way.</summary>
    /// <param name="oldestSentUs">When the oldest of it was sent.</param>
    /// <param name="lastAcknowledgedUs">When something was acknowledged last.</param>
    /// <param name="roundTrip">What round trips are.</param>
    public long NextTimeoutUs(long oldestSentUs, long lastAcknowledgedUs, in RoundTripEstimator roundTrip) =>
        Math.Min(_reorderingDueUs, ProbeDueUs(oldestSentUs, lastAcknowledgedUs, roundTrip));

    /// <summary>When the oldest sending is asked for.</summary>
    // Requirement: CGC-004
    public long ProbeDueUs(long oldestSentUs, long lastAcknowledgedUs, in RoundTripEstimator roundTrip)
    {
        long intervalUs = ProbeAfterUs(roundTrip);
        // The first ones at even intervals, because most outages are short and a datagram in a round trip burdens no line.
        int doublings = Math.Min(Math.Max(_probes - ProbesUntilSilence + 1, 0), 10);
        if (doublings > 0) intervalUs = Math.Min(intervalUs << doublings, Math.Max(intervalUs, LongestProbeIntervalUs));
        return Math.Max(Math.Max(oldestSentUs, lastAcknowledgedUs), _probes > 0 ? _probedUs : ProtocolTime.Unset) + intervalUs;
    }

    /// <summary>What may be under way when the next datagram is written.</summary>
    /// <param name="inFlight">Reliable payload bytes under way.</param>
    /// <param name="nowUs">The time.</param>
    /// <param name="roundTrip">What round trips are.</param>
    public long WindowFor(long inFlight, long nowUs, in RoundTripEstimator roundTrip)
    {
        if (ProbeBytes > 0) return inFlight + ProbeBytes;
        uint meanUs = roundTrip.MeanUs;
        if (inFlight == 0) _model?.Rest(nowUs);
        _pacer.Refill(nowUs, RateFor(meanUs), _segment);
        IsHeld = !_pacer.IsOpen;
        if (IsHeld) return 0;
        long window = (long)(nowUs < _drainsUntilUs ? Math.Min(_drainWindow, _window) : _window);
        // Requirement: CGC-016
        long others = Math.Min(_unconfirmed.Of(nowUs, meanUs), window / 2);
        return Math.Max(window - others, (long)LeastDatagrams * _segment);
    }

    /// <summary>A datagram was written.</summary>
    /// <param name="nowUs">The time.</param>
    /// <param name="written">What went into it.</param>
    /// <param name="roundTrip">What round trips are.</param>
    public void NoteWritten(long nowUs, in WrittenDatagram written, in RoundTripEstimator roundTrip)
    {
        Pay(written);
        ProbeBytes = 0;
        if (written.HasUnconfirmed)
        {
            _unconfirmed.Add(nowUs, written.Bytes - written.ConfirmedBytes, roundTrip.MeanUs);
            IsUnmeasured = true;
        }

        if (written.IsWindowFull)
        {
            _limitedUntil = Number;
            _wasLimited = true;
        }
        else if (!written.IsIncomplete)
        {
            IsHeld = false;
        }

        if (_model is not null && !written.IsWindowFull && !written.IsIncomplete) _model.NoteShort(Number);
        if (!written.IsReliable) return;
        _model?.NoteSent(nowUs, Number, roundTrip.MeanUs);
        Number++;
    }

    /// <summary>A sending was acknowledged.</summary>
    /// <param name="datagram">The datagram that it was in.</param>
    /// <param name="sentTimeUs">When that was sent.</param>
    /// <param name="bytes">Payload bytes.</param>
    /// <param name="place">Where it ended in the datagram, bytes; 0 where that says nothing about the path.</param>
    /// <param name="isFirst">It was sent once only.</param>
    public void Note(uint datagram, long sentTimeUs, int bytes, int place, bool isFirst)
    {
        _acknowledged += bytes;
        if (place > _longest) _longest = place;
        if (isFirst && _detector.IsOvertaken(datagram)) _detector.NoteReordering();
        if (_hasNewest && (int)(datagram - _newest) < 0) return;
        _hasNewest = true;
        _newest = datagram;
        _newestSentUs = sentTimeUs;
    }

    /// <summary>A sending arrived that counted as lost, or was asked for again too soon.</summary>
    /// <param name="sentTimeUs">When it was sent.</param>
    /// <param name="bytes">Payload bytes.</param>
    public void NoteLate(long sentTimeUs, int bytes)
    {
        _acknowledged += bytes;
        _lateSentUs = Math.Max(_lateSentUs, sentTimeUs);
        _detector.NoteSpurious(Number);
        _model?.NoteLate(bytes);
        if (_lostInEpisode == 0 || --_lostInEpisode > 0) return;
        // All of them were none: the line was not too full.
        _window = Math.Max(_window, _windowBefore);
        _threshold = Math.Max(_threshold, _thresholdBefore);
        _cubic = _cubicBefore;
    }

    /// <summary>The received datagram is read: what its acknowledgements say of the line.</summary>
    /// <param name="recovery">Round trips, throttle, signs of life.</param>
    /// <param name="nowUs">The time.</param>
    /// <param name="watchedUntilUs">The network was watched until then: what came has come since.</param>
    /// <param name="pauseEndUs">Before that, nobody looked at it for long.</param>
    /// <param name="floorBytes">Native's window.</param>
    public void Settle(ref LossRecovery recovery, long nowUs, long watchedUntilUs, long pauseEndUs, long floorBytes)
    {
        // It may have waited for us since.
        long waitedUs = watchedUntilUs == ProtocolTime.Unset ? 0 : nowUs - watchedUntilUs;
        _probes = 0;
        IsUnmeasured = false;
        recovery.OnAcknowledgedUnmeasured(nowUs);
        long acknowledged = _acknowledged;
        _acknowledged = 0;
        _roundAcknowledged += acknowledged;
        _attempt.NoteAcknowledged(acknowledged);
        if (_hasNewest)
        {
            uint sampleUs = (uint)Math.Min(nowUs - _newestSentUs, LossRecovery.LongestSampleUs);
            if (_newestSentUs >= pauseEndUs) Measure(ref recovery, nowUs, sampleUs, waitedUs);
            bool isNewer = _detector.Note(_newest, sampleUs);
            _model?.NoteAcknowledged(nowUs, _newest, isNewer ? _newestSentUs : ProtocolTime.Unset, acknowledged);
        }
        else if (_lateSentUs >= pauseEndUs)
        {
            // All that is known of a line that has become longer than it is waited for.
            Measure(ref recovery, nowUs, (uint)Math.Min(nowUs - _lateSentUs, LossRecovery.LongestSampleUs), waitedUs);
        }

        if (!_hasNewest) _model?.NoteAcknowledged(nowUs, 0, ProtocolTime.Unset, acknowledged);

        _hasNewest = false;
        _lateSentUs = ProtocolTime.Unset;
        _pathMtu.NotePassed(_longest);
        _longest = 0;

        uint meanUs = recovery.RoundTrip.MeanUs;
        _detector.Fit(Math.Min(_lowest.Us, meanUs), meanUs);
        if ((int)(_newest - _roundEnd) >= 0) EndRound(nowUs, meanUs);
        bool wasLimited = _wasLimited && (int)(_limitedUntil - _newest) >= 0;
        if (_model is not null) FollowModel(acknowledged, nowUs, recovery.BytesInFlight);
        // Requirement: CGC-019
        else if (wasLimited && acknowledged > 0 && _newestSentUs > _recoveryStartUs) Grow(acknowledged, nowUs, meanUs);
        // Requirement: CGC-010
        if (nowUs >= _floorLostUntilUs) _window = Math.Max(_window, floorBytes * recovery.Throttle.Value / Wire.ProtocolConstants.ThrottleScale);
    }

    /// <summary>True when everything from this sending on was sent after the newest that was acknowledged.</summary>
    public bool IsAhead(uint datagram) => !_detector.IsOvertaken(datagram);

    /// <summary>When a sending that was overtaken counts as lost.</summary>
    public long LostAtUs(uint datagram, long sentTimeUs, int attempts) => _detector.LostAtUs(datagram, sentTimeUs, attempts);

    /// <summary>When the next sending may turn out to be lost.</summary>
    public void WatchReordering(long dueUs) => _reorderingDueUs = dueUs;

    /// <summary>Nothing came back for too long: what is under way is asked for with so many bytes.</summary>
    public void OnProbe(long nowUs, long bytes)
    {
        _probes++;
        _probedUs = nowUs;
        ProbeBytes = bytes;
        if (_probes == ProbesUntilDoubt) _pathMtu.NoteSilence();
        // Requirement: CGC-013
        if (_probes != ProbesUntilSilence) return;
        // The line is dead, or so full that it seems to be.
        _threshold = Math.Max(_window / 2, LeastDatagrams * _segment);
        _window = LeastDatagrams * _segment;
        _cubic.Reset();
        _slowStart.Reset();
        _lostInEpisode = 0;
        _model?.OnSilence(nowUs);
    }

    private void Measure(ref LossRecovery recovery, long nowUs, uint sampleUs, long waitedUs)
    {
        recovery.Measure(nowUs, sampleUs);
        _pathMtu.NoteRoundTrip(sampleUs);
        if (_lowest.Add(nowUs, sampleUs, out uint soughtUs) && _wasLimited) Drain(nowUs, soughtUs, recovery.RoundTrip.MeanUs);
        // What it took at least, whenever it came.
        uint surelyUs = (uint)Math.Max(sampleUs - waitedUs, 0);
        _roundLowUs = IsRoundMeasured ? Math.Min(_roundLowUs, surelyUs) : surelyUs;
        _roundSampleUs = Math.Min(_roundSampleUs, sampleUs);
        if (_window < _threshold) _slowStart.Add(sampleUs);
        if (!_gauge.Add(surelyUs, _lowest.Us)) return;
        // Where it is our own bulk that fills the line, that gives way.
        // Requirement: CGC-030, DEV-082
        bool isOurs = _unconfirmed.Of(nowUs, recovery.RoundTrip.MeanUs) > recovery.BytesInFlight;
        if (!_gauge.IsFull || !isOurs)
        {
            recovery.Throttle.Thicken();
            return;
        }

        _thinJudgements = recovery.Throttle.Value <= LeastThrottle ? _thinJudgements + 1 : 0;
        if (_thinJudgements == JudgementsInVain) _lowest.Forget(sampleUs);
        recovery.Throttle.Thin(_gauge.IsClearlyFull);
    }
}
