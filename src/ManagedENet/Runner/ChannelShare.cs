using System.Threading;

namespace ManagedENet.Internal;

/// <summary>What waits of one channel. The network thread adds, whoever receives takes.</summary>
internal sealed class ChannelShare
{
    // Messages in the upper bits and bytes in the lower ones of one number, which is added to in one step: a receive queue has less than 2^31 bytes, and one message may go beyond that.
    private const int BytesBits = 34;
    private const long BytesMask = (1L << BytesBits) - 1;

    private long _waiting;
    private int _isPaused;

    /// <summary>The peer is not read on this channel.</summary>
    public bool IsPaused
    {
        get => Volatile.Read(ref _isPaused) != 0;
        set => Interlocked.Exchange(ref _isPaused, value ? 1 : 0);
    }

    /// <summary>A message has come.</summary>
    public void Add(int bytes) => Interlocked.Add(ref _waiting, (1L << BytesBits) + bytes);

    /// <summary>A message was taken.</summary>
    public void Take(int bytes) => Interlocked.Add(ref _waiting, -((1L << BytesBits) + bytes));

    /// <summary>No more waits than that.</summary>
    public bool IsBelow(int messages, long bytes)
    {
        long waiting = Volatile.Read(ref _waiting);
        return waiting >> BytesBits <= messages && (waiting & BytesMask) <= bytes;
    }
}
