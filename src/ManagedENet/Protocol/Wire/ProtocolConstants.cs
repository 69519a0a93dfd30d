using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Protocol.Wire;

/// <summary>The numbers of ENet 1.3. Where a name stands in native's headers, the comment gives it.</summary>
internal static class ProtocolConstants
{
    /// <summary>Smallest MTU a peer may ask for, in bytes (<c>ENET_PROTOCOL_MINIMUM_MTU</c>).</summary>
    public const int MinimumMtu = 576;

    /// <summary>Largest MTU a peer may ask for, in bytes (<c>ENET_PROTOCOL_MAXIMUM_MTU</c>).</summary>
    public const int MaximumMtu = 4096;

    /// <summary>MTU a host proposes by default (<c>ENET_HOST_DEFAULT_MTU</c> since 1.3.18).</summary>
    public const int DefaultMtu = 1392;

    /// <summary>Commands native puts into one datagram at most (<c>ENET_PROTOCOL_MAXIMUM_PACKET_COMMANDS</c>). Receivers read as many as fit.</summary>
    public const int NativeCommandsPerDatagram = 32;

    /// <summary>Smallest window of reliable data in transit, in bytes (<c>ENET_PROTOCOL_MINIMUM_WINDOW_SIZE</c>).</summary>
    public const int MinimumWindowBytes = 4096;

    /// <summary>Largest window of reliable data in transit, in bytes (<c>ENET_PROTOCOL_MAXIMUM_WINDOW_SIZE</c>).</summary>
    public const int MaximumWindowBytes = 65536;

    /// <summary>Bandwidth, in bytes per second, that is worth one minimum window (<c>ENET_PEER_WINDOW_SIZE_SCALE</c>).</summary>
    public const int WindowScale = 65536;

    /// <summary>Fewest channels (<c>ENET_PROTOCOL_MINIMUM_CHANNEL_COUNT</c>).</summary>
    public const int MinimumChannelCount = 1;

    /// <summary>Most channels (<c>ENET_PROTOCOL_MAXIMUM_CHANNEL_COUNT</c>).</summary>
    public const int MaximumChannelCount = 255;

    /// <summary>The channel of the connection itself.</summary>
    // Requirement: CMD-004
    public const byte ControlChannel = 0xFF;

    /// <summary>The peer id that means "none yet" (<c>ENET_PROTOCOL_MAXIMUM_PEER_ID</c>); usable ids lie below.</summary>
    public const int MaximumPeerId = 0xFFF;

    /// <summary>The data of the goodbye to somebody for whom there is no room, unless an option says another: "Full".</summary>
    public const uint FullData = 0x46756C6C;

    /// <summary>Most fragments of one packet that the wire can name (<c>ENET_PROTOCOL_MAXIMUM_FRAGMENT_COUNT</c>).</summary>
    public const int MaximumFragmentCount = 1024 * 1024;

    /// <summary>The longest packet that any connection can carry: as many of the longest fragments as a receiver of ours takes.</summary>
    public const int LongestPacketBytes = ushort.MaxValue * (MaximumMtu - HeaderBytes - CommandLayout.SendFragmentBytes);

    /// <summary>Sequence numbers per reliable window (<c>ENET_PEER_RELIABLE_WINDOW_SIZE</c>).</summary>
    public const int ReliableWindowSize = SequenceNumber.WindowSize;

    /// <summary>Number of reliable windows (<c>ENET_PEER_RELIABLE_WINDOWS</c>).</summary>
    public const int ReliableWindows = SequenceNumber.Windows;

    /// <summary>Reliable windows that are kept free (<c>ENET_PEER_FREE_RELIABLE_WINDOWS</c>).</summary>
    public const int FreeReliableWindows = SequenceNumber.FreeWindows;

    /// <summary>Unsequenced groups remembered at a time (<c>ENET_PEER_UNSEQUENCED_WINDOW_SIZE</c>).</summary>
    public const int UnsequencedWindowSize = 1024;

    /// <summary>Unsequenced windows a group may be ahead (<c>ENET_PEER_FREE_UNSEQUENCED_WINDOWS</c>).</summary>
    public const int FreeUnsequencedWindows = 32;

