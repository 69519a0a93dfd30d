using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Rules;

/// <summary>What an application may set between asking for a connection and hearing of it.</summary>
[TestFixture]
internal sealed class SettingsRules
{
    internal enum Setting
    {
        Throttle,
        ThrottleTwice,
        Bandwidth,
        Mtu,
        ChannelLimit,
        TimeOut,
        PingInterval,
    }

    internal enum Moment
    {
        BeforeTheFirstDatagram,
        WhileItIsUnderWay,
        WhileTheAnswerIsUnderWay,
        InTheEvent,
    }

    [Test]
    [Property("Requirement", "HSK-042, HSK-044, FLW-040, FLW-070, REL-034, REL-052, DEV-078")]
    public void Whatever_is_set_between_connecting_and_its_event_the_connection_comes_about_and_both_ends_have_it([Values] Setting setting, [Values] Moment moment)
    {
        using var world = new VirtualWorld();
        VirtualHost server = world.AddHost("server");
        VirtualHost client = world.AddHost("client");
        Connection mine = client.Core.Connect(world.NowUs, server.Address, 2, 0)!;
        if (moment == Moment.BeforeTheFirstDatagram) Set(setting, client, mine);
        if (moment == Moment.InTheEvent) client.OnEvent = e => Set(setting, client, e.Connection);
        world.Run(5);
        if (moment == Moment.WhileItIsUnderWay) Set(setting, client, mine);
        world.Run(10);
        if (moment == Moment.WhileTheAnswerIsUnderWay) Set(setting, client, mine);
        world.Run(3_000);
        client.OnEvent = null;
        Assert.That((mine.State, client.Events.Select(e => e.Type)), Is.EqualTo((ENetPeerState.Connected, new[] { ENetEventType.Connect })));
        Connection theirs = server.Peer();
        Assert.That(theirs.State, Is.EqualTo(ENetPeerState.Connected));
        Assert.That(mine.Retransmissions, Is.Zero, "nothing went to somebody who could not take it");
        Check(setting, client, mine, theirs);
        mine.Send(0, new byte[20_000], ENetPacketFlags.Reliable);
        theirs.Send(1, new byte[20_000], ENetPacketFlags.Reliable);
        world.Run(1_000);
        Assert.That((client.Payloads.Single().Length, server.Payloads.Single().Length), Is.EqualTo((20_000, 20_000)));
    }

    [Test]
    [Property("Requirement", "FLW-040, HSK-029")]
    public void The_side_that_was_asked_may_set_the_throttle_before_its_event_as_well()
    {
        using var world = new VirtualWorld();
        VirtualHost server = world.AddHost("server", Doors.AsNative);
        VirtualHost client = world.AddHost("client", Doors.AsNative);
        Connection mine = client.Core.Connect(world.NowUs, server.Address, 2, 0)!;
        world.Run(12);
        Assert.That(server.Peer().State, Is.EqualTo(ENetPeerState.AcknowledgingConnect));
        server.Peer().ConfigureThrottle(1_000, 3, 4);
        world.Run(3_000);
        Assert.That((mine.State, server.Peer().State), Is.EqualTo((ENetPeerState.Connected, ENetPeerState.Connected)));
        Assert.That((mine.PacketThrottleIntervalMs, server.Peer().PacketThrottleIntervalMs), Is.EqualTo((1_000u, 1_000u)));
    }

    [Test]
    [Property("Requirement", "HSK-042, DEV-078")]
    public void With_the_quirk_of_native_the_throttle_ends_the_attempt()
    {
        using var world = new VirtualWorld();
        VirtualHost server = world.AddHost("server");
        VirtualHost client = world.AddHost("client", new HostOptions { Quirks = NativeQuirks.ThrottleWishEndsAttempt });
        client.Core.Connect(world.NowUs, server.Address, 2, 0)!.ConfigureThrottle(1_000, 3, 4);
        world.Run(3_000);
        Assert.That(client.Events.Single().Reason, Is.Not.EqualTo(ENetDisconnectReason.None));
    }

