using System;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Connections;

/// <summary>What the two ends of a connection have told each other about themselves and agreed on.</summary>
internal struct ConnectionTerms
{
    /// <summary>Random id of the connection.</summary>
    public uint ConnectId;

    /// <summary>Which one the other end was of those that have asked; 0 when this side has asked.</summary>
    public uint Asked;

    /// <summary>The peer id that the other end chose for us.</summary>
    public ushort OutgoingPeerId;

    /// <summary>Session bits expected in what arrives.</summary>
    public byte IncomingSessionId;

    /// <summary>Session bits put into what is sent.</summary>
    public byte OutgoingSessionId;

    /// <summary>Channels the connection has.</summary>
    public int ChannelCount;

    /// <summary>Reliable bytes that may be in transit.</summary>
    public uint WindowBytes;

    /// <summary>Bytes per second the other end can take; 0 is unlimited.</summary>
    public uint IncomingBandwidth;

    /// <summary>Bytes per second the other end may send; 0 is unlimited.</summary>
    public uint OutgoingBandwidth;

    /// <summary>What stands in our CONNECT, where the application has changed it since.</summary>
    public ThrottleTerms? ProposedThrottle;

    /// <summary>Those of a connection that has not begun, in a slot whose last one used these session ids.</summary>
    public static ConnectionTerms Unknown(int incomingSessionId, int outgoingSessionId) => new()
    {
        IncomingSessionId = (byte)incomingSessionId,
        OutgoingSessionId = (byte)outgoingSessionId,
        OutgoingPeerId = ProtocolConstants.MaximumPeerId,
        WindowBytes = ProtocolConstants.MaximumWindowBytes,
    };

    /// <summary>Chooses what to propose, and answers the CONNECT that says so.</summary>
    // Requirement: HSK-010, HSK-011, HSK-012, HSK-013
    public ConnectCommand Propose(int name, int channelCount, uint connectId, uint data, in Path path, Surroundings surroundings, in SessionsInUse others)
    {
        ChannelCount = Math.Clamp(channelCount, ProtocolConstants.MinimumChannelCount, ProtocolConstants.MaximumChannelCount);
        ConnectId = connectId;
        WindowBytes = WindowNegotiation.ForBandwidth(surroundings.OutgoingBandwidth);
        var throttle = ThrottleTerms.Of(path.Recovery.Throttle);
        return new ConnectCommand(
            (ushort)name,
            (byte)IncomingSessionId,
            Handshake.ProposedSession(OutgoingSessionId, others.Outgoing),
            (uint)path.MtuBytes,
            WindowBytes,
            (uint)ChannelCount,
            surroundings.IncomingBandwidth,
            surroundings.OutgoingBandwidth,
            throttle.IntervalMs,
            throttle.Acceleration,
            throttle.Deceleration,
            ConnectId,
            data);
    }

    /// <summary>Takes what a CONNECT proposes, as far as we can, and answers the VERIFY_CONNECT that says so.</summary>
    // Requirement: HSK-022
    public ConnectCommand Accept(int name, in ConnectCommand proposal, ref Path path, Surroundings surroundings, in SessionsInUse others)
    {
        // The names are the client's: its incoming session is what we put into our datagrams.
        byte outgoingSession = Handshake.NextSession(proposal.IncomingSessionId, OutgoingSessionId, others.Outgoing);
        byte incomingSession = Handshake.NextSession(proposal.OutgoingSessionId, IncomingSessionId, others.Incoming);
        int proposedMtu = Handshake.ClampMtu(proposal.Mtu);
        // Requirement: HSK-024
        int mtuBytes = surroundings.VerifyEchoesClientMtu ? proposedMtu : Math.Min(path.MtuBytes, proposedMtu);
        Take(proposal, incomingSession, outgoingSession, mtuBytes, surroundings.ChannelLimit, ref path, surroundings);
        return Granted(proposal, name, incomingSession, outgoingSession, mtuBytes, ChannelCount, surroundings);
    }

    /// <summary>Takes what was agreed on with somebody who has proved its address.</summary>
    // Requirement: HSK-022
    public void Accept(in HalfOpen proved, ref Path path, Surroundings surroundings)
    {
        path.Address = proved.From;
        path.Traffic = proved.Traffic;
        Asked = proved.Asked;
        int mtuBytes = Math.Min(proved.MtuBytes, Handshake.ClampMtu(proved.Proposal.Mtu));
        Take(proved.Proposal, proved.IncomingSession, proved.OutgoingSession, mtuBytes, proved.ChannelLimit, ref path, surroundings);
    }

