using System;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Hosting;

/// <summary>
/// The door: what becomes of a stranger's datagram. A CONNECT is answered, and makes no connection yet; whoever repeats what stands in the answer has proved that it gets what
/// is sent to its address, and has one.
/// </summary>
/// <remarks>
/// <code>
///   CONNECT  -->  can be answered?  -->  crowd: asked before?  -->  budget  -->  approver  -->  room?  -->  half open: VERIFY_CONNECT
///                                                                                   |            |
///                                                                                   +------------+---->  DISCONNECT
///   ACKNOWLEDGE  -->  name, session, number, time as in the answer?  -->  a slot, and the event
/// </code>
/// </remarks>
internal sealed class Admission
{
    private const int Draws = 16;
    private const int MostNamesTried = 512;
    private const int NoName = -1;
    private const int NothingLate = -1;
    private const long RestUs = 10_000_000;
    private const int MostAmplification = 3;

    private readonly HostOptions _options;
    private readonly Slots _slots;
    private readonly Replies _replies;
    private readonly Surroundings _surroundings;
    private readonly IRandomSource _random;
    private readonly HalfOpenTable _halfOpen;
    private readonly Greylist _greylist;
    private readonly int _highestPeerId;
    private readonly bool _admitsAtOnce;
    private readonly int _longestAnswer;
    private readonly int _lowestDrawn;
    private readonly PrefixShares _shares;
    private readonly RateLimit _replyLimit;
    private TokenBucket _budget;
    private long _lastReplyUs;
    private int _lastName;

    /// <summary>What the application says of strangers.</summary>
    public DoorPolicy Policy { get; }

    public Admission(HostOptions options, Slots slots, Replies replies, Ledger ledger, Surroundings surroundings, IRandomSource random)
    {
        // A slot of a host has a number below 4,095, which stands for "not known" in the header of a datagram.
        bool admitsImpossible = (options.Quirks & NativeQuirks.AdmitsImpossiblePeerId) != 0;
        _highestPeerId = admitsImpossible ? ProtocolConstants.MaximumPeerId : ProtocolConstants.MaximumPeerId - 1;
        _admitsAtOnce = (options.Quirks & NativeQuirks.AdmitsUnproved) != 0;
        _longestAnswer = replies.VerifyBytes;
        // The numbers of slots are for those whom we ask, as long as there are enough others.
        _lowestDrawn = options.PeerLimit <= ProtocolConstants.MaximumPeerId / 2 ? options.PeerLimit : 0;
        _options = options;
        _slots = slots;
        _replies = replies;
        _surroundings = surroundings;
        _random = random;
        _halfOpen = new HalfOpenTable(slots.Hash, ledger);
        slots.IsPromised = name => _halfOpen.IsNamed(name, WatchedUs);
        _greylist = new Greylist(slots.Hash, ledger, options.GreylistFrom, surroundings.NowUs);
        _shares = new PrefixShares(slots.Hash, ledger, options.PrefixReplyLimit);
        _replyLimit = new RateLimit(options.ReplyLimit, options.ReplyLimit);
        _budget = TokenBucket.Full(surroundings.NowUs, _replyLimit);
        Policy = new DoorPolicy(slots.Hash);
    }

    private long NowUs => _surroundings.NowUs;

    // By this time entries end: what somebody has answered may wait in the socket while nobody looks at it.
    // Requirement: ADM-027
    private long WatchedUs => _surroundings.Sending.WatchedUntilUs is var until && until == ProtocolTime.Unset ? NowUs : Math.Min(until, NowUs);

    /// <summary>Decides over a CONNECT that came in a datagram of so many bytes. By native's rules a connection comes with <see cref="DropReason.None"/>; else it is null, and the answer waits among the replies.</summary>
    public DropReason Ask(in ENetAddress from, byte local, in ConnectCommand proposal, int receivedBytes, out Connection? newcomer)
    {
        newcomer = null;
        DropReason reason = Check(from, proposal);
        if (reason != DropReason.None) return reason;
        return _admitsAtOnce ? AdmitAtOnce(from, local, proposal, out newcomer) : Ask(from, local, proposal, receivedBytes);
    }

    /// <summary>The entry of whoever calls us by this name from there, or -1.</summary>
    public int Find(in ENetAddress from, int name) => _halfOpen.FindNamed(from, name, WatchedUs);

    /// <summary>The connect id of an entry.</summary>
    public uint ConnectIdOf(int index) => _halfOpen[index].Proposal.ConnectId;

