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
        List<ActionLine> attempts = conversation.Lines.OfType<ActionLine>().Where(line => line.Host == host && line.Verb == "connect").ToList();
        for (int i = 0; i < attempts.Count; i++)
        {
            int after = attempts[i].Number;
            int before = i + 1 < attempts.Count ? attempts[i + 1].Number : int.MaxValue;
            string? connect = conversation.Lines.OfType<DatagramLine>()
                .Where(line => line.From == host && line.Number > after && line.Number < before)
                .SelectMany(line => line.Decoded)
                .FirstOrDefault(text => text.StartsWith("CONNECT", StringComparison.Ordinal));
            string digits = connect is null ? string.Empty : new LineFields(connect).Text("connect_id");
            yield return digits.Length == 0 ? 0 : ConnectIdOrder.FromWireDigits(digits);
        }
    }
}
