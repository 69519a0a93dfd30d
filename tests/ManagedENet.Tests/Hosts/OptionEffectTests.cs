using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using ManagedENet.Protocol.Codecs;
using ManagedENet.Tests.Support;

namespace ManagedENet.Tests.Hosts;

/// <summary>
/// Every option changes something that can be seen from outside. The options are found by reflection: a new one fails here until it has an effect to show.
/// </summary>
public sealed class OptionEffectTests
{
    private static readonly ENetHostOptions Plain = new();

    private static readonly Dictionary<string, Effect> Effects = new(StringComparer.Ordinal)
    {
        [nameof(ENetHostOptions.PeerLimit)] = new(OptionEffects.ConnectionsTaken, Plain with { PeerLimit = 2 }, Plain with { PeerLimit = 5 }),
        [nameof(ENetHostOptions.ChannelLimit)] = new(OptionEffects.ToldToTheOtherEnd, Plain with { ChannelLimit = 2 }),
        [nameof(ENetHostOptions.IncomingBandwidth)] = new(OptionEffects.ToldToTheOtherEnd, Plain with { IncomingBandwidth = 123_456 }),
        [nameof(ENetHostOptions.OutgoingBandwidth)] = new(OptionEffects.ToldToTheOtherEnd, Plain with { OutgoingBandwidth = 123_456 }),
        [nameof(ENetHostOptions.MtuBytes)] = new(OptionEffects.ToldToTheOtherEnd, Plain with { MtuBytes = 800 }),
        [nameof(ENetHostOptions.MaximumPacketBytes)] = new(OptionEffects.LongestPacketSentAndTaken, Plain with { MaximumPacketBytes = 999 }),
        [nameof(ENetHostOptions.MaximumWaitingBytes)] = new(OptionEffects.BytesThatWait, Plain with { MaximumWaitingBytes = 300 }),
        [nameof(ENetHostOptions.DuplicatePeerLimit)] = new(OptionEffects.ConnectionsFromOneAddress, Plain with { DuplicatePeerLimit = 3 }),
        [nameof(ENetHostOptions.MaximumCommandsPerDatagram)] = new(OptionEffects.Datagrams, Plain with { MaximumCommandsPerDatagram = 2 }),
        [nameof(ENetHostOptions.PeerBudgetBytes)] = new(OptionEffects.PacketsThatTwoPeersMayQueue, Plain with { PeerBudgetBytes = 7_000_000 }),
        [nameof(ENetHostOptions.HostBudgetBytes)] = new(
            OptionEffects.PacketsThatTwoPeersMayQueue,
            Plain with { PeerBudgetBytes = 7_000_000, HostBudgetBytes = 8_000_000 },
            Plain with { PeerBudgetBytes = 7_000_000, HostBudgetBytes = 12_000_000 }),
        [nameof(ENetHostOptions.Checksum)] = new(OptionEffects.Datagrams, Plain with { Checksum = ENetChecksums.Crc32 }),
        [nameof(ENetHostOptions.Compressor)] = new(OptionEffects.Datagrams, Plain with { Compressor = ENetCompressors.RangeCoder }),
        [nameof(ENetHostOptions.Approver)] = new(OptionEffects.AnswerToAConnection, Plain with { Approver = new OptionEffects.ClosedDoor() }),
        [nameof(ENetHostOptions.HostFullData)] = new(OptionEffects.WordOfAFullHost, Plain with { PeerLimit = 1, HostFullData = 7 }, Plain with { PeerLimit = 1 }),
        [nameof(ENetHostOptions.GreylistFrom)] = new(OptionEffects.AnswersToACrowd, Plain with { GreylistFrom = 100 }),
        [nameof(ENetHostOptions.ReplyLimit)] = new(OptionEffects.AnswersToACrowd, Plain with { ReplyLimit = 100 }),
        [nameof(ENetHostOptions.ReceiveTimeLimit)] = new(OptionEffects.PacketsOfACallWithASlowHandler, Plain with { ReceiveTimeLimit = TimeSpan.FromMilliseconds(50) }),
        [nameof(ENetHostOptions.PrefixReplyLimit)] = new(
            OptionEffects.AnswersToACrowdThatAsksAgain,
            Plain with { GreylistFrom = 20, ReplyLimit = 100, PrefixReplyLimit = 1 },
            Plain with { GreylistFrom = 20, ReplyLimit = 100, PrefixReplyLimit = 0 }),
        [nameof(ENetHostOptions.ReplaceSilentAfter)] = new(OptionEffects.ConnectionsAfterAReturn, Plain with { ReplaceSilentAfter = TimeSpan.FromSeconds(1) }),
        [nameof(ENetHostOptions.PeerMessageRate)] = new(OptionEffects.PacketsTakenAtOnce, Plain with { PeerMessageRate = 20 }),
        [nameof(ENetHostOptions.Interceptor)] = new(OptionEffects.DatagramsOfAStrangerThatReachTheCore, Plain with { Interceptor = new OptionEffects.Swallower() }),
        [nameof(ENetHostOptions.KeepIncomingLimit)] = new(
            OptionEffects.ToldToTheOtherEnd,
            Plain with { IncomingBandwidth = 123_456, KeepIncomingLimit = true },
            Plain with { IncomingBandwidth = 123_456, KeepIncomingLimit = false }),
        [nameof(ENetHostOptions.ReceiveBufferBytes)] = new(OptionEffects.SocketBuffers, Plain with { ReceiveBufferBytes = 20_000 }),
        [nameof(ENetHostOptions.SendBufferBytes)] = new(OptionEffects.SocketBuffers, Plain with { SendBufferBytes = 20_000 }),
        [nameof(ENetHostOptions.DualMode)] = new(OptionEffects.FamilyOfAClient, Plain with { DualMode = false }),
        [nameof(ENetHostOptions.ReuseAddress)] = new(OptionEffects.SecondHostOnOnePort, Plain with { ReuseAddress = true }),
        [nameof(ENetHostOptions.EnableBroadcast)] = new(OptionEffects.SocketOptions, Plain with { EnableBroadcast = false }),
        [nameof(ENetHostOptions.DifferentiatedServices)] = new(OptionEffects.SocketOptions, Plain with { DifferentiatedServices = 46 }),
        [nameof(ENetHostOptions.TimeToLive)] = new(OptionEffects.SocketOptions, Plain with { TimeToLive = 7 }),
        [nameof(ENetHostOptions.Transport)] = new(OptionEffects.TransportName, Plain with { Transport = ENetTransportKind.Socket }),
        [nameof(ENetHostOptions.ConnectTimeout)] = new(OptionEffects.EndOfAnAttempt, Plain with { ConnectTimeout = TimeSpan.FromSeconds(4) }),
        [nameof(ENetHostOptions.CongestionControl)] = new(OptionEffects.BytesUnderWay, Plain with { CongestionControl = ENetCongestionControl.Native }),
        [nameof(ENetHostOptions.KeepLivePeers)] = new(OptionEffects.EndOfAPeerThatHearsNothing, Plain with { KeepLivePeers = false }),
        [nameof(ENetHostOptions.MeasureIdlePeers)] = new(OptionEffects.DatagramsOfAnIdleServer, Plain with { MeasureIdlePeers = true }),
        [nameof(ENetHostOptions.LossTolerance)] = new(OptionEffects.LossToleranceOfAPeer, Plain with { LossTolerance = ENetLossTolerance.LossyLine }),
        [nameof(ENetHostOptions.PathMtuDiscovery)] = new(OptionEffects.LengthOnANarrowPath, Plain with { PathMtuDiscovery = false }),
        [nameof(ENetHostOptions.PingInterval)] = new(OptionEffects.DatagramsOfAnIdleHost, Plain with { PingInterval = TimeSpan.FromSeconds(2) }),
        [nameof(ENetHostOptions.TimeoutLimit)] = new(OptionEffects.EndOfASilentPeer, Plain with { TimeoutLimit = 1_000_000 }),
        [nameof(ENetHostOptions.TimeoutMinimum)] = new(OptionEffects.EndOfASilentPeer, Plain with { TimeoutMinimum = TimeSpan.FromSeconds(20) }),
        [nameof(ENetHostOptions.Name)] = new(OptionEffects.TagOfItsMeters, Plain with { Name = "a host of the test of its name" }),
        [nameof(ENetHostOptions.EventLog)] = new(OptionEffects.EntriesOfItsLog, () => Plain with { EventLog = new ENetEventLog(1_000) }, () => Plain),
        [nameof(ENetHostOptions.TimeoutMaximum)] = new(
            OptionEffects.EndOfASilentPeer,
            Plain with { TimeoutLimit = 1_000_000, TimeoutMaximum = TimeSpan.FromSeconds(12) },
            Plain with { TimeoutLimit = 1_000_000, TimeoutMaximum = TimeSpan.FromSeconds(25) }),
    };

