using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Internal;
using ManagedENet.Transports;

namespace ManagedENet;

/// <summary>
/// Several hosts at one UDP port, each on a thread of its own: for more players, or more work for each, than one host and one processor core can bear. Each remote has its shard for as long as the host lives, so that no
/// peer, native ones included, notices anything. On Linux the kernel divides what arrives; elsewhere one more thread does.
/// </summary>
/// <remarks>
/// <para>
/// Which shard somebody comes to is chance: of two shards for 200 peers one may get 115. A shard that is full sends people away though others have room; <see cref="Notice"/> tells, and
/// <see cref="ENetShard.FullWhileOthersHadRoom"/> counts. Let <see cref="ENetHostOptions.PeerLimit"/>, which holds for each shard, be a fifth more than the even share. Limits, bans and budgets hold for each shard, too.
/// </para>
/// <para>
/// Each shard has a handler, which is called on its thread alone; two shards are served at the same time. What belongs to a shard (peers, the host) is used on its thread; <see cref="Post"/>, groups and
/// <see cref="ENetShard.Post{TState}"/> reach it from others. An approver, an interceptor and the like are one object for all shards, called on each of their threads.
/// </para>
/// <code>
///                 kernel         +--&gt;  shard 0, its thread, its handler  --+
///   port  --&gt;  by the remote's  --|                                         |--&gt;  Post, groups: from any thread to any peer
///             address and port   +--&gt;  shard 1, its thread, its handler  --+
/// </code>
/// </remarks>
public sealed class ENetShardedHost : IAsyncDisposable
{
    private readonly ShardSet _set;
    private readonly ENetShard[] _shards;
    private readonly TaskCompletionSource<bool> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly object _ending = new();
    private readonly CountdownEvent _leaving;
    private Exception? _failure;
    private TimeSpan _drain;
    private uint _goodbye;
    private int _isStopping;
    private int _running;
    private int _unfinished;

    private ENetShardedHost(ShardSet set, ENetHostOptions options)
    {
        _set = set;
        Options = options;
        LocalEndPoint = set.Hosts[0].LocalEndPoint;
        _shards = new ENetShard[set.Hosts.Length];
        for (int i = 0; i < _shards.Length; i++) _shards[i] = new ENetShard(this, set.Hosts[i], i);
        Statistics = ENetStatistics.Of(set.Hosts);
        Rooms = Array.ConvertAll(_shards, static shard => shard.Room);
        _running = _shards.Length;
        _leaving = new CountdownEvent(_shards.Length);
    }

    /// <summary>What each shard was made with.</summary>
    public ENetHostOptions Options { get; }

    /// <summary>The address and port that all shards are reached at.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>The shards, in the order of their numbers.</summary>
    public IReadOnlyList<ENetShard> Shards => _shards;

    /// <summary>Established connections in all shards, as of the end of the last service call of each.</summary>
    public int ConnectedPeerCount
    {
        get
        {
            int count = 0;
            foreach (ENetShard shard in _shards) count += shard.ConnectedPeerCount;
            return count;
        }
    }

    /// <summary>The counters of all shards together.</summary>
    public ENetStatistics Statistics { get; }

    /// <summary>
    /// Completed when all shards have ended, with true when each peer has got all that was sent to it. With the exception that a handler, or something else of yours, has thrown: then all shards have been stopped, because
    /// half a server helps nobody.
    /// </summary>
    public Task<bool> Completion => _completion.Task;

    /// <summary>What a person should know of any of the shards (<see cref="ENetHost.Notice"/>). Raised on the thread of the shard, so perhaps on several at a time.</summary>
    public event Action<ENetNotice>? Notice
    {
        add
        {
            foreach (ENetShard shard in _shards) shard.Host.Notice += value;
        }

        remove
        {
            foreach (ENetShard shard in _shards) shard.Host.Notice -= value;
        }
    }