    /// <summary>The VERIFY_CONNECT for somebody who has not proved its address.</summary>
    public static ConnectCommand Granted(in HalfOpen asking, Surroundings surroundings)
    {
        int mtuBytes = Math.Min(asking.MtuBytes, Handshake.ClampMtu(asking.Proposal.Mtu));
        int channels = Math.Min((int)asking.Proposal.ChannelCount, asking.ChannelLimit);
        return Granted(asking.Proposal, asking.Name, asking.IncomingSession, asking.OutgoingSession, mtuBytes, channels, surroundings);
    }

    private static ConnectCommand Granted(in ConnectCommand proposal, int name, byte incomingSession, byte outgoingSession, int mtuBytes, int channels, Surroundings surroundings)
    {
        // Requirement: HSK-026
        uint remoteWindow = WindowNegotiation.Clamp(Math.Min(WindowNegotiation.Unclamped(surroundings.IncomingBandwidth), proposal.WindowBytes));

        // Requirement: HSK-027
        return proposal with
        {
            OutgoingPeerId = (ushort)name,
            IncomingSessionId = outgoingSession,
            OutgoingSessionId = incomingSession,
            Mtu = (uint)mtuBytes,
            WindowBytes = remoteWindow,
            ChannelCount = (uint)channels,
            IncomingBandwidth = surroundings.IncomingBandwidth,
            OutgoingBandwidth = surroundings.OutgoingBandwidth,
        };
    }

    private void Take(in ConnectCommand proposal, byte incomingSession, byte outgoingSession, int mtuBytes, int channelLimit, ref Path path, Surroundings surroundings)
    {
        ConnectId = proposal.ConnectId;
        OutgoingPeerId = proposal.OutgoingPeerId;
        ChannelCount = Math.Min((int)proposal.ChannelCount, channelLimit);
        IncomingBandwidth = proposal.IncomingBandwidth;
        OutgoingBandwidth = proposal.OutgoingBandwidth;
        path.Recovery.Throttle.Set(proposal.ThrottleInterval, proposal.ThrottleAcceleration, proposal.ThrottleDeceleration);
        OutgoingSessionId = outgoingSession;
        IncomingSessionId = incomingSession;
        path.MtuBytes = mtuBytes;
        // Requirement: HSK-025
        WindowBytes = WindowNegotiation.Between(surroundings.OutgoingBandwidth, proposal.IncomingBandwidth);
    }

    /// <summary>Takes what a VERIFY_CONNECT grants; false, and nothing has changed, when it does not repeat what was proposed.</summary>
    // Requirement: HSK-042, HSK-044, DEV-078
    public bool TryAgree(in ConnectCommand granted, ref Path path)
    {
        if (!Handshake.RepeatsProposal(granted, ProposedThrottle ?? ThrottleTerms.Of(path.Recovery.Throttle), ConnectId)) return false;
        ChannelCount = Math.Min(ChannelCount, (int)granted.ChannelCount);
        OutgoingPeerId = granted.OutgoingPeerId;
        IncomingSessionId = Handshake.Session(granted.IncomingSessionId);
        OutgoingSessionId = Handshake.Session(granted.OutgoingSessionId);
        path.MtuBytes = Math.Min(path.MtuBytes, Handshake.ClampMtu(granted.Mtu));
        WindowBytes = Math.Min(WindowBytes, WindowNegotiation.Clamp(granted.WindowBytes));
        IncomingBandwidth = granted.IncomingBandwidth;
        OutgoingBandwidth = granted.OutgoingBandwidth;
        return true;
    }

    /// <summary>Takes the limits that the other end has told.</summary>
    // Requirement: FLW-050, LIM-024
    public void SetBandwidths(in BandwidthLimitCommand limit, Surroundings surroundings)
    {
        IncomingBandwidth = limit.IncomingBandwidth;
        OutgoingBandwidth = limit.OutgoingBandwidth;
        WindowBytes = WindowNegotiation.Between(surroundings.OutgoingBandwidth, IncomingBandwidth);
    }
}
