using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Protocol.Recovery;

/// <content>What a log shows of it.</content>
internal sealed partial class CongestionController
{
    /// <summary>The shortest round trip of the last five to ten seconds, microseconds; 0 before the first measurement.</summary>
    public uint LowestRoundTripUs => _lowest.Us == uint.MaxValue ? 0 : _lowest.Us;

    /// <summary>How often was asked since something came back.</summary>
    public int Probes => _probes;

    /// <summary>What it is at.</summary>
    public ENetCongestionState StateAt(long nowUs)
    {
        if (_probes >= ProbesUntilSilence) return ENetCongestionState.Silence;
        if (nowUs < _drainsUntilUs) return ENetCongestionState.ProbeRoundTrip;
        if (_model is not null) return _model.State;
        if (_recoveryStartUs != ProtocolTime.Unset && _newestSentUs <= _recoveryStartUs) return ENetCongestionState.Recovery;
        return _window < _threshold ? ENetCongestionState.SlowStart : ENetCongestionState.CongestionAvoidance;
    }
}
