namespace ManagedENet.Interop.Live;

/// <summary>How fast the packet throttle of a peer moves.</summary>
internal readonly record struct ThrottleSettings(uint IntervalMs, uint Acceleration, uint Deceleration);
