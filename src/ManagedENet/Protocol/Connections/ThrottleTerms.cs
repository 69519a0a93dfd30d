using ManagedENet.Protocol.Recovery;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Connections;

/// <summary>The three parameters of the packet throttle that both ends of a connection share.</summary>
internal readonly record struct ThrottleTerms(uint IntervalMs, uint Acceleration, uint Deceleration)
{
    /// <summary>Those that a CONNECT or VERIFY_CONNECT names.</summary>
    public static ThrottleTerms Of(in ConnectCommand terms) => new(terms.ThrottleInterval, terms.ThrottleAcceleration, terms.ThrottleDeceleration);

    /// <summary>Those that are set.</summary>
    public static ThrottleTerms Of(in PacketThrottle throttle) => new(throttle.IntervalMs, throttle.Acceleration, throttle.Deceleration);
}
