using System;
using System.Collections.Generic;
using ManagedENet.InteropPeer.Hosting;

namespace ManagedENet.InteropPeer.Echo;

/// <summary>The command line of <c>client</c>.</summary>
internal sealed record EchoClientSettings
{
    public required HostSettings Host { get; init; }

    public uint ConnectData { get; init; }

    public required IReadOnlyList<SendMode> Modes { get; init; }

    /// <summary>Lengths that are sent in every mode.</summary>
    public required IReadOnlyList<int> Sizes { get; init; }

    /// <summary>Lengths that are sent only in the modes made for them.</summary>
    public required IReadOnlyList<int> BigSizes { get; init; }

    public required int Count { get; init; }

    public required TimeSpan Deadline { get; init; }

    /// <summary>How long to stay silent before leaving.</summary>
    public TimeSpan Idle { get; init; }

    public uint DisconnectData { get; init; }

    /// <summary>When set: the data with which the server must end the connection, and nothing else counts.</summary>
    public uint? ExpectedKick { get; init; }
}
