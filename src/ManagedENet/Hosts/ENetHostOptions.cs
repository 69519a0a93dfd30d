using System;
using ManagedENet.Protocol.Codecs;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Wire;

namespace ManagedENet;

/// <summary>
/// How a host behaves. Immutable: set what you need in an initializer, or vary a base with <c>with</c>. A host checks its options when it is made,
/// and an exception names the option, its range and what to do.
/// </summary>
/// <example><code>
/// var options = new ENetHostOptions { PeerLimit = 32, ChannelLimit = 2, Checksum = ENetChecksums.Crc32 };
/// </code></example>
public sealed partial record ENetHostOptions
{
    /// <summary>
    /// Connections at a time, in both directions together, 1 to 4,095. 64 is a large game session and costs little; a free slot costs next to nothing.
    /// </summary>
    public int PeerLimit { get; init; } = 64;

    /// <summary>Most channels an incoming connection gets, 1 to 255. All of them by default: a channel takes memory when it is used first.</summary>
    public int ChannelLimit { get; init; } = ProtocolConstants.MaximumChannelCount;

    /// <summary>Bytes per second this host can take; others adapt to it. 0, the default, is unlimited.</summary>
    public uint IncomingBandwidth { get; init; }

    /// <summary>
    /// Bytes per second this host may send, ENet's headers included, shared among its peers. 0, the default, is unlimited. Datagrams leave evenly and peers take turns; unreliable packets
    /// that have waited for the limit for 200 ms are dropped. Where <see cref="CongestionControl"/> is <see cref="ENetCongestionControl.Native"/> the limit is native's: it
    /// thins unreliable packets, and bounds reliable ones only by a smaller window.
    /// </summary>
    public uint OutgoingBandwidth { get; init; }

    /// <summary>
    /// Longest datagram on the network that this host proposes, 576 to 4,096 bytes; the smaller proposal of both ends counts. 1,392 is native's default since 1.3.18
    /// and passes almost every path with its headers. What a transport adds to each datagram is part of it.
    /// </summary>
    public int MtuBytes { get; init; } = ProtocolConstants.DefaultMtu;

    /// <summary>
    /// Longest packet to be sent or accepted, in bytes, 1 to 266,596,380. 32 MiB is native's default. What can be sent depends on the connection's MTU as well: at most
    /// 24,576 fragments, which fit whatever was sent before.
    /// </summary>
    public int MaximumPacketBytes { get; init; } = ProtocolConstants.DefaultMaximumPacketBytes;

    /// <summary>
    /// Received bytes of one peer that may wait for the application, 1 or more. Beyond it, reliable data is not acknowledged and other data is dropped,
    /// so the sender slows down or gives up. 32 MiB is native's default.
    /// </summary>
    public long MaximumWaitingBytes { get; init; } = ProtocolConstants.DefaultMaximumWaitingBytes;

    /// <summary>
    /// Connections accepted from one address, whatever its ports, 1 to 4,095. As many as there can be by default, as in native: many players share an address.
    /// </summary>
    public int DuplicatePeerLimit { get; init; } = ProtocolConstants.MaximumPeerId;

    /// <summary>
    /// Commands in one datagram, 0 or more. 0, the default, fills each datagram up to the MTU, which every ENet peer reads; native itself writes at most 32.
    /// </summary>
    public int MaximumCommandsPerDatagram { get; init; }

    /// <summary>
    /// Memory for the queued data of one peer in each direction, in bytes with all overhead, 6,848,512 or more: as much as a window of the smallest packets takes. 128 MiB,
    /// the default, lets three packets of 32 MiB wait. What is next in order is taken up to 4 KiB beyond it, because it frees what waits behind it.
    /// </summary>
    public long PeerBudgetBytes { get; init; } = 128L << 20;

