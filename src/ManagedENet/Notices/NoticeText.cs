using System.Net.Sockets;
using ManagedENet.Protocol.Codecs;
using ManagedENet.Transports;

namespace ManagedENet.Internal;

/// <summary>Notices as sentences: what was seen, then what to do.</summary>
internal static class NoticeText
{
    public static ENetNotice Mismatch(ENetNoticeKind kind, in ENetAddress from, long count, bool isCrc32, HostCodecs codecs)
    {
        string seen = $"{count} datagrams from {from}";
        string message = kind switch
        {
            ENetNoticeKind.OnlyRemoteCompresses =>
                $"{seen} were compressed, but this host has no compressor: set ENetHostOptions.Compressor to the same as the other end, or switch it off there.",
            ENetNoticeKind.DifferentCompression =>
                $"{seen} could not be decompressed: set ENetHostOptions.Compressor to the same as the other end, and Checksum too, here {ChecksumOf(codecs)}.",
            ENetNoticeKind.OnlyRemoteHasChecksum when isCrc32 =>
                $"{seen} carry a CRC-32 checksum, but this host has none: set ENetHostOptions.Checksum to ENetChecksums.Crc32, or switch it off there.",
            ENetNoticeKind.OnlyRemoteHasChecksum =>
                $"{seen} carry a checksum, but this host has none: set ENetHostOptions.Checksum to the same as the other end, or switch it off there.",
            ENetNoticeKind.OnlyThisHostHasChecksum =>
                $"{seen} carry no checksum, but this host has {ChecksumOf(codecs)}: set the same one at the other end, or leave ENetHostOptions.Checksum null here.",
            ENetNoticeKind.DifferentChecksum =>
                $"{seen} do not fit this host's checksum: set ENetHostOptions.Checksum and Compressor to the same as the other end, here {Codecs(codecs)}.",
            _ =>
                $"{from} has asked for a connection {count} times more although it was answered. The answers may be lost, or not understood: this host has "
                + $"{CompressorOf(codecs)}, and the other end must set the same.",
        };
        return new ENetNotice(kind, message, from, count);
    }

    public static ENetNotice Unanswered(in ENetAddress to, long count, HostCodecs codecs) => new(
        ENetNoticeKind.ConnectUnanswered,
        $"Nobody at {to} answered the attempt to connect. If a host runs there, it may not understand this one: both ends must use the same "
        + $"ENetHostOptions.Checksum and Compressor, here {Codecs(codecs)}.",
        to,
        count);

    public static ENetNotice AnsweredElsewhere(in ENetAddress to, in ENetAddress from, long count) => new(
        ENetNoticeKind.ConnectUnanswered,
        $"Nobody at {to} answered the attempt to connect, but {from} did, with something that is taken from the address that was asked alone. If the two are one machine: ask "
        + "it at that address, or bind the host that runs there to the one that is asked.",
        to,
        count);

    public static ENetNotice Refused(in DatagramRefusal refusal, long count)
    {
        string advice = refusal.Error switch
        {
            SocketError.AccessDenied => "a firewall of this machine forbids it, or it is a broadcast address and ENetHostOptions.EnableBroadcast is off",
            SocketError.NetworkDown or SocketError.NotConnected or SocketError.Shutdown => "its socket is of no use any more, as after a change of the network; ENetHost.Rebind opens another",
            SocketError.NetworkUnreachable or SocketError.HostUnreachable => "this machine has no route there; look at its network, and at the address",
            SocketError.MessageSize => "the path takes shorter datagrams only; lower ENetHostOptions.MtuBytes",
            _ => "look at the address, and at this machine's network",
        };
        return new ENetNotice(
            ENetNoticeKind.DestinationRefused,
            $"The system has refused {count} datagrams to {refusal.Path.Remote}, the last one of {refusal.LengthBytes} bytes ({refusal.Error}): {advice}.",
            refusal.Path.Remote,
            count);
    }

    public static ENetNotice Late(long count) => new(
        ENetNoticeKind.ApplicationIsLate,
        "Events wait for longer than a second: call Service until it returns false, in each frame, and not once a frame. The network goes on until "
        + "ENetHostOptions.MaximumWaitingBytes of a peer wait.",
        default,
        count);

    public static ENetNotice ShardFull(int shard, int peers, int free, long count) => new(
        ENetNoticeKind.ShardFull,
        $"Shard {shard} of the port is full with {peers} peers and has sent {count} away, while others have {free} free slots: who comes to which shard is chance. Raise ENetHostOptions.PeerLimit, which "
        + "holds for each shard, to a fifth more than their even share.",
        default,
        count);

    public static ENetNotice NoIPv6() => new(ENetNoticeKind.NoIPv6, "This machine has no IPv6: the host serves IPv4 alone.");

    public static ENetNotice SmallBuffer(string name, int grantedBytes, int wantedBytes, string limit) => new(
        ENetNoticeKind.SmallBuffers,
        $"The system granted a {name} buffer of {grantedBytes} bytes instead of {wantedBytes}: raise its limit{limit}, or ask for less in ENetHostOptions.");

    public static ENetNotice SmallSystemBuffers(int receiveBytes, int sendBytes, int wantedBytes, string setting) => new(
        ENetNoticeKind.SmallSystemBuffers,
        $"The system gives this server's socket {receiveBytes} bytes to receive into and {sendBytes} to send from, where {wantedBytes} were to be had: what comes while it is busy may be lost when many "
        + $"play. Raise the system's limits{setting}, or say in ENetHostOptions.ReceiveBufferBytes and SendBufferBytes that this is enough.");

    private static string Codecs(HostCodecs codecs) => $"{ChecksumOf(codecs)} and {CompressorOf(codecs)}";

    private static string ChecksumOf(HostCodecs codecs) => codecs.Checksum switch
    {
        null => "no checksum",
        Crc32Checksum => "CRC-32",
        _ => "a checksum of its own",
    };

    private static string CompressorOf(HostCodecs codecs) => codecs.Compressor switch
    {
        null => "no compressor",
        RangeCoder => "the range coder",
        _ => "a compressor of its own",
    };
}
