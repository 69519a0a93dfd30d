using System;
using ManagedENet.Protocol.Channels;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Peers;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Hosting;

/// <summary>The five commands that carry an application's bytes.</summary>
public sealed partial class HostCore
{
    private Verdict HandlePayload<TSink>(PeerCore peer, in CommandHeader header, ReadOnlySpan<byte> command, ReadOnlySpan<byte> payload, ref TSink sink)
        where TSink : struct, IDirectDelivery
    {
        // Requirement: CHN-020
        if (header.ChannelId >= peer.ChannelCount) return Verdict.Refused(DropReason.InvalidChannel);
        // Requirement: LIM-010, FRG-010
        if (payload.Length > Options.MaximumPacketBytes) return Verdict.Refused(DropReason.PacketTooLarge);
        if (!peer.TryOpenChannel(header.ChannelId, _stores, isForSending: false)) return Verdict.Refused(DropReason.OverBudget);
        switch (header.Kind)
        {
            case CommandKind.SendReliable:
                return HandleReliable(peer, header, payload, ref sink);
            case CommandKind.SendUnreliable:
                return HandleUnreliable(peer, header, SendUnreliableCommand.Read(command).UnreliableSequence, payload, ref sink);
            case CommandKind.SendUnsequenced:
                return HandleUnsequenced(peer, header, SendUnsequencedCommand.Read(command).Group, payload, ref sink);
            case CommandKind.SendFragment:
                return HandleFragment(peer, header, SendFragmentCommand.Read(command), payload);
            default:
                return HandleUnreliableFragment(peer, header, SendFragmentCommand.Read(command), payload);
        }
    }

    private Verdict HandleReliable<TSink>(PeerCore peer, in CommandHeader header, ReadOnlySpan<byte> payload, ref TSink sink)
        where TSink : struct, IDirectDelivery
    {
        // Requirement: DIS-014
        if (peer.Phase == ENetPeerState.DisconnectLater) return Verdict.Ignored(DropReason.Leaving);
        ChannelReceiver receiver = peer.Channel(header.ChannelId).Receiver;
        if (receiver.IsPlainlyNext(header.ReliableSequence)) return HandleNextReliable(peer, receiver, header, payload, ref sink);
        Placement placement = receiver.AdmitReliable(header.ReliableSequence, out DropReason reason);
        if (placement == Placement.Ignore) return Verdict.Ignored(reason);
        if (placement == Placement.Hold)
        {
            bool isHeld = receiver.TryHoldReliable(header.ReliableSequence, payload, header.ChannelId, _stores, ref peer.Inbox);
            return isHeld ? Verdict.Taken : Verdict.Refused(DropReason.OverBudget);
        }

        int epoch = peer.Epoch;
        bool isTaken = true;
        try
        {
            // Requirement: CHN-060
            isTaken = TryDeliver(peer, header.ChannelId, ENetPacketFlags.Reliable, payload, ref sink);
        }
        finally
        {
            // Also when the application's handler throws: it has seen the packet, and must not see it again.
            if (isTaken && peer.Epoch == epoch)
            {
                receiver.AdvanceReliable(header.ReliableSequence, _stores, ref peer.Inbox);
                NoteDelivered(peer);
            }
        }

        return isTaken ? Verdict.Taken : Verdict.Refused(DropReason.OverBudget);
    }

    // Nearly every packet on a good network: it is next, and nothing waits for it. The number moves on before the packet is given out, so that a handler that throws
    // does not see it again.
    private Verdict HandleNextReliable<TSink>(PeerCore peer, ChannelReceiver receiver, in CommandHeader header, ReadOnlySpan<byte> payload, ref TSink sink)
        where TSink : struct, IDirectDelivery
    {
        int epoch = peer.Epoch;
        ushort unreliable = receiver.StepTo(header.ReliableSequence);
        if (TryDeliver(peer, header.ChannelId, ENetPacketFlags.Reliable, payload, ref sink)) return Verdict.Taken;
        if (peer.Epoch == epoch) receiver.StepBack(unreliable);
        return Verdict.Refused(DropReason.OverBudget);
    }

