using System;
using System.Linq;

namespace ManagedENet.Conformance.Conversations;

/// <summary>
/// The files need not state the clock at the hosts' creation. Native counts its once-a-second work from zero, or from the first service when the clock was set
/// to a later time before: the first BANDWIDTH_LIMIT, a whole number of seconds after that, tells. Nothing else depends on how long nothing happened.
/// </summary>
internal static class StartRule
{
    private const long SecondMs = 1000;

    public static long Deduce(Conversation conversation)
    {
        SetupLine? stated = conversation.Lines.OfType<SetupLine>().FirstOrDefault(line => line.Fields.Has("start"));
        if (stated is not null) return stated.Fields.Number("start");

        long first = conversation.Lines.Count == 0 ? 0 : conversation.Lines[0].TimeMs;
        if (first < SecondMs) return 0;
        DatagramLine? limit = conversation.Lines.OfType<DatagramLine>().FirstOrDefault(line =>
            line.Decoded.Exists(text => text.StartsWith("BANDWIDTH_LIMIT", StringComparison.Ordinal)));
        return limit is null ? first : first - ((first - limit.TimeMs) % SecondMs + SecondMs) % SecondMs;
    }
}
