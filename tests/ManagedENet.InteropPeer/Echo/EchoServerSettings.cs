using System;
using ManagedENet.InteropPeer.Hosting;

namespace ManagedENet.InteropPeer.Echo;

/// <summary>The command line of <c>server</c>.</summary>
internal sealed record EchoServerSettings
{
    public required HostSettings Host { get; init; }

    public required int PeerLimit { get; init; }

    /// <summary>The run ends after this many disconnects.</summary>
    public required int Clients { get; init; }

    public required TimeSpan Deadline { get; init; }

    /// <summary>A peer is disconnected after this many packets; 0 = never.</summary>
    public int KickAfter { get; init; }

    public bool IsSilent { get; init; }

    /// <summary>How many bytes of each packet are printed; 0 = packets are not printed.</summary>
    public int LoggedBytes { get; init; }
}