    private Verdict HandleUnreliable<TSink>(PeerCore peer, in CommandHeader header, ushort unreliable, ReadOnlySpan<byte> payload, ref TSink sink)
        where TSink : struct, IDirectDelivery
    {
        // Requirement: DIS-014
        if (peer.Phase == ENetPeerState.DisconnectLater) return Verdict.Ignored(DropReason.Leaving);
        ChannelReceiver receiver = peer.Channel(header.ChannelId).Receiver;
        Placement placement = receiver.AdmitUnreliable(header.ReliableSequence, unreliable, _stores, out DropReason reason);
        if (placement == Placement.Ignore) return Verdict.Ignored(reason);
        if (placement == Placement.Hold)
        {
            bool isHeld = receiver.TryHoldUnreliable(header.ReliableSequence, unreliable, payload, header.ChannelId, _stores, ref peer.Inbox);
            return isHeld ? Verdict.Taken : Verdict.Refused(DropReason.OverBudget);
        }

        // As with reliable packets: the number first, then the packet.
        int epoch = peer.Epoch;
        ushort before = receiver.UnreliableSequence;
        receiver.AdvanceUnreliable(unreliable, _stores, ref peer.Inbox);
        // Requirement: CHN-060
        if (TryDeliver(peer, header.ChannelId, ENetPacketFlags.None, payload, ref sink)) return Verdict.Taken;
        if (peer.Epoch == epoch) receiver.StepBackUnreliable(before);
        return Verdict.Refused(DropReason.OverBudget);
    }

    // Requirement: CHN-050, CHN-051
    private Verdict HandleUnsequenced<TSink>(PeerCore peer, in CommandHeader header, ushort group, ReadOnlySpan<byte> payload, ref TSink sink)
        where TSink : struct, IDirectDelivery
    {
        if (!peer.Unsequenced.Admits(group)) return Verdict.Ignored(DropReason.Duplicate);
        if (peer.Phase == ENetPeerState.DisconnectLater)
        {
            // Requirement: DIS-014
            peer.Unsequenced.Mark(group, _stores.Ledger.Incoming, ref peer.Inbox.Account);
            return Verdict.Ignored(DropReason.Leaving);
        }

        int epoch = peer.Epoch;
        peer.Unsequenced.Mark(group, _stores.Ledger.Incoming, ref peer.Inbox.Account);
        // Requirement: CHN-060
        if (TryDeliver(peer, header.ChannelId, ENetPacketFlags.Unsequenced, payload, ref sink)) return Verdict.Taken;
        if (peer.Epoch == epoch) peer.Unsequenced.Unmark(group);
        return Verdict.Refused(DropReason.OverBudget);
    }

    private Verdict HandleFragment(PeerCore peer, in CommandHeader header, in SendFragmentCommand fragment, ReadOnlySpan<byte> payload)
    {
        if (payload.Length == 0) return RefuseEmptyFragment();
        ChannelReceiver receiver = peer.Channel(header.ChannelId).Receiver;
        // Requirement: FRG-011
        if (!SequenceNumber.IsInWindow(fragment.StartSequence, receiver.ReliableSequence)) return Verdict.Ignored(DropReason.OutsideWindow);
        if (!FragmentShape.TryDerive(fragment, Options.MaximumPacketBytes, out FragmentShape shape)) return Verdict.Refused(DropReason.InvalidFragment);
        // Requirement: FRG-016
        if (header.ReliableSequence != SequenceNumber.Add(fragment.StartSequence, (int)fragment.FragmentNumber)) return Verdict.Refused(DropReason.InvalidFragment);

        int index = receiver.FindEarly(fragment.StartSequence);
        if (index >= 0)
        {
            int assembly = _stores.Incoming[index].Assembly;
            // Requirement: FRG-013, FRG-015
            if (assembly < 0) return IgnoreIfComplete(_stores.Incoming[index].SequenceCount, fragment);
            // Requirement: FRG-013
            if (_stores.Assembly(assembly).Shape != shape) return Verdict.Refused(DropReason.ContradictingFragment);
            // Requirement: FRG-015, FRG-019
            if (_stores.Assembly(assembly).Has((int)fragment.FragmentNumber)) return Verdict.IgnoredButStored(DropReason.DuplicateFragment);
        }

        // Requirement: DIS-014
        if (peer.Phase == ENetPeerState.DisconnectLater) return Verdict.Refused(DropReason.Leaving);
        if (index < 0)
        {
            // Requirement: FRG-014
            if (fragment.StartSequence == receiver.ReliableSequence) return Verdict.Refused(DropReason.Duplicate);
            // Requirement: LIM-016
            if (peer.Inbox.Assemblies >= Inbox.AssemblyLimit) return Verdict.Refused(DropReason.TooManyAssemblies);
            index = receiver.TryBeginAssembly(fragment.StartSequence, shape, header.ChannelId, _stores, ref peer.Inbox);
            if (index < 0) return Verdict.Refused(DropReason.OverBudget);
        }

        if (!receiver.TryAddFragment(index, (int)fragment.FragmentNumber, payload, _stores, ref peer.Inbox)) return Verdict.Refused(DropReason.OverBudget);
        NoteDelivered(peer);

        // Requirement: FRG-019, DEV-024
        return Verdict.Stored;
    }

