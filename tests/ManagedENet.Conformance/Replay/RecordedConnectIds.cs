using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Conformance.Conversations;

namespace ManagedENet.Conformance.Replay;

/// <summary>Finds the connect id of each of a host's attempts to connect; 0 where the attempt ended before its CONNECT left.</summary>
internal static class RecordedConnectIds
{
    public static IEnumerable<uint> Of(Conversation conversation, string host)
    {
        // Each id once, where it first left: attempts overlap, and a CONNECT is repeated while others begin.
        List<(DatagramLine Line, uint Id, LineFields Fields)> proposals = conversation.Lines.OfType<DatagramLine>()
            .Where(line => line.From == host)
            .SelectMany(line => conversation.CommandsOf(line).Where(IsConnect).Select(text => (Line: line, Fields: new LineFields(text))))
            .Where(connect => connect.Fields.Has("connect_id"))
            .Select(connect => (connect.Line, Id: ConnectIdOrder.FromWireDigits(connect.Fields.Text("connect_id")), connect.Fields))
            .DistinctBy(connect => connect.Id)
            .ToList();

        // An attempt that found no free slot draws no id; one that ended before the host was serviced again drew an id that nobody saw.
        foreach (ActionLine attempt in conversation.Lines.OfType<ActionLine>().Where(line => line.Host == host && HasTakenSlot(line)))
        {
            int found = proposals.FindIndex(connect => connect.Line.Number > attempt.Number && connect.Line.TimeMs <= attempt.TimeMs + 1
                && connect.Fields.Hex("data") == attempt.Fields.Hex("data"));
            yield return found < 0 ? 0 : proposals[found].Id;
            if (found >= 0) proposals.RemoveAt(found);
        }
    }

    private static bool HasTakenSlot(ActionLine line) => line.Verb == "connect" && line.Fields.Text("rc", "ok") == "ok";

    private static bool IsConnect(string decoded) => decoded.StartsWith("CONNECT", StringComparison.Ordinal);
}
