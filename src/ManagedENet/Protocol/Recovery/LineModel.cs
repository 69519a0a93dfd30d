using System;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Protocol.Recovery;

/// <summary>
/// How much may be under way and how fast it leaves, by a model of the line: what it delivers, and how long the way is when nothing waits on it. The rate is tried for more
/// every few seconds, and a little less leaves afterwards until what that left on the line is gone (as BBR, draft-ietf-ccwg-bbr, does).
/// </summary>
/// <remarks>
/// <code>
///   Startup -> Drain -> Cruise -> Refill -> Up -> Down -> Cruise -> ...
/// </code>
/// </remarks>
internal sealed class LineModel : IStashed<LineModel>
{
    /// <summary>Bytes of the object and of what it holds.</summary>
    public const int ObjectBytes = 312 + DeliveryRate.ArrayBytes;

    private const double StartupGain = 2.77;
    private const double DrainGain = 0.4;
    private const double UpGain = 1.25;
    private const double MostUpGain = 2;
    private const double SeenGrowth = 1.15;
    private const int LeastCruiseRounds = 8;
    private const int MostCruiseRounds = 63;
    private const double DownGain = 0.9;
    private const double Margin = 0.98;
    private const double WindowGain = 2;
    private const double FullGrowth = 1.25;
    private const double HopelessShare = 0.75;
    private const double Decrease = 0.7;
    private const double SoughtPart = 0.5;
    private const int RoundsUntilFull = 3;
    private const int LeastDatagrams = 2;
    private const int MostUpRounds = 8;
    private const int MostDownRounds = 3;
    private const int QueueDivisor = 4;
    private const uint LeastQueueUs = 5_000;
    private const long FloorLostUs = 2_000_000;
    private const long FloorLostEveryUs = 12_000_000;
    private const long CruiseUs = 2_000_000;
    private const long CruiseSpreadUs = 1_000_000;
    private const long UsPerSecond = 1_000_000;
    private const uint Scatter = 2_654_435_761;

    private DeliveryRate _rate = DeliveryRate.Create();
    private LineLoss _loss;
    private Phase _phase;
    private long _phaseStartUs;
    private long _cruiseUs;
    private int _phaseRounds;
    private int _segment;
    private double _floor;
    private double _window;
    private double _full;
    private int _roundsWithoutGrowth;
    private double _upGain;
    private double _rateBefore;
    private double _mostRate;
    private double _mostWindow;
    private uint _lowestUs;
    private long _judgedUs;
    private long _losesFloorFromUs;

    private enum Phase : byte
    {
        Startup,
        Drain,
        Down,
        Cruise,
        Refill,
        Up,
    }

    /// <inheritdoc/>
    public LineModel? NextStashed { get; set; }

    /// <summary>Bytes that may be under way.</summary>
    public double Window => _window;

    /// <summary>What the line takes, bytes per second; 0 before it was measured.</summary>
    public double Rate => Math.Min(_rate.Most / _loss.Arriving, _mostRate);

    /// <summary>Native's window is a floor: the line is not seen to be too full.</summary>
    public bool HoldsFloor { get; set; }

    /// <summary>Until then it is none, by what was lost.</summary>
    public long FloorLostUntilUs { get; private set; }

    /// <summary>What it is at.</summary>
    public ENetCongestionState State => _phase switch
    {
        Phase.Startup => ENetCongestionState.Startup,
        Phase.Drain => ENetCongestionState.Drain,
        Phase.Down => ENetCongestionState.ProbeDown,
        Phase.Cruise => ENetCongestionState.Cruise,
        Phase.Refill => ENetCongestionState.Refill,
        _ => ENetCongestionState.ProbeUp,
    };

    /// <summary>What is under way while the way is looked for.</summary>
    public double SoughtWindow => SoughtPart * Held;

    private double Held => Rate * _lowestUs / UsPerSecond;

    private double Gain => _phase switch
    {
        Phase.Startup => StartupGain,
        Phase.Drain => DrainGain,
        Phase.Up => _upGain,
        Phase.Down => DownGain,
        _ => 1,
    };

    /// <summary>Back to the start.</summary>
    /// <param name="nowUs">The time.</param>
    /// <param name="floorBytes">Native's window, with which everybody begins.</param>
    /// <param name="segment">Bytes of a full datagram.</param>
    /// <param name="tolerance">What share the line may lose of itself in each direction.</param>
    public void Begin(long nowUs, long floorBytes, int segment, double tolerance)
    {
        _rate.Reset(nowUs);
        _loss.Reset(tolerance);
        _segment = segment;
        _floor = floorBytes;
        _window = floorBytes;
        _full = 0;
        _roundsWithoutGrowth = 0;
        _upGain = 0;
        _rateBefore = 0;
        _mostRate = double.MaxValue;
        _mostWindow = double.MaxValue;
        HoldsFloor = true;
        FloorLostUntilUs = ProtocolTime.Unset;
        _losesFloorFromUs = ProtocolTime.Unset;
        _lowestUs = uint.MaxValue;
        _judgedUs = ProtocolTime.Unset;
        Enter(Phase.Startup, nowUs);
    }

