using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using ManagedENet.Conformance.Conversations;
using ManagedENet.Conformance.IndependentReader;
using ManagedENet.Conformance.Replay;
using ManagedENet.Protocol.Connections;

namespace ManagedENet.Conformance.Own;

/// <summary>The lines of a conversation: see protocol-spec/vectors/README.md.</summary>
internal sealed class ConversationWriter(int hexBytes)
{
    private const int MostCommandsOfCut = 12;
    private const int ShownCommandsOfCut = 4;

    private static readonly string[] StateFields =
    [
        "state", "rtt", "rttvar", "last_rtt", "last_rttvar", "lowest_rtt", "highest_rttvar", "throttle", "throttle_limit", "loss", "loss_var", "lost", "sent",
        "in_transit", "window", "mtu", "channels", "out_session", "in_session", "out_peer",
    ];

    private readonly StringBuilder _text = new();

    public override string ToString() => _text.ToString();

    public void WriteLine(FormattableString line) => _text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    public void WriteHead(LineFields head)
    {
        string deviation = head.Has("deviation") ? $" deviation={head.Text("deviation")} quirk={head.Text("quirk")}" : string.Empty;
        string codecs = string.Create(CultureInfo.InvariantCulture, $"checksum={head.Number("checksum")} range={head.Number("range")}");
        WriteLine($"V scenario={head.Words[0]} by=ManagedENet commands=0 {codecs}{deviation} text={head.Text("text")}");
        WriteLine($"V latency={head.Number("latency")} one way, in ms");
    }

    public void WriteHost(HostSetup host)
    {
        FormattableString limits = $"peers={host.Peers} channel_limit={host.ChannelLimit} in_bw={host.IncomingBandwidth} out_bw={host.OutgoingBandwidth}";
        string codecs = $"checksum={(host.Checksum ? '1' : '0')} range={(host.RangeCoder ? '1' : '0')}";
        WriteLine($"V host={host.Name} port={host.Port} {FormattableString.Invariant(limits)} mtu={host.MtuBytes} {codecs}");
    }

    public void WriteDatagram(long nowMs, ReplayHost from, string to, Fate fate, byte[] bytes)
    {
        bool isCut = bytes.Length > hexBytes;
        WriteLine($"D {nowMs} {from.Name} {to} {Say(fate)} {bytes.Length} {Hex(bytes)}");
        IndependentDatagram datagram = IndependentDatagram.Read(bytes, from.Setup.Checksum);
        List<string> lines = datagram.ToLines();
        string plain = datagram.Compressed ? " plain=" + Hex(datagram.CommandBlock) : string.Empty;
        WriteLine($"#   {lines[0]}{plain}");
        int shown = isCut && lines.Count > MostCommandsOfCut ? ShownCommandsOfCut : lines.Count - 1;
        for (int i = 1; i <= shown; i++) WriteLine($"#  {lines[i]}");
        if (shown < lines.Count - 1) WriteLine($"#  ({lines.Count - 1 - shown} more)");
    }

    public void WriteState(long nowMs, ReplayHost host, int slot)
    {
        if (host.Core.GetPeer(slot) is not { } peer) return;
        var line = new StringBuilder();
        foreach (string field in StateFields) line.Append(CultureInfo.InvariantCulture, $" {field}={PeerStateFields.ByName[field](peer)}");
        WriteLine($"S {nowMs} {host.Name} peer={slot}{line}");
    }

    private static string Say(Fate fate) => fate.Kind switch
    {
        FateKind.Dropped => "drop",
        FateKind.Duplicated => "dup",
        _ => fate.ExtraMs == 0 ? "ok" : string.Create(CultureInfo.InvariantCulture, $"late+{fate.ExtraMs}"),
    };

    private string Hex(byte[] bytes) => bytes.Length <= hexBytes ? Convert.ToHexStringLower(bytes) : Convert.ToHexStringLower(bytes.AsSpan(0, hexBytes)) + "...";
}
