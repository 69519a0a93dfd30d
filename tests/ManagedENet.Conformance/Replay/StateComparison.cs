using System;
using System.Globalization;
using System.Linq;
using ManagedENet.Conformance.Conversations;
using ManagedENet.Protocol.Connections;

namespace ManagedENet.Conformance.Replay;

/// <summary>Holds a state line against a host: each field that it shows, and no other.</summary>
internal static class StateComparison
{
    private const string SentBy = "sent_by_";

    /// <summary>What is not so, a line each; empty where all is.</summary>
    public static string Of(StateLine state, ReplayHost host, Func<string, ReplayHost> hosts)
    {
        string wrong = string.Concat(state.Fields.Words.Select(word => $"  {word}: nobody knows what that is\n"));
        if (state.Fields.Keys.All(field => field == "peer")) wrong += "  the line tells no state\n";
        foreach (string field in state.Fields.Keys.Where(field => field != "peer"))
        {
            if (Read(FieldNames.Short(field), state, host, hosts) is not { } actual)
            {
                wrong += $"  {field}: nobody knows what that is\n";
                continue;
            }

            long expected = PeerStateFields.IsHex(field) ? state.Fields.Hex(field) : state.Fields.Number(field);
            if (expected != actual) wrong += string.Create(CultureInfo.InvariantCulture, $"  {field}: expected {expected}, actual {actual}\n");
        }

        return wrong;
    }

    private static long? Read(string field, StateLine state, ReplayHost host, Func<string, ReplayHost> hosts)
    {
        if (field == "received") return host.ReceivedPackets;
        if (field.StartsWith(SentBy, StringComparison.Ordinal)) return hosts(field[SentBy.Length..]).SentDatagrams;
        if (!PeerStateFields.ByName.TryGetValue(field, out Func<Connection, long>? read)) return null;
        long slot = state.Fields.Number("peer");
        if (slot < 0 || slot >= host.Setup.Peers) throw new FormatException($"{host.Name} has no slot {slot}.");
        return host.Core.GetPeer((int)slot) is { } peer ? read(peer) : NativeFacts.OfUnusedSlot(field, host.Setup.MtuBytes);
    }
}
