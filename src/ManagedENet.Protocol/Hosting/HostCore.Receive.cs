using System;
using System.Buffers.Binary;
using ManagedENet.Protocol.Checksums;
using ManagedENet.Protocol.Compression;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Peers;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Hosting;

/// <summary>A datagram's way in: whose it is, what it holds, and one counter for each way out.</summary>
public sealed partial class HostCore
{
    /// <summary>
    /// Takes a datagram. Its bytes may be overwritten. Never throws, whatever the bytes; what is not taken is counted in <see cref="Counters"/>.
    /// </summary>
    public void HandleDatagram(long nowMs, in ENetAddress from, Span<byte> datagram)
    {
        NoDirectDelivery none = default;
        HandleDatagram(nowMs, from, datagram, ref none);
    }

    /// <summary>Takes a datagram and offers packets that are next in order to <paramref name="sink"/> before they are queued as events.</summary>
    // Requirement: LIM-001
    public void HandleDatagram<TSink>(long nowMs, in ENetAddress from, Span<byte> datagram, ref TSink sink)
        where TSink : struct, IDirectDelivery
    {
        SetTime(nowMs);
        Counters.ReceivedDatagrams++;
        Counters.ReceivedBytes += datagram.Length;
        DropReason reason = Process(from, datagram, ref sink);
        LastDrop = reason;
        // Requirement: LIM-002
        if (reason != DropReason.None) Counters.Count(reason);
    }

    /// <summary>Why the last datagram, or what was left of it, was dropped. For the layer above, which knows what to advise.</summary>
    internal DropReason LastDrop { get; private set; }

    /// <summary>Counts a datagram that the layer above has kept for itself.</summary>
    internal void CountIntercepted(int bytes)
    {
        Counters.ReceivedDatagrams++;
        Counters.ReceivedBytes += bytes;
    }

    // Requirement: DGM-010
    private DropReason Process<TSink>(in ENetAddress from, Span<byte> datagram, ref TSink sink)
        where TSink : struct, IDirectDelivery
    {
        if (datagram.Length == 0) return DropReason.EmptyDatagram;
        if (datagram.Length > ProtocolConstants.MaximumMtu) return DropReason.OversizedDatagram;
        // Requirement: DGM-011, DEV-008
        if (!DatagramHeader.TryRead(datagram, out DatagramHeader header)) return DropReason.TruncatedHeader;
        int receivedBytes = datagram.Length;
        DropReason reason = FindSender(header, from, out PeerCore? peer);
        if (reason != DropReason.None) return reason;
        reason = Unwrap(header, peer, ref datagram, out int start);
        if (reason != DropReason.None) return reason;
        // Requirement: DGM-024
        if (start == datagram.Length) return DropReason.HeaderOnly;
        if (peer is not null)
        {
            // Only a peer that asked the whole network to connect has an address to learn.
            // Requirement: DGM-017, HSK-015
            if (peer.Address != from) peer.Address = from;
            // Requirement: FLW-051
            peer.Totals.AddIncoming(datagram.Length, _bandwidthRound);
            peer.Traffic.CountReceived(receivedBytes);
            peer.Liveness.LastHeardMs = _nowMs;
        }

        bool isStranger = peer is null;
        reason = ReadCommands(header, from, ref peer, datagram.Slice(start), ref sink);

        // The CONNECT that made it a peer is the first of its datagrams.
        if (isStranger && peer is not null) peer.Traffic.CountReceived(receivedBytes);
        return reason;
    }

    private DropReason FindSender(in DatagramHeader header, in ENetAddress from, out PeerCore? peer)
    {
        peer = null;
        if (header.PeerId == ProtocolConstants.MaximumPeerId) return DropReason.None;
        // Requirement: DGM-013
        if (header.PeerId >= _peers.Capacity) return DropReason.UnknownSlot;
        PeerCore? candidate = _peers[header.PeerId];
        // Requirement: DGM-014
        if (candidate is null || PeerTransitions.IsDeaf(candidate.State)) return DropReason.FreeSlot;
        // Requirement: DGM-015, HSK-015
        if (candidate.Address != from && !candidate.Address.IsIPv4Broadcast) return DropReason.WrongAddress;
        // Requirement: DGM-016
        bool knowsSession = candidate.OutgoingPeerId < ProtocolConstants.MaximumPeerId;
        if (knowsSession && header.SessionId != candidate.IncomingSessionId) return DropReason.WrongSession;
        peer = candidate;
        return DropReason.None;
    }

    // Decompression first, then the checksum over the uncompressed bytes: the order in which they were put on, backwards.
    private DropReason Unwrap(in DatagramHeader header, PeerCore? peer, ref Span<byte> datagram, out int start)
    {
        // Requirement: DGM-040
        start = header.Length + _checksumBytes;
        // Requirement: DGM-011, DEV-008
        if (datagram.Length < start) return DropReason.MissingChecksum;
        if (header.IsCompressed)
        {
            DropReason reason = Decompress(Options.Compressor, start, ref datagram);
            if (reason != DropReason.None) return reason;
        }

        IDatagramChecksum? checksum = Options.Checksum;
        if (checksum is null) return DropReason.None;
        Span<byte> field = datagram.Slice(header.Length, ProtocolConstants.ChecksumBytes);
        uint claimed = BinaryPrimitives.ReadUInt32BigEndian(field);
        // Requirement: DGM-042
        ConnectCommand.WriteConnectId(field, peer?.ConnectId ?? 0);
        // Requirement: DGM-041, DGM-043
        if (checksum.Compute(datagram) == claimed) return DropReason.None;

        // As it came, for whoever looks at what is wrong with it.
        BinaryPrimitives.WriteUInt32BigEndian(field, claimed);
        return DropReason.ChecksumMismatch;
    }