    /// <summary>
    /// Memory for the queued data of all peers together in each direction, in bytes with all overhead; at least that of one peer. 1 GiB by default. The first half is
    /// for whoever needs it; of the second each peer gets an equal share, so that a few cannot use up what the others need.
    /// </summary>
    public long HostBudgetBytes { get; init; } = 1L << 30;

    /// <summary>
    /// Makes the checksum over each datagram, or is null (the default) for none beyond UDP's own: <see cref="ENetChecksums.Crc32"/>, or a factory of yours. Both ends must
    /// use the same one. It is called once for each host that is made with these options; one that returns the same instance every time must keep no state in it.
    /// </summary>
    public Func<IDatagramChecksum>? Checksum { get; init; }

    /// <summary>
    /// Makes the compressor for each datagram, or is null (the default) for none: <see cref="ENetCompressors.RangeCoder"/>, or a factory of yours, such as
    /// <c>() => new MyCompressor()</c>. Both ends must use the same kind. It is called once for each host that is made with these options, and must return a new instance
    /// each time: a host refuses one that another host uses. The host disposes what it was given, if that is <see cref="IDisposable"/>.
    /// </summary>
    public Func<IDatagramCompressor>? Compressor { get; init; }

    /// <summary>
    /// Decides over incoming connections before anything is kept for them; null, the default, accepts all. It is called while the host is serviced and may use the
    /// host, but not service or dispose it; what it throws leaves the service call.
    /// </summary>
    public IConnectionApprover? Approver { get; init; }

    /// <summary>
    /// Sees every datagram before ENet does, and keeps those that are its own; null, the default, for none. <see cref="ENetHost.SendUnconnected(in ENetAddress, ReadOnlySpan{byte})"/> answers them.
    /// </summary>
    public IDatagramInterceptor? Interceptor { get; init; }

    /// <summary>
    /// True keeps this host's incoming limit for peers that announce no outgoing limit. False, the default, lifts it for them about a second after they
    /// connect, as native does.
    /// </summary>
    public bool KeepIncomingLimit { get; init; }

    /// <summary>
    /// Bytes of the socket's receive buffer; 0, the default, takes what the system gives up to 4 MiB. <see cref="ENetStatistics.Transport"/> tells what was
    /// granted.
    /// </summary>
    public int ReceiveBufferBytes { get; init; }

    /// <summary>
    /// Bytes of the socket's send buffer; 0, the default, takes what the system gives up to 4 MiB. <see cref="ENetStatistics.Transport"/> tells what was
    /// granted.
    /// </summary>
    public int SendBufferBytes { get; init; }

    /// <summary>
    /// True, the default: a host at <see cref="System.Net.IPAddress.IPv6Any"/>, or a client, talks IPv4 and IPv6 through one socket (IPv4 alone on a machine
    /// without IPv6). False: the former takes IPv6 alone, and a client IPv4 alone.
    /// </summary>
    public bool DualMode { get; init; } = true;

    /// <summary>
    /// True lets other sockets take the same port (<c>ENET_SOCKOPT_REUSEADDR</c>). False by default: two hosts on one port steal each other's datagrams.
    /// </summary>
    public bool ReuseAddress { get; init; }

    /// <summary>True, the default as in native, allows a connection to be asked for at an IPv4 broadcast address (<c>ENET_SOCKOPT_BROADCAST</c>).</summary>
    public bool EnableBroadcast { get; init; } = true;

    /// <summary>Routers a datagram may pass, 1 to 255 (<c>ENET_SOCKOPT_TTL</c>). Null, the default, leaves it to the system.</summary>
    public int? TimeToLive { get; init; }

    /// <summary>
    /// The differentiated services code point of what is sent, 0 to 63: 46 (expedited forwarding) asks routers for a short queue. Null, the default, leaves it to the system. A wish: Windows and
    /// most of the internet do not look at it, and over IPv6 it needs .NET 8 or later on Linux or macOS.
    /// </summary>
    public int? DifferentiatedServices { get; init; }

