using System;
using System.Collections.Generic;
using ManagedENet.InteropPeer.Hosting;

namespace ManagedENet.InteropPeer.Probe;

/// <summary>The command line of <c>probe</c>.</summary>
internal sealed record ProbeSettings
{
    public required HostSettings Host { get; init; }

    public uint ConnectData { get; init; }

    /// <summary>How long the probe stays, from its start.</summary>
    public required TimeSpan Stay { get; init; }

    /// <summary>The probe stays no longer than until so many packets came.</summary>
    public required int EnoughPackets { get; init; }

    /// <summary>How many bytes of a received packet are printed.</summary>
    public required int PrintedBytes { get; init; }

    public required IReadOnlyList<ProbePacket> Packets { get; init; }

    /// <summary>When set: the data with which the probe leaves. Otherwise it ends without a word.</summary>
    public uint? DisconnectData { get; init; }
}
