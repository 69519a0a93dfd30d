using System;

namespace ManagedENet.Protocol.Recovery;

/// <content>How much may be under way, and how fast it leaves: by CUBIC, or by the model where there is one.</content>
internal sealed partial class CongestionController
{
    /// <summary>What the window goes by instead of CUBIC, or null.</summary>
    public LineModel? Model => _model;

    // Until the round has a measurement of its own, the one before it tells.
    private bool IsRoundMeasured => _roundSampleUs != uint.MaxValue;

    private bool IsQueueSeen => _roundLowUs != uint.MaxValue && _roundLowUs > (ulong)_lowest.Us + Math.Max(_lowest.Us / QueueDivisor, LeastQueueUs);

    /// <summary>A sending is lost.</summary>
    // Requirement: CGC-012
    public void OnLoss(long sentTimeUs, int bytes, long nowUs, long floorBytes)
    {
        if (_model is not null)
        {
            _model.NoteLost(sentTimeUs, bytes);
            return;
        }

        _attempt.NoteLost(bytes);
        if (sentTimeUs <= _recoveryStartUs)
        {
            _lostInEpisode++;
            return;
        }

        // Once for each round trip, however many are lost in it.
        _windowBefore = _window;
        _thresholdBefore = _threshold;
        _cubicBefore = _cubic;
        _lostInEpisode = 1;
        _recoveryStartUs = nowUs;
        _cubic.NoteTop(_window);
        // Requirement: CGC-018
        // Others whose datagrams wait on the line as well have become slower by as much.
        if (IsQueueSeen) _floorLostUntilUs = Math.Max(_floorLostUntilUs, nowUs + FloorIsBackAfterUs);
        double least = nowUs >= _floorLostUntilUs ? floorBytes : LeastDatagrams * _segment;
        _window = Math.Max(_window * CubicWindow.Decrease, least);
        _threshold = _window;
    }

    /// <summary>What was lost was too long for the path, and says nothing about the line: that is learned anew.</summary>
    // Requirement: CGC-056
    public void ForgetLine(long nowUs)
    {
        // Carefully: a line that is much too full looks like a narrow path for a while.
        _threshold = double.MaxValue;
        _slowStart.Reset();
        _cubic.Reset();
        _attempt.End();
        _lostInEpisode = 0;
        _recoveryStartUs = nowUs;
        _model?.Restart(nowUs);
    }

    // Requirement: CGC-015
    // Less than the line holds, for as long as it takes to see what the way takes when nothing waits on it.
    private void Drain(long nowUs, uint lowestUs, uint meanUs)
    {
        _drainsUntilUs = nowUs + meanUs + DrainUs;
        _drainWindow = _model is not null ? _model.SoughtWindow : DrainPart * _window * lowestUs / Math.Max(meanUs, lowestUs);
    }

    private void EndRound(long nowUs, uint meanUs)
    {
        _roundEnd = Number;
        bool isLineFull = IsRoundMeasured && _roundLowUs > (ulong)_lowest.Us + MaximumQueueDelayUs;
        if (_model is not null) _model.EndRound(nowUs, IsRoundMeasured ? _roundLowUs : uint.MaxValue, _lowest.Us, isLineFull);
        else if (_window < _threshold && _slowStart.EndRound()) _threshold = _window;
        if (isLineFull) OnQueueDelay(nowUs, meanUs);
        else _attempt.End();
        _roundSampleUs = uint.MaxValue;
        _roundAcknowledged = 0;
    }

    // Our own bulk fills a queue that game messages wait in, too.
    // Requirement: CGC-014
    private void OnQueueDelay(long nowUs, uint meanUs)
    {
        _floorLostUntilUs = nowUs + FloorIsBackAfterUs;
        if (_model is not null) return;
        // Requirement: CGC-017
        if (_unconfirmed.Of(nowUs, meanUs) > _roundAcknowledged)
        {
            _attempt.End();
        }
        else if (_attempt.IsInVain(_window, _roundLowUs, _lowest.Us))
        {
            // It is not what we send that makes the way so long: it has become longer by itself.
            _lowest.Forget(_roundSampleUs);
            _floorLostUntilUs = nowUs;
            _threshold = Math.Max(_threshold, _attempt.Window);
            _attempt.End();
            return;
        }

        _cubic.NoteTop(_window);
        double delivered = Math.Max(_roundAcknowledged, LeastDatagrams * _segment);
        _window = Math.Max(Math.Min(_window * DelayDecrease, Math.Max(delivered, _window / 2)), LeastDatagrams * _segment);
        _threshold = _window;
        _lostInEpisode = 0;
    }

    // Requirement: CGC-011
    private void Grow(long acknowledged, long nowUs, uint meanUs)
    {
        _window = _window < _threshold
            ? _window + _slowStart.GrowthFor(acknowledged)
            : _cubic.Grow(_window, acknowledged, _segment, nowUs, meanUs);
        _window = Math.Min(_window, FirstHole.MostBytesBehind);
    }

    // Requirement: CGC-023
    private long RateFor(uint meanUs)
    {
        long rate = RateOfLine(meanUs);
        return RemoteBandwidth != 0 && (rate == 0 || rate > RemoteBandwidth) ? RemoteBandwidth : rate;
    }

    // Requirement: CGC-020
    private long RateOfLine(uint meanUs)
    {
        if (meanUs < UnpacedRoundTripUs) return 0;
        if (_model is not null) return (long)_model.PaceFor(meanUs);
        double gain = _window < _threshold ? 2 : 1.25;
        return (long)(gain * _window * 1_000_000 / meanUs);
    }

    // What does not wait for a turn takes none from what does: acknowledgements and pings are few. The model measures what is acknowledged, and must be paced in the same
    // bytes; a probe of it leaves whatever it says.
    private void Pay(in WrittenDatagram written)
    {
        if (_model is not null)
        {
            if (ProbeBytes == 0) _pacer.Spend(written.ConfirmedBytes, others: 0);
        }
        else if (written.HasUnconfirmed)
        {
            _pacer.Spend(written.ConfirmedBytes, written.Bytes - written.ConfirmedBytes);
        }
        else if (written.ConfirmedBytes > 0)
        {
            _pacer.Spend(written.Bytes, others: 0);
        }
    }

    // Requirement: CGC-040, DEV-095
    // The model counts all that was acknowledged, and is asked for the window after each datagram that says so.
    private void FollowModel(long acknowledged, long nowUs, long inFlight)
    {
        _floorLostUntilUs = Math.Max(_floorLostUntilUs, _model!.FloorLostUntilUs);
        _model.HoldsFloor = nowUs >= _floorLostUntilUs;
        _model.Settle(nowUs, acknowledged, inFlight, _lowest.Us);
        _window = Math.Min(_model.Window, FirstHole.MostBytesBehind);
    }
}
