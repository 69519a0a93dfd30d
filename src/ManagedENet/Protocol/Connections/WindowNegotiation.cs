using System;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Connections;

/// <summary>How bandwidth limits become a window of reliable bytes in transit: 4,096 bytes for each whole 64 KiB/s, between 4,096 and 65,536.</summary>
internal static class WindowNegotiation
{
    /// <summary>The window for one limit; 0 is unlimited.</summary>
    // Requirement: HSK-021
    public static uint ForBandwidth(uint bandwidth) =>
        bandwidth == 0 ? ProtocolConstants.MaximumWindowBytes : Clamp((ulong)(bandwidth / ProtocolConstants.WindowScale) * ProtocolConstants.MinimumWindowBytes);

    /// <summary>The window between a sender's and a receiver's limit: the smaller counts, and where one is unlimited the other.</summary>
    // Requirement: HSK-025
    public static uint Between(uint outgoing, uint incoming) =>
        ForBandwidth(outgoing == 0 || incoming == 0 ? Math.Max(outgoing, incoming) : Math.Min(outgoing, incoming));

    /// <summary>Into the allowed range.</summary>
    // Requirement: LIM-020, LIM-024
    public static uint Clamp(ulong window) =>
        (uint)Math.Min(Math.Max(window, ProtocolConstants.MinimumWindowBytes), ProtocolConstants.MaximumWindowBytes);

    /// <summary>The window for one limit before it is clamped, as native computes the one it answers with.</summary>
    // Requirement: HSK-026
    public static uint Unclamped(uint bandwidth) =>
        bandwidth == 0 ? ProtocolConstants.MaximumWindowBytes : bandwidth / ProtocolConstants.WindowScale * ProtocolConstants.MinimumWindowBytes;
}
