using System;
using System.Threading;
using ManagedENet.Internal;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Reception;
using ManagedENet.Protocol.Sending;
using ManagedENet.Protocol.Wire;

namespace ManagedENet;

/// <content>The check of the values, and what the core gets of them.</content>
public sealed partial record ENetHostOptions
{
    private static readonly ENetHostOptions Defaults = new();

    /// <summary>Where the host draws names, connect ids and secrets; null for the system's own source. For tests that repeat a run to the byte.</summary>
    internal IRandomSource? Random { get; init; }

    /// <summary>True when ping and time-out are those a connection has anyway.</summary>
    internal bool HasDefaultTimings => PingInterval == Defaults.PingInterval && TimeoutLimit == Defaults.TimeoutLimit
        && TimeoutMinimum == Defaults.TimeoutMinimum && TimeoutMaximum == Defaults.TimeoutMaximum;

    /// <summary>The check that every host makes of its options, for whoever wants to know sooner: a configuration that is read at the start, or a form that somebody fills in.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message says which and what to do.</exception>
    public void Validate()
    {
        InRange(nameof(PeerLimit), PeerLimit, 1, ProtocolConstants.MaximumPeerId, "The wire has 4,095 peer ids; run a second host for more.");
        InRange(nameof(ChannelLimit), ChannelLimit, ProtocolConstants.MinimumChannelCount, ProtocolConstants.MaximumChannelCount, "Leave it at 255 for no limit.");
        InRange(nameof(MtuBytes), MtuBytes, ProtocolConstants.MinimumMtu, ProtocolConstants.MaximumMtu, "Leave it at 1,392 unless you know the path.");
        // Requirement: LIM-010
        InRange(nameof(MaximumPacketBytes), MaximumPacketBytes, 1, ProtocolConstants.LongestPacketBytes, "No connection can carry a longer packet; leave it at 32 MiB.");
        InRange(nameof(MaximumWaitingBytes), MaximumWaitingBytes, 1, long.MaxValue, "With nothing allowed to wait nothing can be received.");
        InRange(nameof(DuplicatePeerLimit), DuplicatePeerLimit, 1, ProtocolConstants.MaximumPeerId, "Leave it at 4,095 for no limit.");
        InRange(nameof(MaximumCommandsPerDatagram), MaximumCommandsPerDatagram, 0, int.MaxValue, "Pass 0 to fill each datagram, or 32 to do as native does.");
        // Requirement: LIM-018
        InRange(
            nameof(PeerBudgetBytes),
            PeerBudgetBytes,
            ReceptionStores.SmallestPeerBudgetBytes,
            long.MaxValue,
            "While one lost datagram is repeated, everything behind it waits, up to a whole window of small packets: with less room peers are lost. Leave it at 128 MiB.");
        InRange(nameof(HostBudgetBytes), HostBudgetBytes, PeerBudgetBytes, long.MaxValue, "Raise it to PeerBudgetBytes at least, or lower that.");
        InRange(nameof(GreylistFrom), GreylistFrom, 0, RateLimit.MostPerSecond, "Leave it at 2,000, which players do not reach; 0 answers everybody.");
        InRange(nameof(ReplyLimit), ReplyLimit, 100, RateLimit.MostPerSecond, "Leave it at 5,000, which lets 4,095 clients in within a second.");
        InRange(nameof(PrefixReplyLimit), PrefixReplyLimit, 0, RateLimit.MostPerSecond, "Leave it at 50; 0 is no limit.");
        VerifyMessageRate(nameof(PeerMessageRate), PeerMessageRate);
        if (ReplaceSilentAfter != TimeSpan.Zero) InRange(nameof(ReplaceSilentAfter), ReplaceSilentAfter, TimeSpan.FromMilliseconds(100), "Whoever is there needs time to say so; one second suits, zero asks nobody.");
        InRange(nameof(ReceiveBufferBytes), ReceiveBufferBytes, 0, int.MaxValue, "Pass 0 for what the system gives.");
        InRange(nameof(SendBufferBytes), SendBufferBytes, 0, int.MaxValue, "Pass 0 for what the system gives.");
        InRange(nameof(DifferentiatedServices), DifferentiatedServices ?? 0, 0, 63, "Pass 46 for expedited forwarding, or null to leave it to the system.");
        InRange(nameof(TimeToLive), TimeToLive ?? 1, 1, 255, "Pass null to leave it to the system.");
        InRange(nameof(TimeoutLimit), TimeoutLimit, 1, int.MaxValue, "Leave it at 32 for six attempts.");
        if (ReceiveTimeLimit != Timeout.InfiniteTimeSpan) InRange(nameof(ReceiveTimeLimit), ReceiveTimeLimit, TimeSpan.FromTicks(1), "Leave it at 10 ms, or pass Timeout.InfiniteTimeSpan for no limit.");
        InRange(nameof(ConnectTimeout), ConnectTimeout, TimeSpan.FromMilliseconds(1), "Leave it at 30 s to reach hosts that start late.");
        InRange(nameof(PingInterval), PingInterval, TimeSpan.FromMilliseconds(1), "Leave it at 500 ms as native does.");
        InRange(nameof(TimeoutMinimum), TimeoutMinimum, TimeSpan.FromMilliseconds(1), "Leave it at 5 s as native does.");
        InRange(nameof(TimeoutMaximum), TimeoutMaximum, TimeoutMinimum, "It must not be below TimeoutMinimum.");
        if (CongestionControl is < ENetCongestionControl.Native or > ENetCongestionControl.Model)
        {
            throw OutOfRange(nameof(CongestionControl), CongestionControl, "There are no such rules; leave it at Cubic, or take Native or Model.");
        }

        if (!(LossTolerance is >= 0 and <= ENetLossTolerance.Highest))
        {
            throw OutOfRange(nameof(LossTolerance), LossTolerance, "It is a share from 0 to 0.5; leave it at ENetLossTolerance.Default unless the line is known to lose more.");
        }

        if (Transport is < ENetTransportKind.Automatic or > ENetTransportKind.LinuxBatch)
        {
            throw OutOfRange(nameof(Transport), Transport, "There is no such transport; leave it at Automatic.");
        }
    }

