using System;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Connections;

/// <summary>What the two ends of a new connection propose and agree on.</summary>
internal static class Handshake
{
    private const int SessionMask = ProtocolConstants.HeaderSessionMask >> ProtocolConstants.HeaderSessionShift;

    /// <summary>The session bits of a number that came over the network.</summary>
    public static int Session(byte proposed) => proposed & SessionMask;

    /// <summary>
    /// A direction's session moves on by one, and by one more where it would repeat what this slot used last: late datagrams of an earlier connection then miss.
    /// </summary>
    // Requirement: HSK-023, LIM-020
    public static byte NextSession(byte proposed, int lastUsed)
    {
        int session = ((proposed == Connection.NoSession ? lastUsed : proposed) + 1) & SessionMask;
        if (session == lastUsed) session = (session + 1) & SessionMask;
        return (byte)session;
    }

    /// <summary>True when the terms of a VERIFY_CONNECT repeat what this side proposed, and are possible.</summary>
    // Requirement: HSK-042, LIM-020
    public static bool RepeatsProposal(in ConnectCommand terms, in Recovery.PacketThrottle throttle, uint connectId) =>
        terms.ChannelCount is >= ProtocolConstants.MinimumChannelCount and <= ProtocolConstants.MaximumChannelCount
        && terms.OutgoingPeerId < ProtocolConstants.MaximumPeerId
        && terms.ThrottleInterval == throttle.IntervalMs
        && terms.ThrottleAcceleration == throttle.Acceleration
        && terms.ThrottleDeceleration == throttle.Deceleration
        && terms.ConnectId == connectId;

    /// <summary>An MTU that came over the network, as one that can be used.</summary>
    // Requirement: LIM-020
    public static int ClampMtu(uint mtu) => (int)Math.Min(Math.Max(mtu, ProtocolConstants.MinimumMtu), ProtocolConstants.MaximumMtu);
}
