using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using ManagedENet.Conformance.Conversations;

namespace ManagedENet.Conformance.Replay;

/// <summary>The place in the file that the replay has reached, and what was found to differ.</summary>
internal sealed class Expectations(Conversation conversation, int maximumDifferences)
{
    private const int LinesOfHistory = 8;

    private readonly List<ConversationLine> _lines = [.. conversation.Lines];
    private int _next;

    public List<Difference> Differences { get; } = [];

    public bool HasEnough => Differences.Count >= maximumDifferences;

    public ConversationLine? Next => _next < _lines.Count ? _lines[_next] : null;

    public void Advance() => _next++;

    /// <summary>The next line, when it belongs to this millisecond and is something the driver did rather than something a host put out.</summary>
    public ConversationLine? NextOfScript(long nowMs) =>
        Next is { } line && line.TimeMs <= nowMs && line is not (DatagramLine or EventLine) ? line : null;

    /// <summary>
    /// True when the line before is a datagram of this millisecond, and an action stands between it and the next thing that a host puts out.
    /// </summary>
    public bool ActsBehindDatagram(long nowMs)
    {
        if (_next == 0 || _next >= _lines.Count || _lines[_next - 1] is not DatagramLine sent || sent.TimeMs != nowMs) return false;
        for (int i = _next; i < _lines.Count && _lines[i].TimeMs <= nowMs && _lines[i] is not (DatagramLine or EventLine); i++)
        {
            if (_lines[i] is ActionLine) return true;
        }

        return false;
    }

    /// <summary>
    /// Puts the actions that stand between the datagrams and events of one service behind the next of these: they are carried out when the service is over. To be called
    /// when a host puts something out.
    /// </summary>
    public void DeferActions(long nowMs, string from)
    {
        if (!ActsBehindDatagram(nowMs)) return;
        int next = _lines.FindIndex(_next, candidate => candidate is DatagramLine or EventLine);
        if (next < 0 || _lines[next].TimeMs > nowMs || (_lines[next] is DatagramLine datagram ? datagram.From : ((EventLine)_lines[next]).Host) != from) return;
        ConversationLine line = _lines[next];
        _lines.RemoveAt(next);
        _lines.Insert(_next, line);
    }

    /// <summary>The host that puts out the next line, when that belongs to this millisecond.</summary>
    public string? NextHost(long nowMs) => Next switch
    {
        DatagramLine datagram when datagram.TimeMs <= nowMs => datagram.From,
        EventLine happened when happened.TimeMs <= nowMs => happened.Host,
        _ => null,
    };

    /// <summary>Whatever a host should have put out by now and did not.</summary>
    public void ReportMissing(long nowMs)
    {
        bool isOver = nowMs == long.MaxValue;
        while (!HasEnough && Next is { } line && line.TimeMs <= nowMs && (isOver || line is DatagramLine or EventLine))
        {
            if (line is SetupLine)
            {
                Advance();
                continue;
            }

            string what = line switch
            {
                DatagramLine datagram => $"{datagram.From} did not send this datagram",
                EventLine => "this event did not happen",
                _ => "the conversation is over before this line",
            };
            Add(line, nowMs, what, line is DatagramLine d ? SideBySide.Show(d, null, HasChecksum(d.From)) : "  expected " + line.Text + "\n");
            Advance();
        }
    }

    public void Add(ConversationLine? at, long nowMs, string what, string report)
    {
        if (HasEnough) return;
        Differences.Add(new Difference(conversation.Name, at?.Number ?? 0, nowMs, what, History() + report));
    }

    public bool HasChecksum(string host) => conversation.Hosts.FirstOrDefault(setup => setup.Name == host)?.Checksum ?? false;

    private string History()
    {
        var text = new StringBuilder();
        for (int i = System.Math.Max(0, _next - LinesOfHistory); i <= _next && i < _lines.Count; i++)
        {
            ConversationLine line = _lines[i];
            string shown = line.Text.Length > 150 ? line.Text[..150] + "..." : line.Text;
            text.Append(i == _next ? "  > " : "    ").Append(line.Number.ToString(CultureInfo.InvariantCulture).PadLeft(5)).Append(": ").Append(shown).Append('\n');
            if (line is DatagramLine datagram)
            {
                foreach (string command in datagram.Decoded.Skip(1).Take(4)) text.Append("             ").Append(command).Append('\n');
            }
        }

        return text.ToString();
    }
}
