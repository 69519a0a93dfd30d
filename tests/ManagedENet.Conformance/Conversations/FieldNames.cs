using System;
using System.Collections.Generic;
using System.Linq;

namespace ManagedENet.Conformance.Conversations;

/// <summary>The fields that the conversations abbreviate, with the word that a conversation from elsewhere may use instead.</summary>
internal static class FieldNames
{
    public static readonly IReadOnlyDictionary<string, string> Longer = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ch"] = "channel",
        ["len"] = "length",
        ["in"] = "incoming",
        ["out"] = "outgoing",
        ["in_bw"] = "incoming_bandwidth",
        ["out_bw"] = "outgoing_bandwidth",
        ["accel"] = "acceleration",
        ["decel"] = "deceleration",
        ["min"] = "minimum",
        ["max"] = "maximum",
        ["range"] = "range_coder",
    };

    private static readonly Dictionary<string, string> Shorter = Longer.ToDictionary(name => name.Value, name => name.Key, StringComparer.Ordinal);

    /// <summary>The word that the conversations use.</summary>
    public static string Short(string name) => Shorter.GetValueOrDefault(name, name);
}