    /// <summary>Opens the port and starts the shards.</summary>
    /// <typeparam name="THandler">What handles the events of a shard. A struct, so that it is called directly.</typeparam>
    /// <param name="endPoint">Address and port, as for <see cref="ENetHost.Bind"/>; port 0 takes a free one.</param>
    /// <param name="shards">How many, 1 to 64: as many as there are processor cores for it.</param>
    /// <param name="makeHandler">Makes the handler of a shard, on its thread, before anything else is done there.</param>
    /// <param name="options">How each shard behaves; null takes the defaults. <see cref="ENetHostOptions.PeerLimit"/> and the budgets are those of one shard.</param>
    /// <exception cref="ArgumentNullException"><paramref name="endPoint"/> or <paramref name="makeHandler"/> is null.</exception>
    /// <exception cref="ArgumentException">An option is out of its range, or is one that shards cannot have together: <see cref="ENetHostOptions.EventLog"/>, <see cref="ENetHostOptions.ReuseAddress"/>.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The address is not of this machine, or the port is taken, by another sharded host too.</exception>
    public static ENetShardedHost Start<THandler>(IPEndPoint endPoint, int shards, Func<ENetShard, THandler> makeHandler, ENetHostOptions? options = null)
        where THandler : struct, IENetHandler
    {
        if (makeHandler is null) throw new ArgumentNullException(nameof(makeHandler));
        options ??= new ENetHostOptions();
        return Start(ShardSet.Bind(endPoint, shards, options), makeHandler, options);
    }

    /// <summary>The same over hosts that are bound already.</summary>
    internal static ENetShardedHost Start<THandler>(ShardSet set, Func<ENetShard, THandler> makeHandler, ENetHostOptions options)
        where THandler : struct, IENetHandler
    {
        var host = new ENetShardedHost(set, options);
        foreach (ENetShard shard in host._shards)
        {
            var thread = new Thread(() => host.Run(shard, makeHandler)) { IsBackground = true, Name = $"ENet shard {shard.Number}" };
            thread.Start();
        }

        return host;
    }

    /// <summary>The number of the shard that gets what a remote sends, and that alone can connect to it.</summary>
    /// <param name="remote">Its address and port, as this machine sees them.</param>
    /// <exception cref="ArgumentNullException"><paramref name="remote"/> is null.</exception>
    public int ShardOf(IPEndPoint remote)
    {
        if (remote is null) throw new ArgumentNullException(nameof(remote));
        return _shards.Length == 1 ? 0 : _set.Steering.Of(new ENetAddress(remote));
    }

