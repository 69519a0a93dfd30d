using System;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Hosting;

/// <summary>The door: what becomes of a stranger's datagram. Only a CONNECT opens it.</summary>
internal sealed class Admission
{
    private readonly HostOptions _options;
    private readonly Slots _slots;
    private readonly Replies _replies;
    private readonly Surroundings _surroundings;
    private readonly int _highestPeerId;

    public Admission(HostOptions options, Slots slots, Replies replies, Surroundings surroundings)
    {
        // A slot of a host has a number below 4,095, which stands for "not known" in the header of a datagram.
        bool admitsImpossible = (options.Quirks & NativeQuirks.AdmitsImpossiblePeerId) != 0;
        _highestPeerId = admitsImpossible ? ProtocolConstants.MaximumPeerId : ProtocolConstants.MaximumPeerId - 1;
        _options = options;
        _slots = slots;
        _replies = replies;
        _surroundings = surroundings;
    }

    /// <summary>Decides over a CONNECT. <see cref="DropReason.None"/> comes with the new connection.</summary>
    public DropReason TryAdmit(in ENetAddress from, in ConnectCommand proposal, out Connection? newcomer)
    {
        newcomer = null;
        DropReason reason = Check(from, proposal);
        if (reason != DropReason.None) return reason;

        // Asked before a slot is taken: an approver that throws leaves nothing behind, and one that connects takes the slot it needs.
        uint refusal = 0;
        // Requirement: HSK-047
        if (_options.Approver is { } approver && !approver.Approve(from, (int)proposal.ChannelCount, proposal.Data, out refusal))
        {
            _replies.Refuse(from, proposal, refusal, _surroundings.NowMs);
            return DropReason.NotApproved;
        }

        newcomer = _slots.TryTake(_surroundings);
        if (newcomer is null) return DropReason.HostFull;
        newcomer.Accept(from, proposal, _slots.SessionsOf(from, proposal.OutgoingPeerId));
        _slots.Count(newcomer);
        return DropReason.None;
    }

    private DropReason Check(in ENetAddress from, in ConnectCommand proposal)
    {
        // Requirement: HSK-020, LIM-020
        if (proposal.ChannelCount is < ProtocolConstants.MinimumChannelCount or > ProtocolConstants.MaximumChannelCount) return DropReason.InvalidChannelCount;
        // Requirement: LIM-020, DEV-073
        if (proposal.OutgoingPeerId > _highestPeerId) return DropReason.InvalidPeerId;
        // Requirement: LIM-021
        if (!from.CanBeAnswered) return DropReason.InvalidSource;
        // Requirement: HSK-020
        if (_slots.Knows(from, proposal.ConnectId)) return DropReason.DuplicateConnect;
        // Requirement: HSK-020, LIM-013
        if (_slots.CountFrom(from) >= _options.DuplicatePeerLimit) return DropReason.TooManyFromAddress;
        // Requirement: HSK-020
        return _slots.HasFree ? DropReason.None : DropReason.HostFull;
    }
}