    /// <summary>Back to the start, for the same line.</summary>
    public void Restart(long nowUs) => Begin(nowUs, (long)_floor, _segment, _loss.Tolerance);

    /// <summary>Sets what share the line may lose of itself in each direction.</summary>
    public void Tolerate(double tolerance) => _loss.Tolerate(tolerance);

    /// <summary>Nothing is under way.</summary>
    public void Rest(long nowUs) => _rate.Rest(nowUs);

    /// <summary>A datagram leaves that is acknowledged.</summary>
    public void NoteSent(long nowUs, uint datagram, uint meanUs) => _rate.NoteSent(nowUs, datagram, meanUs);

    /// <summary>Nothing more waits to be sent.</summary>
    public void NoteShort(uint datagram) => _rate.NoteShort(datagram);

    /// <summary>Bytes are lost.</summary>
    /// <param name="sentUs">When they had left.</param>
    /// <param name="bytes">How many.</param>
    public void NoteLost(long sentUs, int bytes)
    {
        // What left before way was given says no more than what was known then.
        if (sentUs > _judgedUs) _loss.NoteLost(bytes);
    }

    /// <summary>Bytes that counted as lost have arrived.</summary>
    public void NoteLate(int bytes) => _loss.NoteLate(bytes);

    /// <summary>The newest of all datagrams so far was acknowledged.</summary>
    public void NoteAcknowledged(long nowUs, uint datagram, long sentUs, long bytes)
    {
        _rate.Add(bytes);
        _loss.NoteAcknowledged(bytes);
        if (sentUs != ProtocolTime.Unset) _rate.NoteAcknowledged(nowUs, datagram, sentUs);
    }

    /// <summary>What was acknowledged is noted: how things stand now.</summary>
    /// <param name="nowUs">The time.</param>
    /// <param name="acknowledged">Bytes of it.</param>
    /// <param name="inFlight">Bytes that are under way.</param>
    /// <param name="lowestUs">What the way takes when nothing waits on it.</param>
    public void Settle(long nowUs, long acknowledged, long inFlight, uint lowestUs)
    {
        _lowestUs = lowestUs;
        Move(nowUs, inFlight);
        FitWindow(acknowledged);
    }

    /// <summary>Nothing came back for long.</summary>
    // Requirement: CGC-046
    public void OnSilence(long nowUs)
    {
        // What was lost in an outage says nothing about how much the line takes.
        _judgedUs = nowUs;
        // What was known of the line is still the best that is known; who knows nothing yet asks with little.
        _window = _phase == Phase.Startup ? LeastDatagrams * _segment : Math.Min(_window, Math.Max(Held, LeastDatagrams * _segment));
        if (_phase == Phase.Startup) LoseFloor(nowUs);
    }

    /// <summary>A round is over.</summary>
    /// <param name="nowUs">The time.</param>
    /// <param name="lowUs">The shortest round trip of it.</param>
    /// <param name="lowestUs">What the way takes when nothing waits on it.</param>
    /// <param name="isLineFull">So much waits on the line that others wait for it.</param>
    public void EndRound(long nowUs, uint lowUs, uint lowestUs, bool isLineFull)
    {
        _lowestUs = lowestUs;
        _rate.EndRound();
        bool waits = lowUs != uint.MaxValue && lowUs > (ulong)lowestUs + Math.Max(lowestUs / QueueDivisor, LeastQueueUs);
        bool isTooMuch = _loss.EndRound(!waits, _segment);
        _phaseRounds++;
        // Hardly any line loses so much that is not too full.
        if (isTooMuch && _loss.LastShare > HopelessShare) LoseFloor(nowUs);
        if (isTooMuch || isLineFull) GiveWay(nowUs, isTooMuch);
        else if (_phase == Phase.Startup) JudgeGrowth(nowUs);
        else if (_phase == Phase.Cruise && waits) Enter(Phase.Down, nowUs);
        else if (_phase == Phase.Refill) Up(nowUs, UpGain);
        else if (_phase == Phase.Up) Raise();
        if (_phase == Phase.Down && _phaseRounds == 1) EndUp(nowUs, waits || isTooMuch);
    }

    /// <summary>Bytes per second at which they leave.</summary>
    // Requirement: CGC-042, CGC-044
    public double PaceFor(uint meanUs)
    {
        double begin = _floor * UsPerSecond / meanUs;
        if (_phase == Phase.Startup) return StartupGain * Math.Max(Rate, HoldsFloor ? begin : 0);
        double pace = Gain * Margin * Rate;
        // More is lost than the line may lose, but nothing waits on it: no slower than native.
        if (HoldsFloor && _mostRate < double.MaxValue) pace = Math.Max(pace, begin);
        return Math.Max(pace, (double)LeastDatagrams * _segment * UsPerSecond / meanUs);
    }

