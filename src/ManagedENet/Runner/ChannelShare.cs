using System.Threading;

namespace ManagedENet.Internal;

/// <summary>What waits of one channel. The network thread adds, whoever receives takes.</summary>
internal sealed class ChannelShare
{
    private int _messages;
    private long _bytes;
    private int _isPaused;

    /// <summary>The peer is not read on this channel.</summary>
    public bool IsPaused
    {
        get => Volatile.Read(ref _isPaused) != 0;
        set => Interlocked.Exchange(ref _isPaused, value ? 1 : 0);
    }

    public void Count(int messages, int bytes)
    {
        Interlocked.Add(ref _bytes, bytes);
        Interlocked.Add(ref _messages, messages);
    }

    public bool IsBelow(int messages, long bytes) => Volatile.Read(ref _messages) <= messages && Interlocked.Read(ref _bytes) <= bytes;
}