    /// <summary>Which transport a host opens for itself. <see cref="ENetTransportKind.Automatic"/> takes the fastest this machine has.</summary>
    public ENetTransportKind Transport { get; init; }

    /// <summary>
    /// True, the default: a peer whose datagrams arrive, but who acknowledges nothing, is given up after <see cref="TimeoutMaximum"/> only. False, as in native: after
    /// <see cref="TimeoutMinimum"/>, so that a direction that is dead is noticed as soon as a peer that is. <see cref="ENetPeer.KeepLivePeer"/> sets it for one.
    /// </summary>
    public bool KeepLivePeers { get; init; } = true;

    /// <summary>
    /// False, the default: the side that was called leaves the pinging of an idle connection to the other, and measures the round trip every ten intervals. True, as in
    /// native: both ends ping, and what is shown of the round trip of idle players is never older than <see cref="PingInterval"/>.
    /// </summary>
    public bool MeasureIdlePeers { get; init; }

    /// <summary>
    /// What somebody is told who asks while every slot is taken, or whose address has its share (<see cref="DuplicatePeerLimit"/>): the data of its disconnect event, within a round trip. A
    /// ManagedENet client with the same value gets <see cref="ENetDisconnectReason.HostFull"/>. 0x46756C6C ("Full") by default.
    /// </summary>
    public uint HostFullData { get; init; } = ProtocolConstants.FullData;

    /// <summary>
    /// Questions of strangers in a second from which a host answers only those who have asked before, 0 to 1,000,000: clients ask again after half a second, a flood from invented addresses does not.
    /// 2,000 by default; 0 answers everybody.
    /// </summary>
    public int GreylistFrom { get; init; } = 2_000;

    /// <summary>
    /// Answers to strangers in a second, 100 to 1,000,000, refusals included: whatever is asked in the names of others, no more is sent to them. 5,000, the default, lets 4,095 clients in within a second.
    /// </summary>
    public int ReplyLimit { get; init; } = 5_000;

    /// <summary>
    /// Answers in a second to the strangers of one network (24 bits of an IPv4 address, 56 of an IPv6 one), and twice as many at once; 0 to 1,000,000, 50 by default, 0 for no such limit. It holds while
    /// strangers crowd (<see cref="GreylistFrom"/>) and have used up <see cref="ReplyLimit"/>, and until they no longer crowd: before that a whole party may come from one address in a second.
    /// Behind a proxy that hides the addresses of players, set 0.
    /// </summary>
    public int PrefixReplyLimit { get; init; } = 50;

    /// <summary>
    /// When somebody asks from an address (an IPv4 address or an IPv6 network of 64 bits, whatever the port) that has connections, those are pinged, and whoever gives no sign of life within this time and
    /// two round trips ends as <see cref="ENetDisconnectReason.Replaced"/>: the place of a player whose program has crashed is free before its time-out. Zero, the default, asks nobody; otherwise 100 ms or
    /// more. One second suits; players who share an address answer and stay. A client that comes back to its very port needs no such option.
    /// </summary>
    public TimeSpan ReplaceSilentAfter { get; init; }

    /// <summary>
    /// Packets that a peer may send in a second, on all its channels, and as many at once; 0 to 1,000,000. 0, the default, is as many as it likes. Unreliable ones beyond it are dropped. Reliable ones
    /// are not acknowledged and come again, so that the sender slows down: native ENet, which goes on sending faster than that for 5 to 30 s, times out. A packet in parts counts when it is whole.
    /// <see cref="DropReason.TooManyMessages"/> counts; <see cref="ENetHost.PeerMessageRate"/> changes it.
    /// </summary>
    public int PeerMessageRate { get; init; }