    private DropReason Decompress(IDatagramCompressor? compressor, int start, ref Span<byte> datagram)
    {
        // Requirement: DGM-032
        if (compressor is null) return DropReason.CompressedWithoutCompressor;
        // Requirement: DGM-035, DEV-008
        if (datagram.Length == start) return DropReason.DecompressionFailed;
        // Requirement: DGM-033
        Span<byte> room = _scratch.AsSpan(start);
        int length = compressor.Decompress(datagram.Slice(start), room);
        if (length <= 0 || length > room.Length) return DropReason.DecompressionFailed;
        // Requirement: DGM-034
        datagram.Slice(0, start).CopyTo(_scratch);
        datagram = _scratch.AsSpan(0, start + length);
        return DropReason.None;
    }

    // An error ends the datagram: what came before it was executed, what comes behind it is lost. Native senders count on neither.
    private DropReason ReadCommands<TSink>(in DatagramHeader header, in ENetAddress from, ref PeerCore? peer, ReadOnlySpan<byte> commands, ref TSink sink)
        where TSink : struct, IDirectDelivery
    {
        // Whatever the commands ask for, and even when the application's handler throws among them: what they leave to be sent is due.
        if (peer is not null) MarkReady(peer);
        // Requirement: DGM-018, DGM-023
        var reader = new DatagramReader(commands);
        DropReason reason = DropReason.None;
        uint connectId = peer?.ConnectId ?? 0;
        while (true)
        {
            if (peer is not null)
            {
                reader.Skip(ReadPlain(peer, header, reader.Rest, ref sink));
                if (IsAnother(peer, connectId)) return ReasonOfRest(reader);
            }

            ReadStatus status = reader.TryRead();
            if (status == ReadStatus.End) break;
            if (status != ReadStatus.Command)
            {
                reason = ReasonOf(status);
                break;
            }

            CommandHeader command = reader.Header;
            // Requirement: DGM-012
            if (peer is null && command.Kind != CommandKind.Connect)
            {
                reason = DropReason.CommandFromStranger;
                break;
            }

            // Requirement: DGM-022
            Verdict verdict = command.Kind == CommandKind.Connect
                ? HandleConnect(from, reader.Command, ref peer)
                : Execute(peer!, command, reader.Command, reader.Payload, header.HasSentTime, ref sink);
            if (!verdict.IsTaken)
            {
                reason = verdict.Reason;
                // Requirement: DGM-019
                if (verdict.EndsDatagram) break;
                if (reason != DropReason.None) Counters.Count(reason);
                reason = DropReason.None;
            }

            if (command.Kind == CommandKind.Connect) connectId = peer!.ConnectId;
            else if (IsAnother(peer!, connectId)) return ReasonOfRest(reader);
            if (!command.WantsAcknowledgement) continue;
            // Requirement: DGM-020
            if (!header.HasSentTime)
            {
                reason = DropReason.MissingSentTime;
                break;
            }

            DropReason whyNot = Acknowledge(peer!, command, header.SentTime, verdict.IsStored);
            if (whyNot != DropReason.None) Counters.Count(whyNot);
        }

        if (peer is not null && !PeerTransitions.IsDeaf(peer.State)) MarkReady(peer);
        return reason;
    }

    // A handler has ended the connection and begun another one in its slot: neither what is left nor an acknowledgement of what was taken is for that one.
    private static bool IsAnother(PeerCore peer, uint connectId) => peer.ConnectId != connectId && peer.Phase != ENetPeerState.Disconnected;

    private static DropReason ReasonOfRest(in DatagramReader reader) => reader.Rest.IsEmpty ? DropReason.None : DropReason.WrongState;

    private Verdict Execute<TSink>(
        PeerCore peer, in CommandHeader header, ReadOnlySpan<byte> command, ReadOnlySpan<byte> payload, bool canBeAcknowledged, ref TSink sink)
        where TSink : struct, IDirectDelivery
    {
        // Requirement: HSK-050
        switch (PeerTransitions.For(peer.State, header.Kind))
        {
            case PeerAction.Refuse:
                return Verdict.Refused(DropReason.WrongState);
            case PeerAction.Ignore:
                return Verdict.Ignored(DropReason.WrongState);
        }

        switch (header.Kind)
        {
            case CommandKind.Acknowledge:
                return HandleAcknowledge(peer, header, AcknowledgeCommand.Read(command));
            case CommandKind.VerifyConnect:
                return HandleVerifyConnect(peer, VerifyConnectCommand.Read(command).Terms);
            case CommandKind.Disconnect:
                return HandleDisconnect(peer, header.WantsAcknowledgement && canBeAcknowledged, DisconnectCommand.Read(command));
            case CommandKind.Ping:
                peer.RemotePings.Note(_nowMs, header.ReliableSequence, peer.Traffic.SentPackets);
                return Verdict.Taken;
            case CommandKind.BandwidthLimit:
                return HandleBandwidthLimit(peer, BandwidthLimitCommand.Read(command));
            case CommandKind.ThrottleConfigure:
                return HandleThrottleConfigure(peer, ThrottleConfigureCommand.Read(command));
            default:
                return HandlePayload(peer, header, command, payload, ref sink);
        }
    }

    private static DropReason ReasonOf(ReadStatus status) => status switch
    {
        ReadStatus.UnknownCommand => DropReason.UnknownCommand,
        ReadStatus.PayloadBeyondEnd => DropReason.PayloadBeyondEnd,
        _ => DropReason.TruncatedCommand,
    };

    private readonly struct NoDirectDelivery : IDirectDelivery
    {
        public bool TryDeliver(PeerCore peer, byte channelId, ENetPacketFlags flags, ReadOnlySpan<byte> payload) => false;
    }
}
