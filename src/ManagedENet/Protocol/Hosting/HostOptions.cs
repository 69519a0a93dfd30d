using ManagedENet.Protocol.Codecs;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Hosting;

/// <summary>What a <see cref="Host"/> needs to know at its start. Values are checked by whoever fills them in; the core clamps as native does.</summary>
internal sealed class HostOptions
{
    /// <summary>Number of peer slots, 1 to 4,095.</summary>
    public int PeerLimit { get; init; } = 32;

    /// <summary>Most channels an incoming connection may have, 1 to 255.</summary>
    public int ChannelLimit { get; init; } = ProtocolConstants.MaximumChannelCount;

    /// <summary>Bytes per second this host can take; 0 is unlimited.</summary>
    public uint IncomingBandwidth { get; init; }

    /// <summary>Bytes per second this host may send; 0 is unlimited.</summary>
    public uint OutgoingBandwidth { get; init; }

    /// <summary>Largest datagram this host proposes, 576 to 4,096 bytes.</summary>
    public int MtuBytes { get; init; } = ProtocolConstants.DefaultMtu;

    /// <summary>Longest packet that is sent or accepted.</summary>
    public int MaximumPacketBytes { get; init; } = ProtocolConstants.DefaultMaximumPacketBytes;

    /// <summary>Received bytes that may wait per peer for the application; beyond it reliable data is not acknowledged and other data is dropped.</summary>
    public long MaximumWaitingBytes { get; init; } = ProtocolConstants.DefaultMaximumWaitingBytes;

    /// <summary>Connections accepted from one address.</summary>
    public int DuplicatePeerLimit { get; init; } = ProtocolConstants.MaximumPeerId;

    /// <summary>Commands put into one datagram; 0 fills the datagram to the MTU, 32 is native's limit.</summary>
    public int MaximumCommandsPerDatagram { get; init; }

    /// <summary>Bytes of queued data, overhead included, that one peer may hold in each direction.</summary>
    public long PeerBudgetBytes { get; init; } = 128L << 20;

    /// <summary>Bytes of queued data, overhead included, that all peers together may hold in each direction.</summary>
    public long HostBudgetBytes { get; init; } = 1L << 30;

    /// <summary>The checksum over each datagram, or null for none.</summary>
    public IDatagramChecksum? Checksum { get; init; }

    /// <summary>The compressor for each datagram, or null for none.</summary>
    public IDatagramCompressor? Compressor { get; init; }

    /// <summary>Decides over incoming connections, or null to accept all.</summary>
    public IConnectionApprover? Approver { get; init; }

    /// <summary>What somebody is told for whom there is no room.</summary>
    public uint FullData { get; init; } = ProtocolConstants.FullData;

    /// <summary>Questions of strangers in a second from which only those are answered who have asked before; 0 is never.</summary>
    public int GreylistFrom { get; init; } = 2_000;

    /// <summary>Answers to strangers in a second at most.</summary>
    public int ReplyLimit { get; init; } = 5_000;

    /// <summary>Answers in a second to strangers of one network, when a crowd has used up <see cref="ReplyLimit"/>; 0 is no limit.</summary>
    public int PrefixReplyLimit { get; init; } = 50;

    /// <summary>How long connections may say nothing at whose address somebody asks, in ms; 0 is until they time out.</summary>
    public uint ReplaceSilentAfterMs { get; init; }

    /// <summary>Packets of one peer in a second; 0 is as many as it likes.</summary>
    public int PeerMessageRate { get; init; }

    /// <summary>How long an attempt to connect goes on without an answer, in ms.</summary>
    public uint ConnectTimeoutMs { get; init; } = ProtocolConstants.DefaultTimeoutMaximumMs;

    /// <summary>Peers whose datagrams arrive are not given up early.</summary>
    public bool KeepLivePeers { get; init; } = true;

    /// <summary>Both ends of an idle connection ping, so that both know the round trip.</summary>
    public bool MeasureIdlePeers { get; init; }

    /// <summary>By which rules connections send.</summary>
    public ENetCongestionControl CongestionControl { get; init; }

    /// <summary>What share of their datagrams lines may lose in each direction of themselves.</summary>
    public double LossTolerance { get; init; } = ENetLossTolerance.Default;

    /// <summary>Connections look for what their paths take, where that is less than both ends agreed on.</summary>
    public bool PathMtuDiscovery { get; init; } = true;

    /// <summary>Is told what the senders do, or null for nobody.</summary>
    public ILogTarget? EventLog { get; init; }

    /// <summary>
    /// Keeps this host's incoming limit for peers that announce no outgoing limit. Native, and the default here, lifts it for them about a second after connecting.
    /// </summary>
    public bool KeepIncomingLimit { get; init; }

    /// <summary>Behaviour of native ENet that is kept although we do better by default: for the comparison with native conversations.</summary>
    internal NativeQuirks Quirks { get; init; }

    /// <summary>For the comparison of both: everything goes the general way, nothing by the fast runs.</summary>
    internal bool UsesGeneralWay { get; init; }
}
