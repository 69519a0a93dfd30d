using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace ManagedENet.Conformance.IndependentReader;

/// <summary>One command of a datagram as the independent reader sees it.</summary>
internal sealed record IndependentCommand(string Name, bool WantsAcknowledgement, bool Unsequenced, IReadOnlyList<KeyValuePair<string, string>> Fields, byte[] Payload)
{
    /// <summary>In the words of a conversation's <c>#</c> lines.</summary>
    public override string ToString() =>
        Name + (WantsAcknowledgement ? "|ACK" : string.Empty) + (Unsequenced ? "|UNSEQ" : string.Empty) + " "
        + string.Join(' ', Fields.Select(field => field.Key + "=" + field.Value));

    public static KeyValuePair<string, string> Decimal(string name, uint value) => new(name, value.ToString(CultureInfo.InvariantCulture));

    public static KeyValuePair<string, string> Hex(string name, uint value) => new(name, value.ToString("x8", CultureInfo.InvariantCulture));
}