    private static IEnumerable<string> AllOptions() =>
        typeof(ENetHostOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(option => option.CanWrite).Select(option => option.Name);

    [TestCaseSource(nameof(AllOptions))]
    public void Every_option_stands_in_the_table_that_users_look_at(string option) =>
        Assert.That(File.ReadAllText(Path.Combine(Repository.Root, "docs", "api.md")), Does.Contain($"`{option}`"));

    [TestCaseSource(nameof(AllOptions))]
    public void Every_option_changes_something_that_can_be_seen(string option)
    {
        if (!Effects.TryGetValue(option, out Effect? effect)) Assert.Fail($"{option} is new: say in {nameof(Effects)} what it changes for whoever looks from outside.");
        ENetHostOptions one = effect!.One();
        ENetHostOptions other = effect.Other();
        Assert.That(typeof(ENetHostOptions).GetProperty(option)!.GetValue(one), Is.Not.EqualTo(typeof(ENetHostOptions).GetProperty(option)!.GetValue(other)));
        string seen = effect.Observe(one);
        Assert.That(seen, Is.Not.EqualTo(effect.Observe(other)), $"with {option} and without it");
        Assert.That(effect.Observe(effect.One()), Is.EqualTo(seen), "and not by chance");
    }

    private sealed record Effect(Func<ENetHostOptions, string> Observe, Func<ENetHostOptions> One, Func<ENetHostOptions> Other)
    {
        public Effect(Func<ENetHostOptions, string> observe, ENetHostOptions one, ENetHostOptions? other = null)
            : this(observe, () => one, () => other ?? Plain)
        {
        }
    }
}