    /// <summary>
    /// By which rules connections send. <see cref="ENetCongestionControl.Cubic"/>, the default, follows the line, and shares it with others as TCP does;
    /// <see cref="ENetCongestionControl.Native"/> does as native ENet does, to the byte. <see cref="ENetPeer.CongestionControl"/> sets it for one.
    /// </summary>
    public ENetCongestionControl CongestionControl { get; init; } = ENetCongestionControl.Cubic;

    /// <summary>
    /// What share of the datagrams lines may lose in each direction before it counts as a sign that they are too full, 0 to 0.5; for connections with
    /// <see cref="ENetCongestionControl.Model"/> only. <see cref="ENetLossTolerance.Default"/> is 2 %; <see cref="ENetLossTolerance.LossyLine"/> suits lines that lose much of
    /// themselves. <see cref="ENetPeer.LossTolerance"/> sets it for one.
    /// </summary>
    public double LossTolerance { get; init; } = ENetLossTolerance.Default;

    /// <summary>
    /// True, the default: a connection that does not go by <see cref="ENetCongestionControl.Native"/> looks for how long datagrams may be on its path. Where long ones vanish
    /// and short ones do not, new data is cut shorter, what was cut already is sent so that routers may cut it again, and probes of up to three datagrams a time find the
    /// longest that passes, and try again each minute; <see cref="ENetPeer.MtuBytes"/> tells it. False, as in native: datagrams are as long as both ends agreed on, and
    /// data that needs such ones never arrives on a path that takes less.
    /// </summary>
    public bool PathMtuDiscovery { get; init; } = true;

    /// <summary>
    /// What this host is called among the meters of the process, as the tag <c>enet.host.name</c>; null, the default, for no tag. Hosts with the same name, or with none, are added up.
    /// Use a few names and no new one for each match: what a name has counted is kept for the life of the process. Not on netstandard2.1, which has no meters.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>
    /// Takes down what the senders of this host do: what leaves, is acknowledged and is lost, round trips, window and pace; null, the default, for nothing, which costs nothing.
    /// A log belongs to the first host that is made with it, for ever: a second one is refused with an <see cref="InvalidOperationException"/>, so do not make two hosts with the
    /// same options while this one is set.
    /// </summary>
    public ENetEventLog? EventLog { get; init; }

    /// <summary>
    /// How long one service call takes datagrams, handlers included, before it sends and returns; what has arrived beyond that waits for the next call. Above zero, or
    /// <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for no such limit: then it is 256 datagrams alone. 10 ms by default. The clock is read after every 16 datagrams.
    /// </summary>
    public TimeSpan ReceiveTimeLimit { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// How long an attempt to connect goes on without an answer, above zero; the question is repeated at least once a second. Where <see cref="TimeoutMaximum"/>
    /// is shorter, it counts. 30 s, about as long as native, which waits longer and longer between repetitions.
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromMilliseconds(ProtocolConstants.DefaultTimeoutMaximumMs);

    /// <summary>
    /// Interval of the pings of every new connection, above zero. 500 ms is native's default; <see cref="ENetPeer.PingInterval"/> sets it for one.
    /// </summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromMilliseconds(ProtocolConstants.DefaultPingIntervalMs);

    /// <summary>Time-out limit of every new connection, 1 or more; see <see cref="ENetPeer.SetTimeout"/>. 32 is native's default: six attempts.</summary>
    public int TimeoutLimit { get; init; } = ProtocolConstants.DefaultTimeoutLimit;

    /// <summary>Shortest silence after which a new connection may time out, above zero. 5 s is native's default.</summary>
    public TimeSpan TimeoutMinimum { get; init; } = TimeSpan.FromMilliseconds(ProtocolConstants.DefaultTimeoutMinimumMs);

    /// <summary>Silence after which a new connection times out in any case; not below <see cref="TimeoutMinimum"/>. 30 s is native's default.</summary>
    public TimeSpan TimeoutMaximum { get; init; } = TimeSpan.FromMilliseconds(ProtocolConstants.DefaultTimeoutMaximumMs);
}
