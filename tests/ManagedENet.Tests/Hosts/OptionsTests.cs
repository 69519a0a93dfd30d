using System;
using System.Collections.Generic;
using System.Net;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Hosts;

/// <summary>A bad option is found when a host is made, and the message helps.</summary>
public sealed class OptionsTests
{
    // A window of the smallest packets, and a datagram: as the documentation says.
    private const long SmallestPeerBudgetBytes = 6_848_512;

    private static IEnumerable<TestCaseData> BadOptions()
    {
        yield return Bad(nameof(ENetHostOptions.PeerLimit), new ENetHostOptions { PeerLimit = 0 });
        yield return Bad(nameof(ENetHostOptions.PeerLimit), new ENetHostOptions { PeerLimit = 4096 });
        yield return Bad(nameof(ENetHostOptions.ChannelLimit), new ENetHostOptions { ChannelLimit = 0 });
        yield return Bad(nameof(ENetHostOptions.ChannelLimit), new ENetHostOptions { ChannelLimit = 256 });
        yield return Bad(nameof(ENetHostOptions.MtuBytes), new ENetHostOptions { MtuBytes = 575 });
        yield return Bad(nameof(ENetHostOptions.MtuBytes), new ENetHostOptions { MtuBytes = 4097 });
        yield return Bad(nameof(ENetHostOptions.MaximumPacketBytes), new ENetHostOptions { MaximumPacketBytes = 0 });
        yield return Bad(nameof(ENetHostOptions.MaximumPacketBytes), new ENetHostOptions { MaximumPacketBytes = (65_535 * 4_068) + 1 });
        yield return Bad(nameof(ENetHostOptions.MaximumPacketBytes), new ENetHostOptions { MaximumPacketBytes = int.MaxValue });
        yield return Bad(nameof(ENetHostOptions.MaximumWaitingBytes), new ENetHostOptions { MaximumWaitingBytes = 0 });
        yield return Bad(nameof(ENetHostOptions.DuplicatePeerLimit), new ENetHostOptions { DuplicatePeerLimit = 0 });
        yield return Bad(nameof(ENetHostOptions.DuplicatePeerLimit), new ENetHostOptions { DuplicatePeerLimit = 4096 });
        yield return Bad(nameof(ENetHostOptions.MaximumCommandsPerDatagram), new ENetHostOptions { MaximumCommandsPerDatagram = -1 });
        yield return Bad(nameof(ENetHostOptions.PeerBudgetBytes), new ENetHostOptions { PeerBudgetBytes = 8 << 10 });
        yield return Bad(nameof(ENetHostOptions.PeerBudgetBytes), new ENetHostOptions { PeerBudgetBytes = SmallestPeerBudgetBytes - 1 });
        yield return Bad(nameof(ENetHostOptions.HostBudgetBytes), new ENetHostOptions { HostBudgetBytes = (128L << 20) - 1 });
        yield return Bad(nameof(ENetHostOptions.ReceiveBufferBytes), new ENetHostOptions { ReceiveBufferBytes = -1 });
        yield return Bad(nameof(ENetHostOptions.SendBufferBytes), new ENetHostOptions { SendBufferBytes = -1 });
        yield return Bad(nameof(ENetHostOptions.PrefixReplyLimit), new ENetHostOptions { PrefixReplyLimit = -1 });
        yield return Bad(nameof(ENetHostOptions.PrefixReplyLimit), new ENetHostOptions { PrefixReplyLimit = 1_000_001 });
        yield return Bad(nameof(ENetHostOptions.ReplaceSilentAfter), new ENetHostOptions { ReplaceSilentAfter = TimeSpan.FromMilliseconds(99) });
        yield return Bad(nameof(ENetHostOptions.ReplaceSilentAfter), new ENetHostOptions { ReplaceSilentAfter = TimeSpan.FromMilliseconds(-1) });
        yield return Bad(nameof(ENetHostOptions.PeerMessageRate), new ENetHostOptions { PeerMessageRate = -1 });
        yield return Bad(nameof(ENetHostOptions.PeerMessageRate), new ENetHostOptions { PeerMessageRate = 1_000_001 });
        yield return Bad(nameof(ENetHostOptions.DifferentiatedServices), new ENetHostOptions { DifferentiatedServices = -1 });
        yield return Bad(nameof(ENetHostOptions.DifferentiatedServices), new ENetHostOptions { DifferentiatedServices = 64 });
        yield return Bad(nameof(ENetHostOptions.TimeToLive), new ENetHostOptions { TimeToLive = 0 });
        yield return Bad(nameof(ENetHostOptions.TimeToLive), new ENetHostOptions { TimeToLive = 256 });
        yield return Bad(nameof(ENetHostOptions.ConnectTimeout), new ENetHostOptions { ConnectTimeout = TimeSpan.Zero });
        yield return Bad(nameof(ENetHostOptions.ReceiveTimeLimit), new ENetHostOptions { ReceiveTimeLimit = TimeSpan.Zero });
        yield return Bad(nameof(ENetHostOptions.ReceiveTimeLimit), new ENetHostOptions { ReceiveTimeLimit = TimeSpan.FromMilliseconds(-2) });
        yield return Bad(nameof(ENetHostOptions.PingInterval), new ENetHostOptions { PingInterval = TimeSpan.Zero });
        yield return Bad(nameof(ENetHostOptions.PingInterval), new ENetHostOptions { PingInterval = TimeSpan.FromDays(50) });
        yield return Bad(nameof(ENetHostOptions.TimeoutLimit), new ENetHostOptions { TimeoutLimit = 0 });
        yield return Bad(nameof(ENetHostOptions.TimeoutMinimum), new ENetHostOptions { TimeoutMinimum = TimeSpan.FromTicks(-1) });
        yield return Bad(nameof(ENetHostOptions.TimeoutMaximum), new ENetHostOptions { TimeoutMaximum = TimeSpan.FromSeconds(4) });
        yield return Bad(nameof(ENetHostOptions.Transport), new ENetHostOptions { Transport = (ENetTransportKind)99 });
    }