    private void Enter(Phase phase, long nowUs)
    {
        _phase = phase;
        _phaseStartUs = nowUs;
        _phaseRounds = 0;
    }

    private void Cruise(long nowUs)
    {
        Enter(Phase.Cruise, nowUs);
        // Not all at the same time, and the same for the same seed.
        _cruiseUs = CruiseUs + (unchecked((uint)nowUs * Scatter) % CruiseSpreadUs);
    }

    private void Up(long nowUs, double gain)
    {
        _upGain = gain;
        _rateBefore = _rate.Most;
        Enter(Phase.Up, nowUs);
    }

    // What left while more was tried has come back.
    private void EndUp(long nowUs, bool waits)
    {
        bool hasGrown = _upGain > 1 && !waits && _rate.Most >= SeenGrowth * _rateBefore;
        if (hasGrown)
        {
            // There is more to be had: those who shared the line may be gone.
            Up(nowUs, Math.Min(1 + (2 * (_upGain - 1)), MostUpGain));
            return;
        }

        _upGain = 0;
        _rate.EndCycle();
    }

    // Requirement: CGC-042
    private void Move(long nowUs, long inFlight)
    {
        switch (_phase)
        {
            case Phase.Drain:
                if (inFlight <= Held || _phaseRounds >= MostDownRounds) Cruise(nowUs);
                break;
            case Phase.Down:
                if ((_phaseRounds >= 1 && inFlight <= Held) || _phaseRounds >= MostDownRounds) Cruise(nowUs);
                break;
            case Phase.Cruise:
                if (nowUs - _phaseStartUs < _cruiseUs && _phaseRounds < Math.Min(Math.Max(Held / _segment, LeastCruiseRounds), MostCruiseRounds)) break;
                _mostRate = double.MaxValue;
                Enter(Phase.Refill, nowUs);
                break;
            case Phase.Up:
                if ((_phaseRounds >= 1 && (inFlight >= _upGain * Held || _mostWindow == double.MaxValue)) || _phaseRounds >= MostUpRounds) Enter(Phase.Down, nowUs);
                break;
        }
    }

    private void JudgeGrowth(long nowUs)
    {
        if (_rate.IsShort) return;
        if (_rate.Most >= FullGrowth * _full)
        {
            _full = _rate.Most;
            _roundsWithoutGrowth = 0;
        }
        else if (++_roundsWithoutGrowth >= RoundsUntilFull)
        {
            Enter(Phase.Drain, nowUs);
        }
    }

    // Requirement: CGC-044
    private void GiveWay(long nowUs, bool isLoss)
    {
        _judgedUs = nowUs;
        double rate = Rate;
        double last = _rate.LastRound / _loss.Arriving;
        // A datagram or two in a round trip are too little to judge a line by.
        double least = (double)LeastDatagrams * _segment * UsPerSecond / _lowestUs;
        if (rate > 0) _mostRate = Math.Max(Math.Min(rate, Math.Max(last, Decrease * rate)), least);
        if (isLoss) _mostWindow = Math.Max(Decrease * _window, LeastDatagrams * _segment);
        if (_phase == Phase.Startup) Enter(Phase.Drain, nowUs);
        else if (_phase is Phase.Up or Phase.Cruise or Phase.Refill) Enter(Phase.Down, nowUs);
    }

    // For as long as it takes a queue to empty, so that it can be seen from then on. A line that loses as much all the same is only interrupted now and then.
    private void LoseFloor(long nowUs)
    {
        if (nowUs < _losesFloorFromUs) return;
        FloorLostUntilUs = nowUs + FloorLostUs;
        _losesFloorFromUs = nowUs + FloorLostEveryUs;
    }

    private void Raise()
    {
        if (_mostWindow == double.MaxValue) return;
        _mostWindow = (_mostWindow * UpGain) + _segment;
        if (_mostWindow > WindowGain * Held) _mostWindow = double.MaxValue;
    }

    // Requirement: CGC-043
    private void FitWindow(long acknowledged)
    {
        double target = (WindowGain * Held) + (3 * _segment);
        if (_phase == Phase.Startup) target = _roundsWithoutGrowth > 0 ? Math.Max(WindowGain * Held, _window) : double.MaxValue;
        double grown = _window + (acknowledged / _loss.Arriving);
        _window = Math.Min(Math.Min(grown, target), _mostWindow);
        if (HoldsFloor) _window = Math.Max(_window, _floor);
        _window = Math.Max(_window, LeastDatagrams * _segment);
    }
}
