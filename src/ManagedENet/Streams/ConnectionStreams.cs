using System;
using System.Collections.Generic;
using System.Threading;

namespace ManagedENet.Internal;

/// <summary>The streams of a connection, one for a channel and for its whole life.</summary>
internal sealed class ConnectionStreams
{
    private readonly StreamChannel?[] _ofChannel;

    // The network thread's.
    private readonly List<StreamChannel> _attached = new();

    public ConnectionStreams(int channels) => _ofChannel = new StreamChannel?[channels];

    /// <summary>Some of them has something that has not left. The network thread may ask.</summary>
    public bool HasRest
    {
        get
        {
            foreach (StreamChannel stream in _attached)
            {
                if (stream.HasRest) return true;
            }

            return false;
        }
    }

    /// <summary>Any thread: the one that has this channel, or will have it in a moment.</summary>
    public StreamChannel? Of(byte channel) => Volatile.Read(ref _ofChannel[channel]);

    /// <summary>Any thread: the first that takes a channel has it.</summary>
    // Requirement: STR-002
    public bool TryAdd(StreamChannel stream) => Interlocked.CompareExchange(ref _ofChannel[stream.Id], stream, null) is null;

    /// <summary>The network thread: what comes is a stream's from now on.</summary>
    public void Attach(StreamChannel stream) => _attached.Add(stream);

    /// <summary>The network thread: does what has become possible.</summary>
    public void Turn(ENetPeer peer)
    {
        foreach (StreamChannel stream in _attached) stream.Turn(peer);
    }

    /// <summary>The network thread: the connection is over.</summary>
    public void End(ENetEnding ending)
    {
        foreach (StreamChannel stream in _attached) stream.NoteEnd(ending);
    }
}