    /// <summary>
    /// Hears somebody who has asked: what proves its address makes the connection, anything else is answered as the CONNECT was, because the answer may not have arrived.
    /// </summary>
    /// <param name="index">The entry.</param>
    /// <param name="local">The number of the address of ours that it came to.</param>
    /// <param name="header">The header of the datagram.</param>
    /// <param name="receivedBytes">Bytes of the datagram as it came.</param>
    /// <param name="commands">Its commands; those behind the proof when the call returns.</param>
    /// <param name="newcomer">The connection, or null.</param>
    public DropReason Hear(int index, byte local, in DatagramHeader header, int receivedBytes, ref ReadOnlySpan<byte> commands, out Connection? newcomer)
    {
        newcomer = null;
        ref HalfOpen entry = ref _halfOpen[index];
        if (header.SessionId != entry.IncomingSession) return CountWrong(ref entry, DropReason.WrongSession);
        entry.Local = local;
        var reader = new DatagramReader(commands);
        ReadStatus status = reader.TryRead();
        if (status != ReadStatus.Command) return DatagramReader.ReasonOf(status);
        switch (reader.Header.Kind)
        {
            case CommandKind.Acknowledge:
                var answer = AcknowledgeCommand.Read(reader.Command);
                // Requirement: ADM-004
                bool isRight = reader.Header.ChannelId == ProtocolConstants.ControlChannel && answer.ReceivedReliableSequence == entry.Sequence;
                if (!_halfOpen.TryFindAnswer(index, answer.ReceivedSentTime, out long sentUs) || !isRight) return CountWrong(ref entry, DropReason.UnexpectedAcknowledgement);
                commands = reader.Rest;
                return entry.IsLeaving ? DropReason.WrongState : Admit(ref entry, sentUs, out newcomer);

            case CommandKind.Disconnect:
                // Its acknowledgement was lost, and it leaves again: without an answer it would wait until it gives us up.
                // Requirement: HSK-031
                entry.IsLeaving = true;
                if (header.HasSentTime && reader.Header.WantsAcknowledgement && TryTakeAnotherReply(entry)) _replies.Acknowledge(entry, reader.Header.ReliableSequence, header.SentTime, _surroundings.NowMs);
                return DropReason.WrongState;

            default:
                entry.Traffic.CountReceived(receivedBytes);
                Answer(index);
                return DropReason.WrongState;
        }
    }

    /// <summary>The network is another one: whatever address of ours was asked, the system picks the one that answers.</summary>
    public void ForgetLocals() => _halfOpen.ForgetLocals();

    /// <summary>Called now and then: what a crowd made large goes when it has.</summary>
    public void EndInterval()
    {
        _halfOpen.EndInterval(WatchedUs);
        // Whoever is full, or lets nobody in, answers strangers and remembers none.
        if (!_admitsAtOnce && NowUs - _lastReplyUs >= RestUs) _replies.Release();
        _greylist.EndInterval(NowUs);
        if (!_greylist.IsKept) _shares.End();
    }

    /// <summary>Strangers who have asked and not proved their address yet; walks over what is held for them.</summary>
    public int Pending => _halfOpen.CountAlive(_surroundings.NowUs);

    /// <summary>Counts what is held for strangers.</summary>
    public void Measure(ref MemoryMeasure measure) => measure.StrangerBytes += _halfOpen.HeldBytes + _greylist.HeldBytes + _shares.HeldBytes + _replies.HeldBytes;

    private DropReason Check(in ENetAddress from, in ConnectCommand proposal)
    {
        // Requirement: HSK-020, LIM-020
        if (proposal.ChannelCount is < ProtocolConstants.MinimumChannelCount or > ProtocolConstants.MaximumChannelCount) return DropReason.InvalidChannelCount;
        // Requirement: LIM-020, DEV-073
        if (proposal.OutgoingPeerId > _highestPeerId) return DropReason.InvalidPeerId;
        // Requirement: LIM-021
        if (!from.CanBeAnswered) return DropReason.InvalidSource;
        // Requirement: HSK-020
        return _slots.Knows(from, proposal.ConnectId) ? DropReason.DuplicateConnect : DropReason.None;
    }

    // Requirement: HSK-020, LIM-013
    private DropReason CheckRoom(in ENetAddress from, bool isPromised)
    {
        if (_slots.CountFrom(from) >= _options.DuplicatePeerLimit) return DropReason.TooManyFromAddress;
        // Requirement: ADM-013
        return _slots.HasFree && (isPromised || Policy.IsOpen) && _slots.Taken < Policy.PeerLimit ? DropReason.None : DropReason.HostFull;
    }