    /// <summary>Longest packet by default, in bytes (<c>ENET_HOST_DEFAULT_MAXIMUM_PACKET_SIZE</c>).</summary>
    public const int DefaultMaximumPacketBytes = 32 * 1024 * 1024;

    /// <summary>Received bytes that may wait by default (<c>ENET_HOST_DEFAULT_MAXIMUM_WAITING_DATA</c>).</summary>
    public const int DefaultMaximumWaitingBytes = 32 * 1024 * 1024;

    /// <summary>Round-trip time assumed before the first measurement, in ms (<c>ENET_PEER_DEFAULT_ROUND_TRIP_TIME</c>).</summary>
    public const int DefaultRoundTripTimeMs = 500;

    /// <summary>Full scale of the packet throttle (<c>ENET_PEER_PACKET_THROTTLE_SCALE</c>).</summary>
    public const int ThrottleScale = 32;

    /// <summary>Step of the throttle's drop cycle (<c>ENET_PEER_PACKET_THROTTLE_COUNTER</c>).</summary>
    public const int ThrottleCounter = 7;

    /// <summary>Default acceleration of the throttle (<c>ENET_PEER_PACKET_THROTTLE_ACCELERATION</c>).</summary>
    public const int DefaultThrottleAcceleration = 2;

    /// <summary>Default deceleration of the throttle (<c>ENET_PEER_PACKET_THROTTLE_DECELERATION</c>).</summary>
    public const int DefaultThrottleDeceleration = 2;

    /// <summary>Default interval of the throttle's measurement, in ms (<c>ENET_PEER_PACKET_THROTTLE_INTERVAL</c>).</summary>
    public const int DefaultThrottleIntervalMs = 5000;

    /// <summary>Full scale of the packet loss statistic (<c>ENET_PEER_PACKET_LOSS_SCALE</c>).</summary>
    public const int PacketLossScale = 65536;

    /// <summary>Interval of the packet loss statistic, in ms (<c>ENET_PEER_PACKET_LOSS_INTERVAL</c>).</summary>
    public const int PacketLossIntervalMs = 10000;

    /// <summary>Default limit of the time-out: a power of two of attempts, not milliseconds (<c>ENET_PEER_TIMEOUT_LIMIT</c>).</summary>
    public const int DefaultTimeoutLimit = 32;

    /// <summary>Default lower bound of the time-out, in ms (<c>ENET_PEER_TIMEOUT_MINIMUM</c>).</summary>
    public const int DefaultTimeoutMinimumMs = 5000;

    /// <summary>Default upper bound of the time-out, in ms (<c>ENET_PEER_TIMEOUT_MAXIMUM</c>).</summary>
    public const int DefaultTimeoutMaximumMs = 30000;

    /// <summary>Default interval of pings, in ms (<c>ENET_PEER_PING_INTERVAL</c>).</summary>
    public const int DefaultPingIntervalMs = 500;

    /// <summary>Interval of the bandwidth redistribution, in ms (<c>ENET_HOST_BANDWIDTH_THROTTLE_INTERVAL</c>).</summary>
    public const int BandwidthIntervalMs = 1000;

    /// <summary>Datagrams native reads in one receive pass.</summary>
    public const int DatagramsPerReceivePass = 256;

    /// <summary>Header bit: the datagram carries a sent time.</summary>
    public const int HeaderFlagSentTime = 1 << 15;

    /// <summary>Header bit: the commands are compressed.</summary>
    public const int HeaderFlagCompressed = 1 << 14;

    /// <summary>Position of the two session bits in the header.</summary>
    public const int HeaderSessionShift = 12;

    /// <summary>The two session bits.</summary>
    public const int HeaderSessionMask = 3 << HeaderSessionShift;

    /// <summary>Bytes of a datagram header with a sent time; the MTU budget always counts these.</summary>
    public const int HeaderBytes = 4;

    /// <summary>Bytes of a datagram header without a sent time.</summary>
    public const int ShortHeaderBytes = 2;

    /// <summary>Bytes of the checksum field.</summary>
    public const int ChecksumBytes = 4;
}
