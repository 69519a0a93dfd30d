using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Threading;
using ManagedENet.Protocol.Codecs;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Calls;

/// <summary>A host with a connection, and one of everything that a public member can be called on or with.</summary>
internal sealed partial class CallWorld : IDisposable
{
    private const int MostSteps = 200;

    private readonly ManualClock _clock = new();
    private readonly LoopbackHub _hub = new();
    private readonly List<IDisposable> _made = new();
    private ENetNotice? _notice;
    private RunnerPair? _runners;
    private ShardedRoom? _sharded;
    private int _seenAtRemote;

    public CallWorld(ENetHostOptions? options = null, ImpairmentObserver? observer = null)
    {
        IDatagramTransport transport = _hub.Open();
        if (observer is not null) transport = new ImpairedTransport(transport, new ImpairedTransportOptions { Outgoing = new(), Incoming = new(), Observer = observer }, _clock);
        Host = new ENetHost(transport, (options ?? new ENetHostOptions()) with { PeerLimit = 8 }, _clock);
        Remote = new ENetHost(_hub.Open(), options: null, _clock);
        Remote.Notice += notice => _notice = notice;
        Remote.Connect(new ENetAddress(IPAddress.Loopback, 9));
        AtRemote = Remote.Connect(Host.LocalEndPoint, channelCount: 2);
        ENetEvent e = default;
        for (int i = 0; e.Type != ENetEventType.Connect; i++) e = Step(Host, i);
        Peer = e.Peer;
        AtRemote.Send(0, new byte[100], ENetPacketFlags.Reliable);
        for (int i = 0; e.Type != ENetEventType.Receive; i++) e = Step(Host, i);
        Event = e;
        for (int i = 0; AtRemote.HasOutgoingCommands; i++) Step(Host, i).Packet.Dispose();
        Arguments = MakeArguments();
        AddLinux(Arguments);
    }

    public ENetHost Host { get; }

    public ENetHost Remote { get; }

    /// <summary>The connection, seen from the host.</summary>
    public ENetPeer Peer { get; }

    /// <summary>The connection, seen from the other end.</summary>
    public ENetPeer AtRemote { get; }

    /// <summary>An event with a packet.</summary>
    public ENetEvent Event { get; }

    public ArgumentSource Arguments { get; }

    /// <summary>Two runners and a connection between them, made when somebody asks for them.</summary>
    private RunnerPair Runners => _runners ??= Own(new RunnerPair());

    /// <summary>A host with two shards, made when somebody asks for it.</summary>
    private ENetShardedHost Sharded => (_sharded ??= Own(new ShardedRoom())).Host;

    /// <summary>Gives back what a call gave, and what was made for it.</summary>
    public void Release(PublicCall call, object? result, object?[] arguments)
    {
        foreach (object? given in arguments) ReleasePacket(given);
        ReleasePacket(result);
        if (call.NeedsTarget && call.Type != typeof(LoopbackHub)) return;
        if (result is IDisposable disposable) disposable.Dispose();
        if (result is IAsyncDisposable asyncDisposable) asyncDisposable.DisposeAsync().AsTask().GetAwaiter().GetResult();
        if (result is ValueTuple<LoopbackTransport, LoopbackTransport> pair)
        {
            pair.Item1.Dispose();
            pair.Item2.Dispose();
        }
    }