    private DropReason Ask(in ENetAddress from, byte local, in ConnectCommand proposal, int receivedBytes)
    {
        int index = _halfOpen.Find(from, proposal.ConnectId, WatchedUs);
        if (index >= 0)
        {
            _halfOpen[index].Traffic.CountReceived(receivedBytes);
            // Each question is answered from the address that it came to.
            _halfOpen[index].Local = local;
            Answer(index);
            return _halfOpen[index].IsRefused ? DropReason.NotApproved : DropReason.DuplicateConnect;
        }

        if (!_greylist.Admits(from, proposal.ConnectId, NowUs)) return DropReason.Crowded;
        // Whoever is not wanted is not told so, and takes no answer from others.
        if (!Policy.Admits(from)) return DropReason.Banned;
        if (!TryTakeReply(from)) return DropReason.Crowded;
        // Requirement: ADM-024
        _slots.Returns?.Ask(from, NowUs);
        // Requirement: HSK-047
        uint refusal = 0;
        bool isRefused = _options.Approver is { } approver && !approver.Approve(from, (int)proposal.ChannelCount, proposal.Data, out refusal);
        DropReason reason = isRefused ? DropReason.NotApproved : CheckRoom(from, isPromised: false);
        if (reason is DropReason.HostFull or DropReason.TooManyFromAddress)
        {
            // That may be another the next time it asks.
            // Requirement: ADM-007
            Refuse(from, local, proposal, _options.FullData);
            return reason;
        }

        int name = isRefused ? ProtocolConstants.MaximumPeerId : DrawName(from);
        if (name == NoName) return DropReason.Crowded;
        index = _halfOpen.Add(isRefused ? Refused(from, proposal, refusal) : Admitted(from, proposal, name), WatchedUs);
        _halfOpen[index].Traffic.CountReceived(receivedBytes);
        _halfOpen[index].Local = local;
        if (IsPaidFor(index)) Send(index);
        return reason;
    }

    private HalfOpen Refused(in ENetAddress from, in ConnectCommand proposal, uint refusal) => new()
    {
        From = from,
        Proposal = proposal,
        EndsUs = NowUs + HalfOpen.LifeUs,
        IsRefused = true,
        Refusal = refusal,
        Name = ProtocolConstants.MaximumPeerId,
    };

    // Requirement: ADM-001, DEV-084
    private HalfOpen Admitted(in ENetAddress from, in ConnectCommand proposal, int name)
    {
        SessionsInUse others = _slots.SessionsOf(from, proposal.OutgoingPeerId, includesEnded: true);
        byte refusing = Handshake.SessionOfRefusal(proposal.IncomingSessionId, _slots.SessionsOf(from, proposal.OutgoingPeerId).Outgoing);
        uint luck = _random.NextUInt32();
        uint sessions = _random.NextUInt32();
        return new HalfOpen
        {
            From = from,
            Proposal = proposal,
            EndsUs = NowUs + HalfOpen.LifeUs,
            Name = (ushort)name,
            Sequence = (ushort)luck,
            TimeOffset = (ushort)(luck >> 16),
            IncomingSession = Handshake.DrawnSession(sessions >> 16, others.Incoming, NothingLate),
            // What the connection before in that slot is still sent, and a refusal of the same attempt that comes late.
            OutgoingSession = Handshake.DrawnSession(sessions & 0xFFFF, others.Outgoing, refusing),
            MtuBytes = (ushort)_surroundings.MtuBytes,
            ChannelLimit = (byte)_surroundings.ChannelLimit,
        };
    }

    // Two may have one name as long as they come from different addresses; with one of its own nobody needs to be told from another.
    private int DrawName(in ENetAddress from)
    {
        int drawn = 0;
        for (int i = 0; i < Draws; i++)
        {
            drawn = Names.Draw(_random);
            if (IsFree(drawn, from)) return drawn;
        }

        // Somebody with thousands of attempts at one address has nearly all names there. Looking for the last ones must not cost much more than other questions do: the next question goes on where this one ends.
        for (int i = 0; i < MostNamesTried; i++)
        {
            _lastName = (_lastName + 1) % ProtocolConstants.MaximumPeerId;
            if (IsFree(_lastName, from)) return _lastName;
        }

        return NoName;
    }

    private bool IsFree(int name, in ENetAddress from) => name >= _lowestDrawn && !_slots.IsNamed(name) && _halfOpen.FindNamed(from, name, WatchedUs) < 0;

    private void Answer(int index)
    {
        // Whoever is far away, or is not heard, goes on.
        _halfOpen[index].EndsUs = NowUs + HalfOpen.LifeUs;
        if (IsPaidFor(index) && _halfOpen.MayAnswer(index, NowUs) && TryTakeAnotherReply(_halfOpen[index])) Send(index);
    }