    private Verdict HandleUnreliableFragment(PeerCore peer, in CommandHeader header, in SendFragmentCommand fragment, ReadOnlySpan<byte> payload)
    {
        if (payload.Length == 0) return RefuseEmptyFragment();
        ChannelReceiver receiver = peer.Channel(header.ChannelId).Receiver;
        // Requirement: CMD-120
        ushort reliable = header.ReliableSequence;
        // Requirement: FRG-011
        if (!SequenceNumber.IsInWindow(reliable, receiver.ReliableSequence)) return Verdict.Ignored(DropReason.OutsideWindow);
        if (reliable == receiver.ReliableSequence && fragment.StartSequence <= receiver.UnreliableSequence) return Verdict.Ignored(DropReason.TooOld);
        if (!FragmentShape.TryDerive(fragment, Options.MaximumPacketBytes, out FragmentShape shape)) return Verdict.Refused(DropReason.InvalidFragment);

        // Requirement: FRG-013
        int index = receiver.FindUnreliableAssembly(reliable, fragment.StartSequence, _stores);
        if (index >= 0)
        {
            FragmentAssembly assembly = _stores.Assembly(_stores.Incoming[index].Assembly);
            if (assembly.Shape != shape) return Verdict.Refused(DropReason.ContradictingFragment);
            // Requirement: FRG-015
            if (assembly.Has((int)fragment.FragmentNumber)) return Verdict.Ignored(DropReason.DuplicateFragment);
        }
        else
        {
            // Requirement: DIS-014
            if (peer.Phase == ENetPeerState.DisconnectLater) return Verdict.Refused(DropReason.Leaving);
            index = receiver.TryBeginUnreliableAssembly(reliable, fragment.StartSequence, shape, header.ChannelId, _stores, ref peer.Inbox);
            if (index < 0) return Verdict.Refused(DropReason.OverBudget);
        }

        if (!receiver.TryAddUnreliableFragment(index, (int)fragment.FragmentNumber, payload, _stores, ref peer.Inbox)) return Verdict.Refused(DropReason.OverBudget);
        NoteDelivered(peer);

        return Verdict.Taken;
    }

    // Straight to the application where it takes packets as they come and none waits before this one; else a copy goes into the queue of events.
    private bool TryDeliver<TSink>(PeerCore peer, byte channelId, ENetPacketFlags flags, ReadOnlySpan<byte> payload, ref TSink sink)
        where TSink : struct, IDirectDelivery
    {
        if (peer.Inbox.IsDrained && peer.Phase == ENetPeerState.Connected && sink.TryDeliver(peer, channelId, flags, payload))
        {
            Counters.DeliveredPackets++;
            peer.Traffic.ReceivedPackets++;
            return true;
        }

        if (!peer.Inbox.TryQueue(payload, flags, channelId, _stores)) return false;
        _dispatch.Add(peer);
        return true;
    }

    private void NoteDelivered(PeerCore peer)
    {
        if (!peer.Inbox.IsDrained) _dispatch.Add(peer);
    }

    // Requirement: FRG-010, CMD-080
    private Verdict RefuseEmptyFragment() =>
        Has(NativeQuirks.EmptyFragmentIsAcknowledged) ? Verdict.Ignored(DropReason.InvalidFragment) : Verdict.Refused(DropReason.InvalidFragment);

    private static Verdict IgnoreIfComplete(int count, in SendFragmentCommand fragment) =>
        fragment.FragmentCount == (uint)count ? Verdict.IgnoredButStored(DropReason.DuplicateFragment) : Verdict.Refused(DropReason.ContradictingFragment);
}
