using System;
using System.Net;

namespace ManagedENet.AspNetCore;

/// <summary>An end point at which Kestrel listens for ENet peers, over UDP. TCP may be listened to at the same address and port.</summary>
public sealed class ENetEndPoint : IPEndPoint
{
    private const int LeastPacketBytes = 64;

    /// <summary>An end point with the default options, or those of an initializer.</summary>
    /// <param name="address">The address; <see cref="IPAddress.IPv6Any"/> for all of IPv6 and IPv4.</param>
    /// <param name="port">The UDP port, 0 to 65,535; 0 takes a free one.</param>
    public ENetEndPoint(IPAddress address, int port)
        : base(address, port)
    {
    }

    /// <summary>How the host behaves: limits, codecs, socket.</summary>
    public ENetHostOptions Host { get; init; } = new();

    /// <summary>How much may wait between the network thread and the connections. <see cref="ENetCompletions.Pumped"/> is refused: nobody pumps here.</summary>
    public ENetRunnerOptions Runner { get; init; } = new();

    /// <summary>
    /// How channel 0 becomes the transport of a connection. Framed unless <see cref="ENetStreamOptions.IsRaw"/> is set: the other end opens a stream on channel 0 (<see cref="ENetConnection.OpenStream"/>). Raw: the bytes are the
    /// payload of its reliable messages, for peers that are not ManagedENet.
    /// </summary>
    public ENetStreamOptions Stream { get; init; } = new();

    /// <summary>
    /// How long a connection that is done may take to bring what was written, and the listener to say goodbye to everybody when it stops; 5 s unless set, zero to one day. Whoever does not take it in time is told once and
    /// given up.
    /// </summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <exception cref="ArgumentException">An option is out of its range; the message says which and what to do.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Host);
        ArgumentNullException.ThrowIfNull(Runner);
        ArgumentNullException.ThrowIfNull(Stream);
        Host.Validate();
        Runner.Validate();
        Stream.Validate();
        // A stream that cannot be opened would end the accepting of all others.
        if (!Stream.IsRaw && Host.MaximumPacketBytes < LeastPacketBytes) throw new ArgumentOutOfRangeException(nameof(Host), Host.MaximumPacketBytes, $"A framed stream needs a MaximumPacketBytes of {LeastPacketBytes} or more: raise it, or set Stream.IsRaw.");
        if (Runner.Completions == ENetCompletions.Pumped) throw new ArgumentOutOfRangeException(nameof(Runner), Runner.Completions, "Nobody pumps a listener of Kestrel: leave Completions at ThreadPool.");
        if (DrainTime < TimeSpan.Zero || DrainTime > TimeSpan.FromDays(1)) throw new ArgumentOutOfRangeException(nameof(DrainTime), DrainTime, "It must lie between zero, which waits for nobody, and one day.");
    }

    /// <summary>The same with the port that it was given.</summary>
    internal ENetEndPoint At(IPEndPoint bound) => new(bound.Address, bound.Port) { Host = Host, Runner = Runner, Stream = Stream, DrainTime = DrainTime };
}
