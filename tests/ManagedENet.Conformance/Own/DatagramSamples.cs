using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ManagedENet.Conformance.Conversations;
using ManagedENet.Conformance.IndependentReader;
using ManagedENet.Conformance.Replay;
using ManagedENet.Conformance.Wire;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Conformance.Own;

/// <summary>The datagrams of <c>own/datagrams.txt</c>, put together by the core's writers.</summary>
internal static class DatagramSamples
{
    /// <summary>On the wire 44 33 22 11.</summary>
    public const uint ConnectId = 0x1122_3344;

    private static readonly byte[] Payload = PayloadRule.Create(24, 3);
    private static readonly byte[] Compressible = [.. Enumerable.Repeat((byte)'a', 40), .. PayloadRule.Create(8, 1), .. Enumerable.Repeat((byte)'a', 40)];

    public static IEnumerable<DatagramVector> All() => [.. Flags(), .. Headers(), .. Codecs(), .. Lengths(), .. Several()];

    // Every command with every combination of its two flags, in both lengths of the header: a reader takes them all (CMD-002).
    private static IEnumerable<DatagramVector> Flags()
    {
        CommandFlags[] combinations = [CommandFlags.None, CommandFlags.Acknowledge, CommandFlags.Unsequenced, CommandFlags.Acknowledge | CommandFlags.Unsequenced];
        foreach (CommandKind kind in CommandSamples.Kinds)
        {
            foreach (CommandFlags flags in combinations)
            {
                byte[] command = CommandSamples.Of(kind, flags, Payload);
                string name = $"{CommandSamples.NameOf(kind)}/{((int)flags >> 6) switch { 0 => "no_flag", 1 => "unsequenced", 2 => "acknowledge", _ => "both_flags" }}";
                yield return Make(name + "/sent_time", Header(timed: true), command);
                yield return Make(name + "/short", Header(timed: false), command);
            }
        }
    }

    private static IEnumerable<DatagramVector> Headers()
    {
        byte[] ping = CommandSamples.Of(CommandKind.Ping, CommandFlags.Acknowledge, []);
        for (byte session = 0; session < 4; session++) yield return Make($"session_{session}", Header(timed: true) with { SessionId = session }, ping);
        foreach (ushort peer in new ushort[] { 0, 1, 0xFFE, 0xFFF })
        {
            yield return Make($"peer_{peer.ToString(CultureInfo.InvariantCulture)}", Header(timed: true) with { PeerId = peer, SessionId = 0 }, ping);
        }

        foreach (ushort time in new ushort[] { 0, 0x7FFF, 0x8000, 0xFFFF })
        {
            yield return Make($"time_{time.ToString(CultureInfo.InvariantCulture)}", Header(timed: true) with { SentTime = time }, ping);
        }
    }

    private static IEnumerable<DatagramVector> Codecs()
    {
        foreach (CommandKind kind in CommandSamples.Kinds)
        {
            CommandFlags flags = CommandSamples.UsualFlags(kind);
            byte[] command = CommandSamples.Of(kind, flags, Compressible);
            DatagramHeader header = Header((flags & CommandFlags.Acknowledge) != 0);
            if (kind == CommandKind.Connect) header = header with { PeerId = 0xFFF, SessionId = 0 };
            string name = CommandSamples.NameOf(kind);
            yield return Make(name + "/checksum", header, command, checksum: true);
            yield return Make(name + "/range", header, command, range: true);
            yield return Make(name + "/checksum_and_range", header, command, checksum: true, range: true);
        }
    }

    private static IEnumerable<DatagramVector> Lengths()
    {
        foreach (CommandKind kind in new[] { CommandKind.SendReliable, CommandKind.SendUnreliable, CommandKind.SendUnsequenced })
        {
            DatagramHeader header = Header(kind == CommandKind.SendReliable);
            string name = CommandSamples.NameOf(kind);
            yield return Make(name + "/empty", header, CommandSamples.Of(kind, CommandSamples.UsualFlags(kind), []));
            byte[] longest = PayloadRule.Create(576 - ProtocolConstants.HeaderBytes - CommandLayout.SizeOf(kind), 5);
            yield return Make(name + "/fills_576", header, CommandSamples.Of(kind, CommandSamples.UsualFlags(kind), longest));
        }
    }

    private static IEnumerable<DatagramVector> Several()
    {
        byte[] each = CommandSamples.Kinds.Where(kind => kind is not (CommandKind.Connect or CommandKind.VerifyConnect))
            .SelectMany(kind => CommandSamples.Of(kind, CommandSamples.UsualFlags(kind), Payload)).ToArray();
        byte[] small = Enumerable.Range(0, 40).SelectMany(_ => CommandSamples.Of(CommandKind.SendReliable, CommandFlags.Acknowledge, [7])).ToArray();
        foreach ((bool checksum, bool range) in new[] { (false, false), (true, false), (false, true), (true, true) })
        {
            string codecs = (checksum ? "/checksum" : string.Empty) + (range ? "/range" : string.Empty);
            yield return Make("ten_kinds" + codecs, Header(timed: true), each, checksum, range);
            yield return Make("forty_commands" + codecs, Header(timed: true), small, checksum, range);
        }
    }

    private static DatagramHeader Header(bool timed) => new(0x123, 2, IsCompressed: false, timed, timed ? (ushort)0xABCD : (ushort)0);

    private static DatagramVector Make(string name, in DatagramHeader header, byte[] commands, bool checksum = false, bool range = false)
    {
        // The placeholder is the connect id as soon as the datagram names a known peer.
        uint connectId = header.PeerId == 0xFFF ? 0 : ConnectId;
        byte[] bytes = CoreDatagramRewriter.Assemble(header, checksum ? ReplayCore.Checksum() : null, connectId, range ? ReplayCore.Compressor() : null, commands);
        var wireId = new byte[4];
        ConnectCommand.WriteConnectId(wireId, connectId);
        var vector = new DatagramVector(name, checksum, range, Convert.ToHexStringLower(wireId), bytes);
        vector.Decoded.Add(HeaderText(bytes, checksum, commands));
        vector.Decoded.AddRange(CoreDatagramText.Read(commands, out _));
        vector.Payloads.AddRange(CoreDatagramText.Payloads(commands));
        return vector;
    }

    private static string HeaderText(byte[] bytes, bool checksum, byte[] commands)
    {
        DatagramHeader.TryRead(bytes, out DatagramHeader header);
        string text = string.Create(CultureInfo.InvariantCulture, $"hdr peer={header.PeerId} session={header.SessionId}");
        if (header.HasSentTime) text += " SENT_TIME";
        if (header.IsCompressed) text += " COMPRESSED";
        if (header.HasSentTime) text += string.Create(CultureInfo.InvariantCulture, $" time={header.SentTime}");
        if (checksum) text += " checksum=" + Convert.ToHexStringLower(bytes.AsSpan(header.Length, 4));
        if (header.IsCompressed) text += string.Create(CultureInfo.InvariantCulture, $" raw_len={commands.Length} plain={Convert.ToHexStringLower(commands)}");
        return text;
    }
}