    /// <summary>What is wrong with the host after a call; null when it takes a new connection and moves packets both ways, or is disposed.</summary>
    public string? FindFault()
    {
        if (Outcome.Of(() => Host.AttachToCurrentThread()) is ObjectDisposedException) return Outcome.Of(Host.Dispose)?.ToString();
        // A call may have taken the host out of this network.
        if (!Host.Statistics.TransportName.Contains("loopback", StringComparison.Ordinal)) Host.Rebind(_hub.Open());

        // A door that a call has closed, as it should, is opened again.
        (Host.AcceptsConnections, Host.PeerLimit) = (true, Host.Options.PeerLimit);
        foreach (ENetAddressRange range in new[] { ENetAddressRange.Parse("192.0.2.0/24"), default })
        {
            Host.Disallow(range);
            Host.Unban(range);
        }

        ENetPeer asked = Remote.Connect(Host.LocalEndPoint);
        ENetPeer? accepted = null;
        int seen = 0;
        for (int i = 0; i < MostSteps && (seen == 0 || _seenAtRemote == 0); i++)
        {
            ENetEvent e = Step(Host, i);
            using ENetPacket packet = e.Packet;
            if (e.Type == ENetEventType.Connect && e.Peer.ConnectId == asked.ConnectId) accepted = e.Peer;
            if (accepted is not null && asked.State == ENetPeerState.Connected && asked.Statistics.SentPackets == 0)
            {
                asked.Send(0, Payload.Make(5000), ENetPacketFlags.Reliable);
                accepted.Send(0, Payload.Make(5000), ENetPacketFlags.Reliable);
            }

            if (e.Type == ENetEventType.Receive && e.Peer == accepted && packet.Span.SequenceEqual(Payload.Make(5000))) seen++;
        }

        if (seen != 1 || _seenAtRemote != 1) return $"no round trip afterwards: the new peer is {accepted}, packets seen: {seen} and {_seenAtRemote}";
        for (int i = 0; i < MostSteps && (accepted!.HasOutgoingCommands || asked.HasOutgoingCommands); i++) Step(Host, i).Packet.Dispose();
        foreach (ENetPeer peer in Host.Peers) peer.Reset();
        Event.Packet.Dispose();
        (int Blocks, long Incoming, long Outgoing) held = (Host.Core.RentedBlocks, Host.Statistics.IncomingQueuedBytes, Host.Statistics.OutgoingQueuedBytes);
        return held == default ? null : $"blocks and bytes that are still held: {held}";
    }

    public void Dispose()
    {
        Outcome.Of(Host.Dispose);
        Remote.Dispose();
        foreach (IDisposable made in _made) made.Dispose();
    }

    /// <summary>One millisecond, in which everybody has a turn; the event of the host.</summary>
    public ENetEvent Step(ENetHost host, int attempt)
    {
        if (attempt > 20 * MostSteps) throw new TimeoutException("Nothing has happened.");
        StepRemote();
        host.Service(TimeSpan.Zero, out ENetEvent own);
        return own;
    }

    /// <summary>Time goes on, and the other end has its turn.</summary>
    public void StepRemote(int milliseconds = 1)
    {
        _clock.NowMs += milliseconds;
        while (Remote.Service(TimeSpan.Zero, out ENetEvent e))
        {
            using ENetPacket packet = e.Packet;
            if (e.Type == ENetEventType.Receive && packet.Span.SequenceEqual(Payload.Make(5000))) _seenAtRemote++;
        }
    }

    /// <summary>Time goes on until the notice of the attempt that nobody answers has come.</summary>
    private ENetNotice Notice()
    {
        for (int i = 0; _notice is null; i++)
        {
            _clock.NowMs += 1000;
            Remote.Service(TimeSpan.Zero, out ENetEvent e);
            e.Packet.Dispose();
            if (i > MostSteps) throw new TimeoutException("No notice has come.");
        }

        return _notice;
    }

    private static void ReleasePacket(object? given)
    {
        if (given is ENetPacket packet) packet.Dispose();
        if (given is ENetEvent e) e.Packet.Dispose();
    }

    private T Own<T>(T made)
        where T : IDisposable
    {
        _made.Add(made);
        return made;
    }

    private ENetPacket DisposedPacket()
    {
        ENetPacket packet = Remote.CreatePacket([1], ENetPacketFlags.None);
        packet.Dispose();
        return packet;
    }

    private static NetworkImpairmentOptions Bad() => new() { LossRate = 0.5 };

    partial void AddLinux(ArgumentSource arguments);

