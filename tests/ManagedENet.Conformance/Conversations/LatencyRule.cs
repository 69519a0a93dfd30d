using System;
using System.Linq;

namespace ManagedENet.Conformance.Conversations;

/// <summary>
/// The files do not state the latency. A client is told CONNECT when the VERIFY_CONNECT arrives, so the time between the two is the way of one datagram;
/// a host that is serviced later within the same millisecond receives at once when there is no latency, an earlier one in the next millisecond.
/// </summary>
internal static class LatencyRule
{
    public static long Deduce(Conversation conversation)
    {
        foreach (SetupLine setup in conversation.Lines.OfType<SetupLine>())
        {
            if (setup.Fields.Has("latency")) return setup.Fields.Number("latency");
        }

        foreach (EventLine connected in conversation.Lines.OfType<EventLine>().Where(line => string.Equals(line.Event, "CONNECT", StringComparison.Ordinal)))
        {
            DatagramLine? verify = LastBefore(conversation, connected.Number, connected.Host, "VERIFY_CONNECT");
            if (verify is null) continue;
            long way = connected.TimeMs - verify.TimeMs;
            bool clientFirst = IndexOf(conversation, connected.Host) < IndexOf(conversation, verify.From);
            if (way != 1 || !clientFirst) return way;
            // One millisecond or none: the way there, to a server that is serviced later, tells.
            DatagramLine? connect = LastBefore(conversation, verify.Number, verify.From, "CONNECT");
            return connect is null ? 0 : verify.TimeMs - connect.TimeMs;
        }

        return 0;
    }

    private static DatagramLine? LastBefore(Conversation conversation, int number, string to, string command) =>
        conversation.Lines.OfType<DatagramLine>().LastOrDefault(line =>
            line.Number < number && line.To == to && line.Fate == Fate.Delivered
            && line.Decoded.Exists(text => text.StartsWith(command, StringComparison.Ordinal)));

    private static int IndexOf(Conversation conversation, string host)
    {
        for (int i = 0; i < conversation.Hosts.Count; i++)
        {
            if (conversation.Hosts[i].Name == host) return i;
        }

        return int.MaxValue;
    }
}
