using System;
using ManagedENet.Internal;

namespace ManagedENet;

/// <summary>How a stream over a channel works (<see cref="ENetConnection.OpenStream"/>). The options are those of one end; those of the other may differ, but for <see cref="IsRaw"/>.</summary>
public sealed record ENetStreamOptions
{
    /// <summary>
    /// False, the default: what travels is framed, which both ends must be for, ManagedENet both: the reader says how much may come, either direction ends by itself, and an end may abort. True: the bytes of the stream
    /// are the payload of messages and nothing else, so that any ENet peer is the other end. Then a reader that is slow holds up the channel (<see cref="ENetRunnerOptions.ReceiveQueueBytes"/>), the end of the connection
    /// is the end of what is read, and an abort is told to nobody.
    /// </summary>
    public bool IsRaw { get; init; }

    /// <summary>
    /// Bytes that the other end may send before this one has read any, 65,536 to <see cref="MaximumCredit"/>; 256 KiB unless set. The first 65,536 need no permission, as the other end sends them before it can hear one.
    /// Of no use where <see cref="IsRaw"/>.
    /// </summary>
    public int InitialCredit { get; init; } = 256 * 1024;

    /// <summary>
    /// Bytes that may be under way or wait to be read at most, <see cref="InitialCredit"/> to 1 GiB; 1 MiB unless set. The credit doubles up to it while the other end uses all of it within two round trips, so that a
    /// stream brings about this much in a round trip. It bounds what a reader may leave unconsumed, too. Of no use where <see cref="IsRaw"/>.
    /// </summary>
    public int MaximumCredit { get; init; } = 1 << 20;

    /// <summary>Bytes of the messages into which what is written is cut, the frame's byte included, 64 to 1,048,576; 16 KiB unless set. Where <see cref="ENetHostOptions.MaximumPacketBytes"/> of this host is less, it counts; that of the other must not be less.</summary>
    public int MessageBytes { get; init; } = 16 * 1024;

    /// <summary>
    /// Bytes that may be sent and not yet acknowledged by the other host, 65,536 to 1 GiB, with 128 more for each message; 1 MiB unless set. A quarter of it, 256 KiB at most, may wait beside it for the network thread.
    /// Beyond that a writer waits.
    /// </summary>
    public int SendBufferBytes { get; init; } = 1 << 20;

    /// <summary>The check that every stream makes of its options, for whoever wants to know sooner.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message says which and what to do.</exception>
    public void Validate()
    {
        const int least = StreamFrame.ImplicitCredit;
        const int most = 1 << 30;
        if (MaximumCredit is < least or > most) throw Bad(nameof(MaximumCredit), MaximumCredit, "must be 65,536 to 1,073,741,824 bytes: 1 MiB suits most, more a line that is fast and long.");
        if (InitialCredit < least || InitialCredit > MaximumCredit) throw Bad(nameof(InitialCredit), InitialCredit, $"must be 65,536 to MaximumCredit, which is {MaximumCredit}: the other end sends the first 65,536 bytes unasked.");
        if (MessageBytes is < 64 or > 1 << 20) throw Bad(nameof(MessageBytes), MessageBytes, "must be 64 to 1,048,576 bytes: 16 KiB suits most.");
        if (SendBufferBytes is < least or > most) throw Bad(nameof(SendBufferBytes), SendBufferBytes, "must be 65,536 to 1,073,741,824 bytes: 1 MiB suits most, more a line that is fast and long.");
    }

    private static ArgumentOutOfRangeException Bad(string option, int value, string what) => new(option, value, $"{option} {what}");
}
