using System;
using System.Collections.Generic;
using System.Globalization;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Conformance.Wire;

/// <summary>Says what the core's readers find in a command block, in the words of a conversation's <c>#</c> lines.</summary>
internal static class CoreDatagramText
{
    public static List<string> Read(ReadOnlySpan<byte> commands, out ReadStatus end)
    {
        var lines = new List<string>();
        var reader = new DatagramReader(commands);
        while ((end = reader.TryRead()) == ReadStatus.Command) lines.Add(Describe(reader.Header, reader.Command));
        return lines;
    }

    /// <summary>The payloads that are not empty.</summary>
    public static List<byte[]> Payloads(ReadOnlySpan<byte> commands)
    {
        var payloads = new List<byte[]>();
        var reader = new DatagramReader(commands);
        while (reader.TryRead() == ReadStatus.Command)
        {
            if (reader.Payload.Length > 0) payloads.Add(reader.Payload.ToArray());
        }

        return payloads;
    }

    private static string Describe(in CommandHeader header, ReadOnlySpan<byte> command)
    {
        string flags = (header.WantsAcknowledgement ? "|ACK" : string.Empty) + ((header.Flags & CommandFlags.Unsequenced) != 0 ? "|UNSEQ" : string.Empty);
        return Text($"{NameOf(header.Kind)}{flags} ch={header.ChannelId} seq={header.ReliableSequence}") + Fields(header.Kind, command);
    }

    private static string NameOf(CommandKind kind) => kind switch
    {
        CommandKind.Acknowledge => "ACK",
        CommandKind.Connect => "CONNECT",
        CommandKind.VerifyConnect => "VERIFY_CONNECT",
        CommandKind.Disconnect => "DISCONNECT",
        CommandKind.Ping => "PING",
        CommandKind.SendReliable => "SEND_RELIABLE",
        CommandKind.SendUnreliable => "SEND_UNRELIABLE",
        CommandKind.SendFragment => "SEND_FRAGMENT",
        CommandKind.SendUnsequenced => "SEND_UNSEQUENCED",
        CommandKind.BandwidthLimit => "BANDWIDTH_LIMIT",
        CommandKind.ThrottleConfigure => "THROTTLE_CONFIGURE",
        CommandKind.SendUnreliableFragment => "SEND_UNRELIABLE_FRAGMENT",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static string Fields(CommandKind kind, ReadOnlySpan<byte> command)
    {
        switch (kind)
        {
            case CommandKind.Acknowledge:
                var ack = AcknowledgeCommand.Read(command);
                return Text($" received_seq={ack.ReceivedReliableSequence} received_sent_time={ack.ReceivedSentTime}");
            case CommandKind.Connect:
                var connect = ConnectCommand.Read(command);
                return Terms(connect) + Text($" data={connect.Data:x8}");
            case CommandKind.VerifyConnect:
                return Terms(VerifyConnectCommand.Read(command).Terms);
            case CommandKind.Disconnect:
                return Text($" data={DisconnectCommand.Read(command).Data:x8}");
            case CommandKind.SendReliable:
                return Text($" len={SendReliableCommand.Read(command).DataLength}");
            case CommandKind.SendUnreliable:
                var unreliable = SendUnreliableCommand.Read(command);
                return Text($" useq={unreliable.UnreliableSequence} len={unreliable.DataLength}");
            case CommandKind.SendUnsequenced:
                var unsequenced = SendUnsequencedCommand.Read(command);
                return Text($" group={unsequenced.Group} len={unsequenced.DataLength}");
            case CommandKind.SendFragment or CommandKind.SendUnreliableFragment:
                var part = SendFragmentCommand.Read(command);
                return Text($" start_seq={part.StartSequence} len={part.DataLength} count={part.FragmentCount}")
                    + Text($" number={part.FragmentNumber} total={part.TotalLength} offset={part.FragmentOffset}");
            case CommandKind.BandwidthLimit:
                var limit = BandwidthLimitCommand.Read(command);
                return Text($" in_bw={limit.IncomingBandwidth} out_bw={limit.OutgoingBandwidth}");
            case CommandKind.ThrottleConfigure:
                var throttle = ThrottleConfigureCommand.Read(command);
                return Text($" interval={throttle.IntervalMs} accel={throttle.Acceleration} decel={throttle.Deceleration}");
            default:
                return string.Empty;
        }
    }

    // The conversations show the connect id as it stands on the wire.
    private static string Terms(in ConnectCommand terms) =>
        Text($" out_peer_id={terms.OutgoingPeerId} in_session={terms.IncomingSessionId} out_session={terms.OutgoingSessionId} mtu={terms.Mtu}")
        + Text($" window={terms.WindowBytes} channels={terms.ChannelCount} in_bw={terms.IncomingBandwidth} out_bw={terms.OutgoingBandwidth}")
        + Text($" thr_interval={terms.ThrottleInterval} thr_accel={terms.ThrottleAcceleration} thr_decel={terms.ThrottleDeceleration}")
        + Text($" connect_id={System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(terms.ConnectId):x8}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
