using System;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Connections;

/// <summary>What the two ends of a new connection propose and agree on.</summary>
internal static class Handshake
{
    private const int SessionMask = ProtocolConstants.HeaderSessionMask >> ProtocolConstants.HeaderSessionShift;
    private const ushort LeastRefusalNumber = 0x8000;

    /// <summary>The session bits of a number that came over the network.</summary>
    public static byte Session(byte proposed) => (byte)(proposed & SessionMask);

    /// <summary>
    /// A direction's session moves on by one, and by one more where it would repeat what this slot used last: late datagrams of an earlier connection then miss. It goes
    /// on past the ids that others with the same end use: whoever comes back to its port would get what is meant for its dead connection. Where all four are used, the
    /// one that was given first is given again.
    /// </summary>
    // Requirement: HSK-023, LIM-020, DEV-077
    public static byte NextSession(byte proposed, int lastUsed, in SessionSet others)
    {
        int first = ((proposed == Connection.NoSession ? lastUsed : proposed) + 1) & SessionMask;
        if (others.IsFull) return (byte)others.Oldest;
        int free = -1;
        for (int step = 0; step <= SessionMask; step++)
        {
            int session = (first + step) & SessionMask;
            if (others.Holds(session)) continue;
            if (session != lastUsed) return (byte)session;
            free = session;
        }

        return (byte)free;
    }

    /// <summary>
    /// The session id to name in a CONNECT, from which the other side moves on by one or two. Where we have other connections with its address it may have forgotten them,
    /// and give the new one a slot that we still send to: the id that comes out should be none of theirs.
    /// </summary>
    // Requirement: HSK-012, DEV-077
    public static byte ProposedSession(int own, in SessionSet others)
    {
        if (others.IsEmpty) return (byte)own;
        for (int steps = 2; steps >= 1; steps--)
        {
            for (int i = 0; i <= SessionMask; i++)
            {
                // Without one of our own it begins so that native's first id comes out first.
                int proposed = (own + i) & SessionMask;
                if (!others.Holds(proposed + 1) && (steps == 1 || !others.Holds(proposed + 2))) return (byte)proposed;
            }
        }

        return (byte)own;
    }

    /// <summary>
    /// A session of a new connection by luck, among those that others with the same end do not use; where all are used, the one that was given first. What is late must miss
    /// it: it differs from that of what may be late, as long as another is free.
    /// </summary>
    // Requirement: ADM-001, DEV-077
    public static byte DrawnSession(uint luck, in SessionSet others, int late)
    {
        if (others.IsFull) return (byte)others.Oldest;
        int count = 0;
        for (int session = 0; session <= SessionMask; session++)
        {
            if (session != late && !others.Holds(session)) count++;
        }

        if (count == 0) return (byte)late;
        int left = (int)(luck % (uint)count);
        for (int session = 0; ; session++)
        {
            if (session != late && !others.Holds(session) && left-- == 0) return (byte)session;
        }
    }

    /// <summary>
    /// The session in which a CONNECT is refused: whoever waits for an answer takes any. It is that of the connection before in the slot over there, which no later answer to this attempt gives, unless a
    /// connection with that end uses it: the CONNECT may be one that is late, and what refuses it must not end what has followed.
    /// </summary>
    // Requirement: ADM-026
    public static byte SessionOfRefusal(byte proposed, in SessionSet others)
    {
        byte session = Session(proposed);
        for (int step = 0; step <= SessionMask; step++)
        {
            byte candidate = Session((byte)(session + step));
            if (!others.Holds(candidate)) return candidate;
        }

        return session;
    }

    /// <summary>The number of a goodbye that refuses an attempt: one that a control channel reaches after 32,767 commands at the earliest.</summary>
    // Requirement: ADM-028
    public static ushort RefusalNumber(uint connectId) => (ushort)(LeastRefusalNumber | (connectId ^ (connectId >> 16)));

    /// <summary>True when a goodbye refuses another attempt than this one. Those of other libraries have small numbers and say nothing of it.</summary>
    // Requirement: ADM-028
    public static bool RefusesAnother(ushort number, uint connectId) => number >= LeastRefusalNumber && number != RefusalNumber(connectId);

    /// <summary>True when the terms of a VERIFY_CONNECT repeat what this side proposed, and are possible.</summary>
    // Requirement: HSK-042, LIM-020
    public static bool RepeatsProposal(in ConnectCommand terms, ThrottleTerms proposed, uint connectId) =>
        terms.ChannelCount is >= ProtocolConstants.MinimumChannelCount and <= ProtocolConstants.MaximumChannelCount
        && terms.OutgoingPeerId < ProtocolConstants.MaximumPeerId
        && ThrottleTerms.Of(terms) == proposed
        && terms.ConnectId == connectId;

    /// <summary>An MTU that came over the network, as one that can be used.</summary>
    // Requirement: LIM-020
    public static int ClampMtu(uint mtu) => (int)Math.Min(Math.Max(mtu, ProtocolConstants.MinimumMtu), ProtocolConstants.MaximumMtu);
}
