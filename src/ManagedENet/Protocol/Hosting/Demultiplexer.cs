using System;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Hosting;

/// <summary>Whose datagram it is: by the name in its header, its address and its session. Whoever waits for an answer takes it from anywhere, if it is the answer.</summary>
internal sealed class Demultiplexer
{
    private readonly Slots _slots;
    private readonly bool _takesAnythingByBroadcast;

    /// <summary>Over these connections.</summary>
    /// <param name="slots">The connections.</param>
    /// <param name="takesAnythingByBroadcast">Native's way: whoever asked the whole network takes anything from anywhere for an answer, and nobody else takes one from another address.</param>
    public Demultiplexer(Slots slots, bool takesAnythingByBroadcast)
    {
        _slots = slots;
        _takesAnythingByBroadcast = takesAnythingByBroadcast;
    }

    /// <summary>Finds the connection of a datagram; null with <see cref="DropReason.None"/> for a stranger's.</summary>
    // Requirement: DGM-010
    public DropReason Find(in DatagramHeader header, in ENetAddress from, out Connection? connection)
    {
        connection = null;
        if (header.PeerId == ProtocolConstants.MaximumPeerId) return DropReason.None;
        // Requirement: DGM-013
        if (!_slots.MayBeNamed(header.PeerId)) return DropReason.UnknownSlot;
        Connection? candidate = _slots.Named(header.PeerId, from);
        // Requirement: DGM-014
        if (candidate is null || ConnectionPhases.IsDeaf(candidate.State)) return DropReason.FreeSlot;
        // Requirement: DGM-015, HSK-015
        bool isElsewhere = candidate.Address != from;
        if (isElsewhere && !(_takesAnythingByBroadcast ? candidate.Address.IsIPv4Broadcast : candidate.Phase == ENetPeerState.Connecting)) return DropReason.WrongAddress;
        // Requirement: DGM-016
        bool knowsSession = candidate.OutgoingPeerId < ProtocolConstants.MaximumPeerId;
        if (knowsSession && header.SessionId != candidate.IncomingSessionId) return DropReason.WrongSession;
        connection = candidate;
        return DropReason.None;
    }

    /// <summary>The slot that <see cref="Find"/> would lead to.</summary>
    public int SlotOf(in ENetAddress from, ReadOnlySpan<byte> datagram, int otherwise)
    {
        if (!DatagramHeader.TryRead(datagram, out DatagramHeader header)) return otherwise;
        return Find(header, from, out Connection? connection) == DropReason.None && connection is not null ? connection.Slot : otherwise;
    }

    /// <summary>
    /// True when a connection may take these commands from there: a host with several addresses answers from whichever its system picks, and the connect id, which only it has been
    /// told, says that it is the one.
    /// </summary>
    // Requirement: ADM-011, DEV-085
    public bool MayComeFrom(in ENetAddress from, ReadOnlySpan<byte> commands, Connection connection)
    {
        if (connection.Address == from || _takesAnythingByBroadcast) return true;
        var reader = new DatagramReader(commands);
        return reader.TryRead() == ReadStatus.Command && reader.Header.Kind == CommandKind.VerifyConnect && VerifyConnectCommand.Read(reader.Command).Terms.ConnectId == connection.ConnectId;
    }
}
