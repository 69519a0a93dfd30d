using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Hosting;

/// <summary>Whose datagram it is: by the slot that its header names, its address and its session.</summary>
internal sealed class Demultiplexer
{
    private readonly Slots _slots;

    public Demultiplexer(Slots slots) => _slots = slots;

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
        if (candidate.Address != from && !candidate.Address.IsIPv4Broadcast) return DropReason.WrongAddress;
        // Requirement: DGM-016
        bool knowsSession = candidate.OutgoingPeerId < ProtocolConstants.MaximumPeerId;
        if (knowsSession && header.SessionId != candidate.IncomingSessionId) return DropReason.WrongSession;
        connection = candidate;
        return DropReason.None;
    }
}
