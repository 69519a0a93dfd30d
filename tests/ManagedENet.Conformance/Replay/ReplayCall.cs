using System;
using System.Globalization;
using ManagedENet.Conformance.Conversations;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;

namespace ManagedENet.Conformance.Replay;

/// <summary>One call of an application: what stands in its line, and where it is made.</summary>
internal readonly record struct ReplayCall(LineFields Fields, ReplayHost Host, AddressBook Addresses, long NowMs)
{
    public Host Core => Host.Core;

    public Connection? Peer => Host.Peer((int)Fields.Number("peer"));

    public uint Unsigned(string key) => (uint)Fields.Number(key);

    /// <summary>The value of a call that has only one, with its name or without.</summary>
    public long Single(string key)
    {
        if (Fields.Has(key)) return Fields.Number(key);
        if (Fields.Words.Count > 1 && long.TryParse(Fields.Words[1], NumberStyles.Integer, CultureInfo.InvariantCulture, out long value)) return value;
        throw new FormatException($"The call wants {key}=.");
    }
}
