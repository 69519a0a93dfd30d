using System.Collections.Generic;
using System.Net;
using System.Threading;

namespace ManagedENet.Hosting.Tests.Configuration;

/// <summary>A key, a text for it that is not the default, and what it must become.</summary>
internal sealed record OptionSample(string Key, string Text, object? Value)
{
    public static IReadOnlyList<OptionSample> OfServer { get; } =
    [
        new(nameof(ENetServerOptions.Address), "192.0.2.7", IPAddress.Parse("192.0.2.7")),
        new(nameof(ENetServerOptions.Port), "7777", 7777),
        new(nameof(ENetServerOptions.DrainTime), "250ms", System.TimeSpan.FromMilliseconds(250)),
        new(nameof(ENetServerOptions.StopApplicationOnFailure), "false", false),
    ];

    public static IReadOnlyList<OptionSample> OfRunner { get; } =
    [
        new(nameof(ENetRunnerOptions.Completions), "inline", ENetCompletions.Inline),
        new(nameof(ENetRunnerOptions.ReceiveQueueLength), "17", 17),
        new(nameof(ENetRunnerOptions.ReceiveQueueBytes), "70000", 70_000),
        new(nameof(ENetRunnerOptions.SendQueueBytes), "80000", 80_000),
        new(nameof(ENetRunnerOptions.AcceptQueueLength), "9", 9),
        new(nameof(ENetRunnerOptions.Shards), "3", 3),
        new(nameof(ENetRunnerOptions.ThreadName), "Lobby", "Lobby"),
    ];

    public static IReadOnlyList<OptionSample> OfHost { get; } =
    [
        new(nameof(ENetHostOptions.PeerLimit), "500", 500),
        new(nameof(ENetHostOptions.ChannelLimit), "3", 3),
        new(nameof(ENetHostOptions.IncomingBandwidth), "4000000000", 4_000_000_000u),
        new(nameof(ENetHostOptions.OutgoingBandwidth), "125000", 125_000u),
        new(nameof(ENetHostOptions.MtuBytes), "1200", 1_200),
        new(nameof(ENetHostOptions.MaximumPacketBytes), "65536", 65_536),
        new(nameof(ENetHostOptions.MaximumWaitingBytes), "5000000000", 5_000_000_000),
        new(nameof(ENetHostOptions.DuplicatePeerLimit), "8", 8),
        new(nameof(ENetHostOptions.MaximumCommandsPerDatagram), "32", 32),
        new(nameof(ENetHostOptions.PeerBudgetBytes), "7000000", 7_000_000L),
        new(nameof(ENetHostOptions.HostBudgetBytes), "300000000", 300_000_000L),
        new(nameof(ENetHostOptions.Checksum), "crc32", ENetChecksums.Crc32),
        new(nameof(ENetHostOptions.Compressor), "Range-Coder", ENetCompressors.RangeCoder),
        new(nameof(ENetHostOptions.KeepIncomingLimit), "true", true),
        new(nameof(ENetHostOptions.ReceiveBufferBytes), "1048576", 1_048_576),
        new(nameof(ENetHostOptions.SendBufferBytes), "1048577", 1_048_577),
        new(nameof(ENetHostOptions.DualMode), "False", false),
        new(nameof(ENetHostOptions.ReuseAddress), "TRUE", true),
        new(nameof(ENetHostOptions.EnableBroadcast), "false", false),
        new(nameof(ENetHostOptions.TimeToLive), "8", 8),
        new(nameof(ENetHostOptions.DifferentiatedServices), "46", 46),
        new(nameof(ENetHostOptions.Transport), "socket", ENetTransportKind.Socket),
        new(nameof(ENetHostOptions.KeepLivePeers), "false", false),
        new(nameof(ENetHostOptions.MeasureIdlePeers), "true", true),
        new(nameof(ENetHostOptions.HostFullData), "0xC0FFEE", 0xC0FFEEu),
        new(nameof(ENetHostOptions.GreylistFrom), "100", 100),
        new(nameof(ENetHostOptions.ReplyLimit), "200", 200),
        new(nameof(ENetHostOptions.PrefixReplyLimit), "0", 0),
        new(nameof(ENetHostOptions.ReplaceSilentAfter), "1s", System.TimeSpan.FromSeconds(1)),
        new(nameof(ENetHostOptions.PeerMessageRate), "300", 300),
        new(nameof(ENetHostOptions.CongestionControl), "model", ENetCongestionControl.Model),
        new(nameof(ENetHostOptions.LossTolerance), "0.125", 0.125),
        new(nameof(ENetHostOptions.PathMtuDiscovery), "false", false),
        new(nameof(ENetHostOptions.ReceiveTimeLimit), "infinite", Timeout.InfiniteTimeSpan),
        new(nameof(ENetHostOptions.ConnectTimeout), "00:00:07.5", System.TimeSpan.FromSeconds(7.5)),
        new(nameof(ENetHostOptions.Name), "lobby", "lobby"),
        new(nameof(ENetHostOptions.PingInterval), "1.5 s", System.TimeSpan.FromSeconds(1.5)),
        new(nameof(ENetHostOptions.TimeoutLimit), "64", 64),
        new(nameof(ENetHostOptions.TimeoutMinimum), "4s", System.TimeSpan.FromSeconds(4)),
        new(nameof(ENetHostOptions.TimeoutMaximum), "1min", System.TimeSpan.FromMinutes(1)),
    ];
}