    /// <param name="overheadBytes">What the transport adds to each datagram.</param>
    /// <param name="codecs">What this one host's checksum and compressor are.</param>
    internal HostOptions ToCoreOptions(int overheadBytes, HostCodecs codecs) => new()
    {
        PeerLimit = PeerLimit,
        ChannelLimit = ChannelLimit,
        IncomingBandwidth = IncomingBandwidth,
        OutgoingBandwidth = OutgoingBandwidth,
        MtuBytes = MtuBytes - overheadBytes,
        MaximumPacketBytes = MaximumPacketBytes,
        MaximumWaitingBytes = MaximumWaitingBytes,
        DuplicatePeerLimit = DuplicatePeerLimit,
        MaximumCommandsPerDatagram = MaximumCommandsPerDatagram,
        PeerBudgetBytes = PeerBudgetBytes,
        HostBudgetBytes = HostBudgetBytes,
        Checksum = codecs.Checksum,
        Compressor = codecs.Compressor,
        Approver = Approver,
        FullData = HostFullData,
        GreylistFrom = GreylistFrom,
        ReplyLimit = ReplyLimit,
        PrefixReplyLimit = PrefixReplyLimit,
        PeerMessageRate = PeerMessageRate,
        ReplaceSilentAfterMs = (uint)ReplaceSilentAfter.TotalMilliseconds,
        CongestionControl = CongestionControl,
        KeepLivePeers = KeepLivePeers,
        MeasureIdlePeers = MeasureIdlePeers,
        LossTolerance = LossTolerance,
        PathMtuDiscovery = PathMtuDiscovery,
        KeepIncomingLimit = KeepIncomingLimit,
        EventLog = EventLog,
        ConnectTimeoutMs = (uint)ConnectTimeout.TotalMilliseconds,
    };

    /// <exception cref="ArgumentOutOfRangeException">There is no such limit.</exception>
    internal static void VerifyMessageRate(string option, int perSecond) =>
        InRange(option, perSecond, 0, RateLimit.MostPerSecond, "A game sends some hundreds in a second; 0 is no limit.");

    private static void InRange(string option, long value, long minimum, long maximum, string advice)
    {
        if (value >= minimum && value <= maximum) return;
        string range = maximum is int.MaxValue or long.MaxValue ? $"{option} must be {minimum} or more." : $"{option} must lie between {minimum} and {maximum}.";
        throw OutOfRange(option, value, $"{range} {advice}");
    }

    private static void InRange(string option, TimeSpan value, TimeSpan minimum, string advice)
    {
        // The protocol counts milliseconds in 32 bits.
        if (value >= minimum && value.TotalMilliseconds <= uint.MaxValue) return;
        throw OutOfRange(option, value, $"{option} must be {minimum.TotalMilliseconds} ms or more, and below 49 days. {advice}");
    }

    private static ArgumentOutOfRangeException OutOfRange(string option, object value, string sentence) => new(option, value, sentence);
}
