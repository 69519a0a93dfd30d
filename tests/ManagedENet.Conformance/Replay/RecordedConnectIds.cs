using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Conformance.Conversations;

namespace ManagedENet.Conformance.Replay;

/// <summary>
/// Finds the connect id of each of a host's attempts to connect: from its CONNECTs, or from the events and states that name it where no datagram does; 0 where the attempt
/// ended before its CONNECT left, or nothing tells.
/// </summary>
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

        List<(int Number, uint Id)> told = Told(conversation, host);

        // An attempt that found no free slot draws no id; one that ended before the host was serviced again drew an id that nobody saw.
        foreach (ActionLine attempt in conversation.Lines.OfType<ActionLine>().Where(line => line.Host == host && HasTakenSlot(line)))
        {
            int found = proposals.FindIndex(connect => connect.Line.Number > attempt.Number && connect.Line.TimeMs <= attempt.TimeMs + 1
                && (!connect.Fields.Has("data") || connect.Fields.Hex("data") == attempt.Fields.Hex("data")));
            if (found < 0)
            {
                yield return TakeTold(told, attempt);
                continue;
            }

            told.RemoveAll(line => line.Id == proposals[found].Id);
            yield return proposals[found].Id;
            proposals.RemoveAt(found);
        }
    }

    /// <summary>The ids of this host's own attempts that its events and states name and no CONNECT shows, in the order in which they are named first.</summary>
    private static List<(int Number, uint Id)> Told(Conversation conversation, string host)
    {
        // Where every attempt shows its CONNECT, nothing is missing.
        if (conversation.Lines.OfType<DatagramLine>().Any(line => line.From == host && conversation.CommandsOf(line).Any(IsConnect))) return [];
        bool isCalled = conversation.Lines.OfType<ActionLine>().Any(line => line.Host != host && HasTakenSlot(line) && line.Fields.Text("to", "S") == host);
        if (isCalled) return [];
        return conversation.Lines
            .Where(line => line is EventLine e ? e.Host == host : line is StateLine s && s.Host == host)
            .Select(line => (line.Number, Fields: line is EventLine e ? e.Fields : ((StateLine)line).Fields))
            .Where(line => line.Fields.Has("connect_id") && line.Fields.Hex("connect_id") != 0)
            .Select(line => (line.Number, Id: line.Fields.Hex("connect_id")))
            .DistinctBy(line => line.Id)
            .ToList();
    }

    private static uint TakeTold(List<(int Number, uint Id)> told, ActionLine attempt)
    {
        int found = told.FindIndex(line => line.Number > attempt.Number);
        if (found < 0) return 0;
        uint id = told[found].Id;
        told.RemoveAt(found);
        return id;
    }

    private static bool HasTakenSlot(ActionLine line) => line.Verb == "connect" && line.Fields.Text("rc", "ok") == "ok";

    private static bool IsConnect(string decoded) => decoded.StartsWith("CONNECT", StringComparison.Ordinal);
}