    [Test]
    [Property("Requirement", "HSK-042, DEV-078")]
    public void An_answer_that_repeats_what_was_set_since_and_not_what_was_proposed_is_wrong()
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host");
        WirePeer remote = world.AddWirePeer(host);
        remote.BeAsked().ConfigureThrottle(1_000, 3, 4);
        remote.Accept(remote.Answer() with { ThrottleInterval = 1_000, Acceleration = 3, Deceleration = 4 });
        Assert.That(host.Events.Single().Reason, Is.EqualTo(ENetDisconnectReason.ProtocolError));
    }

    [Test]
    [Property("Requirement", "HSK-014, DEV-078")]
    public void A_throttle_that_is_set_while_nobody_answers_neither_shortens_nor_lengthens_the_attempt()
    {
        using var world = new VirtualWorld();
        VirtualHost client = world.AddHost("client", new HostOptions { ConnectTimeoutMs = 10_000 });
        long startMs = world.NowMs;
        Connection mine = client.Core.Connect(world.NowUs, VirtualWorld.AddressOf(99), 1, 0)!;
        mine.SetTimeout(2, 1_000, 60_000);
        mine.ConfigureThrottle(1_000, 3, 4);
        world.Run(60_000);
        SeenEvent e = client.Events.Single();
        Assert.That((e.Reason, e.AtMs - startMs), Is.EqualTo((ENetDisconnectReason.Timeout, 10_500L)));
        Assert.That(world.Network.From(client).SelectMany(datagram => datagram.Commands).Select(command => command.Kind).Distinct(), Is.EqualTo(new[] { WireKind.Connect }));
    }

    private static void Set(Setting setting, VirtualHost client, Connection mine)
    {
        switch (setting)
        {
            case Setting.ThrottleTwice:
                mine.ConfigureThrottle(7, 8, 9);
                mine.ConfigureThrottle(1_000, 3, 4);
                break;
            case Setting.Throttle:
                mine.ConfigureThrottle(1_000, 3, 4);
                break;
            case Setting.Bandwidth:
                client.Core.SetBandwidthLimit(0, 100_000);
                break;
            case Setting.Mtu:
                client.Core.SetMtu(700);
                break;
            case Setting.ChannelLimit:
                client.Core.SetChannelLimit(1);
                break;
            case Setting.TimeOut:
                mine.SetTimeout(4, 1_000, 9_000);
                break;
            default:
                mine.SetPingInterval(50);
                break;
        }
    }

    private static void Check(Setting setting, VirtualHost client, Connection mine, Connection theirs)
    {
        switch (setting)
        {
            case Setting.Throttle or Setting.ThrottleTwice:
                Assert.That((mine.PacketThrottleIntervalMs, mine.PacketThrottleAcceleration, mine.PacketThrottleDeceleration), Is.EqualTo((1_000u, 3u, 4u)));
                Assert.That((theirs.PacketThrottleIntervalMs, theirs.PacketThrottleAcceleration, theirs.PacketThrottleDeceleration), Is.EqualTo((1_000u, 3u, 4u)));
                break;
            case Setting.Bandwidth:
                Assert.That((client.Core.OutgoingBandwidth, theirs.OutgoingBandwidth), Is.EqualTo((100_000u, 100_000u)), "told with the next run");
                break;
            case Setting.Mtu:
                Assert.That((mine.MtuBytes, theirs.MtuBytes), Is.EqualTo((1_392, 1_392)), "for the next connection");
                break;
            case Setting.ChannelLimit:
                Assert.That((mine.ChannelCount, theirs.ChannelCount), Is.EqualTo((2, 2)), "for those that come in");
                break;
            case Setting.TimeOut:
                Assert.That((mine.TimeoutLimit, mine.TimeoutMinimumMs, mine.TimeoutMaximumMs), Is.EqualTo((4u, 1_000u, 9_000u)));
                break;
            default:
                Assert.That(mine.PingIntervalMs, Is.EqualTo(50));
                break;
        }
    }
}