    /// <summary>Sends a message to a peer of whatever shard, from any thread. What one thread posts to a peer goes in its order.</summary>
    /// <param name="peer">The key of the peer (<see cref="ENetPeer.Key"/>).</param>
    /// <param name="channel">The channel, 0 to 254.</param>
    /// <param name="payload">Its bytes, 0 or more; the span is not needed after the call.</param>
    /// <param name="flags">How it is to travel.</param>
    /// <returns>
    /// <see cref="ENetSendResult.Queued"/>: it is on its way to the shard. When the peer is gone by then, or has no room, it is lost, which <see cref="ENetShard.LostPosts"/> counts; on the shard's own thread the answer is that of
    /// <see cref="ENetPeer.Send(byte, ReadOnlySpan{byte}, ENetPacketFlags)"/>. <see cref="ENetSendResult.QueueFull"/> when 16 MiB wait for the shard, <see cref="ENetSendResult.TooLarge"/>, or
    /// <see cref="ENetSendResult.NotConnected"/> when the host has stopped: nothing was done.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">There are no such <paramref name="flags"/>.</exception>
    /// <exception cref="ArgumentException">The host has no such shard.</exception>
    // Requirement: SHD-012
    public ENetSendResult Post(ENetPeerKey peer, byte channel, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
    {
        SendArguments.VerifyFlags(flags);
        if (payload.Length > Options.MaximumPacketBytes) return ENetSendResult.TooLarge;
        ENetShard shard = ShardOf(peer);
        return shard.IsCurrent ? shard.SendTo(peer, channel, payload, flags) : shard.Post(PostQueue.Kind.ToPeer, peer, channel, payload, flags, null, null);
    }

    /// <summary>Has something done on the thread of each shard, as <see cref="ENetHost.Post"/> does: a ban, a limit, a message to everybody.</summary>
    /// <typeparam name="TState">What the action needs.</typeparam>
    /// <param name="action">Gets the host of the shard, and the state. It is called on several threads at a time.</param>
    /// <param name="state">Is handed to each call.</param>
    /// <returns>False when the host has stopped, or is about to: not all of it was done.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public bool PostToAll<TState>(Action<ENetHost, TState> action, TState state)
    {
        bool isPosted = true;
        foreach (ENetShard shard in _shards) isPosted &= shard.Post(action, state);
        return isPosted;
    }

    /// <summary>A group without members.</summary>
    public ENetPeerGroup CreateGroup() => new(this);

    /// <summary>
    /// Lets nobody in any more, leaves every connection when what was sent to it has arrived, and ends the shards, all at the same time. Whoever is not done by then is told once and given up. Handlers are not called any more.
    /// </summary>
    /// <param name="drain">How long it may take, zero or more; zero says goodbye once to everybody and waits for nobody.</param>
    /// <param name="data">A number for the disconnect events of the remotes.</param>
    /// <returns>True when everybody has got all that was sent, or was gone before. Fails as <see cref="Completion"/> does.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="drain"/> is negative.</exception>
    public Task<bool> StopAsync(TimeSpan drain, uint data = 0)
    {
        if (drain < TimeSpan.Zero) throw new ArgumentOutOfRangeException(nameof(drain), drain, "Pass zero not to wait for anybody, or some seconds for those whose data is under way.");
        BeginStop(drain, data);
        return Completion;
    }

    /// <summary>Says goodbye once to everybody and ends the shards (<see cref="StopAsync"/> with zero). What a handler has thrown is in <see cref="Completion"/>, and is not thrown here.</summary>
    public async ValueTask DisposeAsync()
    {
        BeginStop(TimeSpan.Zero, 0);
        try
        {
            await Completion.ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Whoever wants to know has Completion.
        }
    }

    /// <summary>The shard of a key.</summary>
    internal ENetShard ShardOf(ENetPeerKey peer)
    {
        if ((uint)peer.Shard < (uint)_shards.Length) return _shards[peer.Shard];
        throw new ArgumentException($"The key {peer} is of shard {peer.Shard}, and this host has {_shards.Length}: is it the key of another host?", nameof(peer));
    }

    /// <summary>What each shard has left.</summary>
    internal ShardRoom[] Rooms { get; }

    // Requirement: SHD-014
    private void Run<THandler>(ENetShard shard, Func<ENetShard, THandler> makeHandler)
        where THandler : struct, IENetHandler
    {
        bool isDone = false;
        try
        {
            shard.Begin();
            THandler handler = makeHandler(shard);
            while (Volatile.Read(ref _isStopping) == 0)
            {
                shard.Host.Service(Timeout.InfiniteTimeSpan, ref handler);
                shard.NoteServed();
            }
        }
        catch (Exception e)
        {
            Fail(e);
        }

        try
        {
            // What was posted before the end leaves before the goodbye; after a failure everybody is told that all the same.
            shard.Host.RunPosted();
            isDone = shard.Host.LeaveAll(_drain, _goodbye);
        }
        catch (Exception e)
        {
            Fail(e);
        }

        // Where the kernel divides the port, a socket that is closed changes who comes to which of the others: none is, before all are done.
        _leaving.Signal();
        _leaving.Wait();
        shard.Host.Dispose();
        shard.End();
        NoteEnd(isDone);
    }

    private void BeginStop(TimeSpan drain, uint data)
    {
        lock (_ending)
        {
            if (_isStopping != 0) return;
            (_drain, _goodbye) = (drain, data);
            Volatile.Write(ref _isStopping, 1);
        }

        foreach (ENetShard shard in _shards) shard.Host.Wake();
    }

    private void Fail(Exception e)
    {
        Interlocked.CompareExchange(ref _failure, e, null);
        BeginStop(TimeSpan.Zero, 0);
    }

    private void NoteEnd(bool isDone)
    {
        if (!isDone) Interlocked.Increment(ref _unfinished);
        if (Interlocked.Decrement(ref _running) > 0) return;
        if (Volatile.Read(ref _failure) is { } failure) _completion.TrySetException(failure);
        else _completion.TrySetResult(Volatile.Read(ref _unfinished) == 0);
    }
}
