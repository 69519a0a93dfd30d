using System;
using System.Threading;
using ManagedENet.Internal;

namespace ManagedENet;

/// <summary>One of the hosts of an <see cref="ENetShardedHost"/>, with its thread. Any thread may use it.</summary>
public sealed class ENetShard
{
    private readonly ENetHost _host;
    private readonly PostQueue _posts = new();
    private Thread? _thread;
    private int _connectedPeers;
    private long _lostPosts;

    internal ENetShard(ENetShardedHost owner, ENetHost host, int number)
    {
        Owner = owner;
        _host = host;
        Number = number;
        Room = new ShardRoom(host);
    }

    /// <summary>All of them.</summary>
    public ENetShardedHost Owner { get; }

    /// <summary>Its number, 0 for the first: that of <see cref="ENetPeerKey.Shard"/>.</summary>
    public int Number { get; }

    /// <summary>The counters of its host.</summary>
    public ENetStatistics Statistics => _host.Statistics;

    /// <summary>Established connections, as of the end of its last service call.</summary>
    public int ConnectedPeerCount => Volatile.Read(ref _connectedPeers);

    /// <summary>Messages that were posted to peers or groups and reached nobody: the peer was gone, or had no room, or not that channel. Counted for each peer.</summary>
    public long LostPosts => Volatile.Read(ref _lostPosts);

    /// <summary>Those who were sent away because this shard was full, while another one had room.</summary>
    public long FullWhileOthersHadRoom => Room.FullWhileOthersHadRoom;

    /// <summary>The calling thread is that of this shard.</summary>
    public bool IsCurrent => Thread.CurrentThread == Volatile.Read(ref _thread);

    internal ENetHost Host => _host;

    internal ShardRoom Room { get; }

    /// <summary>Has something done on the thread of this shard, as <see cref="ENetHost.Post"/> does.</summary>
    /// <typeparam name="TState">What the action needs.</typeparam>
    /// <param name="action">Gets the host and the state. It may use the host and its peers, but not service, close or dispose it.</param>
    /// <param name="state">Is handed to the action.</param>
    /// <returns>False when the shard has stopped: the action is not done.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public bool Post<TState>(Action<ENetHost, TState> action, TState state) => _host.Post(action, state);

    /// <summary>Any thread: puts something into its queue, and tells it when it was empty.</summary>
    internal ENetSendResult Post(PostQueue.Kind kind, ENetPeerKey key, byte channel, ReadOnlySpan<byte> message, ENetPacketFlags flags, ENetPeerGroup? group, SharedPayload? shared)
    {
        ENetSendResult result = _posts.TryAdd(kind, key, channel, message, flags, group, shared, out bool isFirst);
        if (result == ENetSendResult.Queued && isFirst) _host.Post(static (_, shard) => shard.RunPosts(), this);
        return result;
    }

    /// <summary>Its own thread: to a peer of its own.</summary>
    internal ENetSendResult SendTo(ENetPeerKey key, byte channel, ReadOnlySpan<byte> message, ENetPacketFlags flags)
    {
        ENetSendResult result = _host.Find(key)?.Send(channel, message, flags) ?? ENetSendResult.NotConnected;
        if (result != ENetSendResult.Queued) NoteLost(1);
        return result;
    }

    /// <summary>Its own thread: to those of a group who are here.</summary>
    internal void SendTo(ENetPeerGroup group, byte channel, ReadOnlySpan<byte> message, ENetPacketFlags flags) => NoteLost(group.SendTo(this, _host, channel, message, flags));

    /// <summary>Its own thread: it begins.</summary>
    internal void Begin()
    {
        Volatile.Write(ref _thread, Thread.CurrentThread);
        _host.AttachToCurrentThread();
        // A call without an event does not end: what it has done is seen when it waits.
        _host.WhenResting(NoteServed);
    }

    /// <summary>Its own thread: a service call is over, or waits.</summary>
    internal void NoteServed()
    {
        int connected = _host.ConnectedPeerCount;
        if (connected != _connectedPeers) Volatile.Write(ref _connectedPeers, connected);
        Room.Note(Owner.Rooms);
    }

    /// <summary>Its own thread: it has ended.</summary>
    internal void End()
    {
        Volatile.Write(ref _connectedPeers, 0);
        _posts.Close();
    }

    private void RunPosts()
    {
        _posts.Exchange();
        while (_posts.TryTake(out PostQueue.Post post))
        {
            switch (post.What)
            {
                case PostQueue.Kind.ToPeer:
                    SendTo(post.Key, post.Channel, post.Message, post.Flags);
                    break;
                case PostQueue.Kind.ToGroup:
                    SendTo(post.Group!, post.Channel, post.Shared!.Span, post.Flags);
                    post.Shared.Release();
                    break;
                case PostQueue.Kind.Join:
                    post.Group!.Join(this, _host.Find(post.Key));
                    break;
                default:
                    post.Group!.Leave(this, _host.Find(post.Key));
                    break;
            }
        }
    }

    private void NoteLost(int messages)
    {
        if (messages > 0) Volatile.Write(ref _lostPosts, _lostPosts + messages);
    }
}
