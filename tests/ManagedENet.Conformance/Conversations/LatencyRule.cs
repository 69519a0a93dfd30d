using System;
using System.Collections.Generic;
using System.Linq;

namespace ManagedENet.Conformance.Conversations;

/// <summary>
/// The files need not state the latency. Whatever is answered at once tells it: a command with its acknowledgement, a CONNECT with its VERIFY_CONNECT, a
/// VERIFY_CONNECT with the event it raises. A host that is serviced later within the same millisecond receives at once when there is no latency, an earlier one
/// in the next millisecond, so that what an earlier host sends to a later one tells the latency exactly. Delayed answers are outvoted.
/// </summary>
internal static class LatencyRule
{
    private const int EnoughVotes = 500;
    private const int LikelyWays = 12;
    private const int GapsToTry = 4;

    public static IReadOnlyList<long> Deduce(Conversation conversation)
    {
        SetupLine? stated = conversation.Lines.OfType<SetupLine>().FirstOrDefault(line => line.Fields.Has("latency"));
        if (stated is not null) return [stated.Fields.Number("latency")];

        var exact = new Dictionary<long, int>();
        var rounded = new Dictionary<long, int>();
        foreach ((string from, string to, long wayMs) in Ways(conversation).Where(way => way.WayMs >= 0).Take(EnoughVotes))
        {
            Dictionary<long, int> votes = conversation.IndexOf(from) < conversation.IndexOf(to) ? exact : rounded;
            votes[wayMs] = votes.GetValueOrDefault(wayMs) + 1;
        }

        List<long> likely = [.. ByVotes(exact), .. ByVotes(rounded)];
        if (exact.Count == 1) return [likely[0]];
        if (likely.Count == 0) return OfRoundTrips(conversation);
        return [.. likely, .. likely.Contains(1) ? new long[] { 0, 1 } : []];
    }

    // Where no datagram can be read there is the time until a host does something after a datagram for it, and there are the round trips that states tell of: the way
    // there and back, and a millisecond where the answer waits for the next service.
    private static List<long> OfRoundTrips(Conversation conversation)
    {
        List<long> gaps = [.. FirstGaps(conversation)];
        IEnumerable<long> ways = conversation.Lines.OfType<StateLine>().Where(line => line.Fields.Has("rtt")).Select(line => line.Fields.Number("rtt"))
            .Where(rtt => rtt is >= 0 and < 500).SelectMany(rtt => new[] { rtt / 2, Math.Max(0, (rtt - 1) / 2), (rtt + 1) / 2 });
        return [.. gaps.Concat([0, 1]).Concat(ways).Distinct().Take(LikelyWays)];
    }

    private static IEnumerable<long> FirstGaps(Conversation conversation)
    {
        IReadOnlyList<ConversationLine> lines = conversation.Lines;
        for (int i = 0, found = 0; i < lines.Count && found < GapsToTry; i++)
        {
            if (lines[i] is not DatagramLine { Fate.Kind: not FateKind.Dropped } sent) continue;
            ConversationLine? next = lines.Skip(i + 1).FirstOrDefault(line => line is DatagramLine d ? d.From == sent.To : line is EventLine e && e.Host == sent.To);
            if (next is null) continue;
            found++;
            yield return next.TimeMs - sent.TimeMs;
        }
    }

    private static IEnumerable<long> ByVotes(Dictionary<long, int> votes) =>
        votes.OrderByDescending(vote => vote.Value).ThenBy(vote => vote.Key).Select(vote => vote.Key).Take(3);

    private static IEnumerable<(string From, string To, long WayMs)> Ways(Conversation conversation)
    {
        // Arrivals less the latency, by what an answer repeats.
        var asked = new Dictionary<(string From, string To, string What), long>();
        foreach (ConversationLine line in conversation.Lines)
        {
            if (line is EventLine { Event: "CONNECT" } connected)
            {
                foreach (var verify in asked.Where(entry => entry.Key.To == connected.Host && entry.Key.What.StartsWith("VERIFY", StringComparison.Ordinal)))
                    yield return (verify.Key.From, connected.Host, connected.TimeMs - verify.Value);
            }

            if (line is not DatagramLine datagram) continue;
            foreach (string command in conversation.CommandsOf(datagram))
            {
                var fields = new LineFields(command);
                string? answers = AnsweredBy(command, fields);
                if (answers is not null && asked.TryGetValue((datagram.To, datagram.From, answers), out long askedMs))
                    yield return (datagram.To, datagram.From, datagram.TimeMs - askedMs);
                if (datagram.Fate.Kind != FateKind.Dropped && Asks(datagram, command, fields) is { } asks)
                    asked[(datagram.From, datagram.To, asks)] = datagram.TimeMs + datagram.Fate.ExtraMs;
            }
        }
    }

    private static string? AnsweredBy(string command, LineFields fields)
    {
        if (command.StartsWith("ACK ", StringComparison.Ordinal)) return $"{fields.Text("ch")} {fields.Text("received_seq")} {fields.Text("received_sent_time")}";
        return command.StartsWith("VERIFY_CONNECT", StringComparison.Ordinal) ? "CONNECT " + fields.Text("connect_id") : null;
    }

    private static string? Asks(DatagramLine datagram, string command, LineFields fields)
    {
        if (command.StartsWith("CONNECT", StringComparison.Ordinal)) return "CONNECT " + fields.Text("connect_id");
        if (command.StartsWith("VERIFY_CONNECT", StringComparison.Ordinal)) return "VERIFY " + fields.Text("connect_id");
        bool wantsAcknowledgement = command.Contains("|ACK", StringComparison.Ordinal);
        return wantsAcknowledgement ? $"{fields.Text("ch")} {fields.Text("seq")} {datagram.TimeMs & 0xFFFF}" : null;
    }
}