    [TestCaseSource(nameof(BadOptions))]
    public void A_value_out_of_range_is_an_exception_that_names_the_option_and_says_what_to_do(string option, ENetHostOptions options)
    {
        using LoopbackTransport transport = new LoopbackHub().Open();
        Action[] ways =
        [
            () => ENetHost.Bind(new IPEndPoint(IPAddress.Loopback, 0), options),
            () => ENetHost.CreateClient(options),
            () => _ = new ENetHost(transport, options),
        ];
        foreach (Action way in ways)
        {
            ArgumentOutOfRangeException? e = Assert.Throws<ArgumentOutOfRangeException>(way.Invoke);
            Assert.That(e!.ParamName, Is.EqualTo(option));
            Assert.That(e.Message.Split('.'), Has.Length.GreaterThanOrEqualTo(2), "a range, and advice");
        }

        Assert.That(transport.Flush(), Is.Zero, "a transport stays its maker's when the host could not be made");
    }

    [Test]
    [Property("Requirement", "LIM-010, LIM-018")]
    public void The_borders_of_the_limits_are_allowed()
    {
        new ENetHostOptions { PeerBudgetBytes = SmallestPeerBudgetBytes, HostBudgetBytes = SmallestPeerBudgetBytes, MaximumPacketBytes = 1 }.Validate();
        var largest = new ENetHostOptions { PeerBudgetBytes = long.MaxValue, HostBudgetBytes = long.MaxValue, MaximumPacketBytes = 65_535 * 4_068 };
        Assert.That(largest.Validate, Throws.Nothing);
    }

    [Test]
    public void The_defaults_are_natives_where_native_has_one()
    {
        var options = new ENetHostOptions();
        options.Validate();
        Assert.Multiple(() =>
        {
            Assert.That(options.MtuBytes, Is.EqualTo(1392));
            Assert.That(options.ChannelLimit, Is.EqualTo(255));
            Assert.That(options.MaximumPacketBytes, Is.EqualTo(32 << 20));
            Assert.That(options.MaximumWaitingBytes, Is.EqualTo(32 << 20));
            Assert.That(options.DuplicatePeerLimit, Is.EqualTo(4095));
            Assert.That(options.PingInterval, Is.EqualTo(TimeSpan.FromMilliseconds(500)));
            Assert.That(options.TimeoutLimit, Is.EqualTo(32));
            Assert.That(options.TimeoutMinimum, Is.EqualTo(TimeSpan.FromSeconds(5)));
            Assert.That(options.TimeoutMaximum, Is.EqualTo(TimeSpan.FromSeconds(30)));
        });
    }

    [Test]
    public void Options_are_values_that_can_be_varied()
    {
        var options = new ENetHostOptions { PeerLimit = 8 };
        Assert.That(options with { ChannelLimit = 2 }, Is.EqualTo(new ENetHostOptions { PeerLimit = 8, ChannelLimit = 2 }));
        Assert.That(options.ChannelLimit, Is.EqualTo(255));
    }

    [Test]
    public void A_transport_that_does_not_exist_here_is_an_exception()
    {
        if (LibraryTarget.HasLinuxTransport) Assert.Ignore("On Linux every transport exists.");
        var options = new ENetHostOptions { Transport = ENetTransportKind.LinuxBatch };
        Assert.Throws<NotSupportedException>(() => ENetHost.CreateClient(options));
    }

    private static TestCaseData Bad(string option, ENetHostOptions options) => new(option, options);
}
