using System;
using System.Collections.Generic;
using System.Net;

namespace ManagedENet.Hosting;

/// <summary>
/// How an ENet server of the generic host is set up: read from the configuration section of its name, <c>ENet</c> unless another is given, and then changed by the code that registers it. What the server was started
/// with holds until it stops; a configuration that is loaded again changes nothing.
/// </summary>
/// <remarks>A key that nobody knows, a value that cannot be read and a value out of its range are errors when the application starts, all of them in one exception.</remarks>
public sealed class ENetServerOptions
{
    /// <summary>The address to listen at: <c>*</c>, the default, for all of IPv6 and IPv4, an address, or <c>localhost</c>.</summary>
    public IPAddress Address { get; set; } = IPAddress.IPv6Any;

    /// <summary>The UDP port to listen at, 0 to 65,535; 0 takes a free one. There is no default: null, as long as nobody has set it, is an error at the start.</summary>
    public int? Port { get; set; }

    /// <summary>How the host behaves: limits, codecs, socket. A record: set <c>options.Host = options.Host with { PeerLimit = 500 }</c>.</summary>
    public ENetHostOptions Host { get; set; } = new();

    /// <summary>How much may wait between the network thread and the handlers. <see cref="ENetCompletions.Pumped"/> is refused: nobody pumps here.</summary>
    public ENetRunnerOptions Runner { get; set; } = new();

    /// <summary>
    /// How long the server may take to stop, 5 s unless set, zero or more: half of it for the handlers to end, the rest to bring what was sent and to say goodbye to everybody who is left. The application's own shutdown
    /// timeout, where it is shorter, counts. Zero says goodbye once and waits for nothing.
    /// </summary>
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>True, the default: when the network thread has failed, the application is stopped, so that whoever watches it starts another. False: it goes on without the server, which the health check tells.</summary>
    public bool StopApplicationOnFailure { get; set; } = true;

    /// <summary>What was wrong with the configuration, in sentences.</summary>
    internal List<string> Errors { get; } = [];
}