    private ArgumentSource MakeArguments() => new ArgumentSource()
        .ForTypeParameter(typeof(IENetHandler), typeof(QuietHandler))
        .ForTypeParameter(typeof(object), typeof(int[]))
        .For(() => new int[1])
        .For<Func<ENetHost, int[], int[]>>(() => static (_, state) => state, () => null!)
        .For(() => Sharded)
        .For(() => Sharded.Shards[0])
        .For(() => Sharded.CreateGroup())
        .For(() => default(ENetPeerKey), () => new ENetPeerKey(ulong.MaxValue))
        .For<Func<ENetShard, QuietHandler>>(() => static _ => default, () => null!)
        .For(() => Runners.Server)
        .For(() => Runners.Connection)
        .For(() => Runners.OpenStream())
        .For(() => new ENetStreamOptions(), () => null!, () => new ENetStreamOptions { MessageBytes = 0 })
        .For(() => new ENetStreamAbortedException("in words", 1, isRemote: true))
        .For<Stream>(() => new MemoryStream(), () => null!)
        .For(() => new Memory<byte>(new byte[3]), () => default)
        .For(() => new ENetRunnerOptions(), () => null!, () => new ENetRunnerOptions { SendQueueBytes = 0 })
        .For(() => new ENetConnectOptions(), () => null!, () => new ENetConnectOptions { ChannelCount = 0 })
        .For(() => default(ENetDelivery))
        .For(() => new ENetEnding(ENetDisconnectReason.Timeout, 0), () => default)
        .For(() => new ENetMessage(0, Own(Remote.CreatePacket([1, 2, 3], ENetPacketFlags.Reliable))), () => default)
        .For(() => new ENetConnectException("in words", ENetDisconnectReason.Timeout, 0))
        .For(() => new ENetDisconnectedException(default))
        .For(() => ENetLeave.Immediately, () => (ENetLeave)99)
        .For(() => default(CancellationToken), () => new CancellationToken(canceled: true))
        .For(() => new ReadOnlyMemory<byte>([1, 2, 3]), () => default)
        .For<Action<ENetHost, int[]>>(() => static (_, state) => state[0]++, () => null!)
        .For(() => Host)
        .For(() => Peer)
        .For(() => Host.Peers)
        .For(() => Host.Peers.GetEnumerator(), () => default)
        .For(() => Event, () => default)
        .For(() => new ENetHostOptions(), () => null!, () => new ENetHostOptions { PeerLimit = -1 })
        .For(() => Host.Statistics)
        .For(() => Host.Statistics.Drops, () => default)
        .For(() => Peer.Statistics)
        .For(() => new ENetSendOptions { Deadline = TimeSpan.FromSeconds(1), SupersedeKey = 1 }, () => default, () => new ENetSendOptions { Deadline = TimeSpan.Zero })
        .For(Notice, () => null!)
        .For(() => new ENetEventLog(10), () => null!)
        .For(() => default(ENetLogEntry))
        .For(() => default(ENetReceipt))
        .For(() => ENetAddressRange.Parse("192.0.2.0/24"), () => default)
        .For(() => ENetReceiptState.Ended)
        .For<IEnumerable<ENetLogEntry>>(() => [default], () => null!)
        .For<TextWriter>(() => new StringWriter(), () => null!)
        .For(() => default(QuietHandler))
        .For(() => Own(Remote.CreatePacket([1, 2, 3], ENetPacketFlags.Reliable)), () => default, DisposedPacket)
        .For(() => ENetPacketFlags.Reliable, () => (ENetPacketFlags)99)
        .For(() => new ENetAddress(IPAddress.Loopback, 9), () => default)
        .For(() => IPAddress.Loopback, () => null!, () => IPAddress.IPv6Any)
        .For(() => new DnsEndPoint("nobody.example", 9), () => null!, () => new DnsEndPoint("nobody.example", 0))
        .For(() => new IPEndPoint(IPAddress.Loopback, 0), () => null!, () => new IPEndPoint(IPAddress.Parse("192.0.2.1"), 9))
        .For(() => new DatagramPath(new ENetAddress(IPAddress.Loopback, 9)), () => default)
        .For(() => default(DatagramSendOptions))
        .For(() => default(DatagramRefusal))
        .For(() => default(TransportStatistics))
        .For<IDatagramTransport>(() => Own(_hub.Open()), () => null!)
        .For(() => Own(_hub.Open()))
        .For(() => Own(new ImpairedTransport(_hub.Open(), new ImpairedTransportOptions { Outgoing = Bad(), Incoming = Bad() }, _clock)))
        .For(() => new ImpairedTransportOptions(), () => null!)
        .For(() => Own(SocketTransport.Bind(new IPEndPoint(IPAddress.Loopback, 0))))
        .For<TimeProvider>(() => _clock, () => null!)
        .For(() => new LoopbackHub())
        .For(Bad, () => null!, () => new NetworkImpairmentOptions { LossRate = double.NaN })
        .For(() => new NetworkImpairment(Bad()))
        .For(() => new NetworkImpairment(Bad()).Counters)
        .For(() => new HostCounters())
        .For(() => Crc32Checksum.Instance)
        .For(() => new RangeCoder())
        .For<Func<IDatagramChecksum>>(() => ENetChecksums.Crc32, () => null!)
        .For<Func<IDatagramCompressor>>(() => ENetCompressors.RangeCoder, () => null!)
        .For<IConnectionApprover>(() => null!)
        .For<IDatagramInterceptor>(() => null!)
        .For<Action<ENetNotice>>(() => _ => { }, () => null!);
}