    // Who knows the name may say little and be answered, and a compressor may make little of a question, but what leaves for an address stays in proportion to what came from it.
    // Requirement: ADM-003
    private bool IsPaidFor(int index)
    {
        ref PathTraffic traffic = ref _halfOpen[index].Traffic;
        return traffic.SentBytes + _longestAnswer <= MostAmplification * traffic.ReceivedBytes;
    }

    // Whoever was banned since it has asked is not told so.
    // Requirement: ADM-012
    private bool TryTakeAnotherReply(in HalfOpen entry) => Policy.Admits(entry.From) && TryTakeReply(entry.From);

    // Whoever has no answer left to its network takes none from the others.
    // Requirement: ADM-006, ADM-020
    private bool TryTakeReply(in ENetAddress to)
    {
        _lastReplyUs = NowUs;
        if (_budget.Has(NowUs, _replyLimit)) return _shares.TryTake(to, NowUs) && _budget.TryTake(NowUs, _replyLimit);
        if (_greylist.IsKept && _shares.Begin(NowUs)) _greylist.AskOnceMore(NowUs);
        return false;
    }

    private void Send(int index)
    {
        ushort time = _halfOpen.NoteAnswer(index, NowUs);
        ref HalfOpen entry = ref _halfOpen[index];
        int length = entry.IsRefused
            ? Refuse(entry.From, entry.Local, entry.Proposal, entry.Refusal)
            : _replies.Verify(entry, ConnectionTerms.Granted(entry, _surroundings), time);
        if (length > 0) entry.Traffic.CountSent(length);
    }

    private int Refuse(in ENetAddress to, byte local, in ConnectCommand proposal, uint data)
    {
        byte session = Handshake.SessionOfRefusal(proposal.IncomingSessionId, _slots.SessionsOf(to, proposal.OutgoingPeerId).Outgoing);
        return _replies.Refuse(to, local, proposal, session, data, _surroundings.NowMs);
    }

    // Requirement: ADM-008
    private static DropReason CountWrong(ref HalfOpen entry, DropReason reason)
    {
        if (++entry.Wrong >= HalfOpen.MostWrong) entry.IsUsed = false;
        return reason;
    }

    // Requirement: ADM-002, HSK-028
    private DropReason Admit(ref HalfOpen entry, long sentUs, out Connection? newcomer)
    {
        newcomer = null;
        if (!Policy.Admits(entry.From))
        {
            entry.IsUsed = false;
            return DropReason.Banned;
        }

        if (!_slots.TryReplace(entry.From, entry.Proposal.OutgoingPeerId, entry.Asked))
        {
            entry.IsUsed = false;
            return DropReason.DuplicateConnect;
        }

        // Whoever was answered while the door was open is told that it is in: it comes in, although the door has closed since.
        DropReason reason = CheckRoom(entry.From, isPromised: true);
        uint refusal = _options.FullData;
        // Requirement: ADM-014
        if (reason == DropReason.None && _options.Approver is IProvedConnectionApprover approver)
        {
            // One that throws leaves the entry, and is asked again when the other end says something.
            bool isApproved = approver.ApproveProved(entry.From, (int)entry.Proposal.ChannelCount, entry.Proposal.Data, out uint answer);
            if (!isApproved) (reason, refusal) = (DropReason.NotApproved, answer);
        }

        if (reason == DropReason.None) newcomer = _slots.TryTake(_surroundings, entry.Name);
        entry.IsUsed = false;
        if (newcomer is null)
        {
            if (TryTakeReply(entry.From)) _replies.Refuse(entry, refusal, _surroundings.NowMs);
            return reason == DropReason.None ? DropReason.HostFull : reason;
        }

        newcomer.Accept(entry, sentUs);
        _slots.Count(newcomer);
        return DropReason.None;
    }

    private DropReason AdmitAtOnce(in ENetAddress from, byte local, in ConnectCommand proposal, out Connection? newcomer)
    {
        newcomer = null;
        DropReason reason = CheckRoom(from, isPromised: false);
        if (reason != DropReason.None) return reason;

        // Asked before a slot is taken: an approver that throws leaves nothing behind, and one that connects takes the slot it needs.
        if (_options.Approver is { } approver && !approver.Approve(from, (int)proposal.ChannelCount, proposal.Data, out uint refusal))
        {
            Refuse(from, local, proposal, refusal);
            return DropReason.NotApproved;
        }

        newcomer = _slots.TryTake(_surroundings);
        if (newcomer is null) return DropReason.HostFull;
        newcomer.Accept(from, proposal, _slots.SessionsOf(from, proposal.OutgoingPeerId));
        _slots.Count(newcomer);
        return DropReason.None;
    }
}
