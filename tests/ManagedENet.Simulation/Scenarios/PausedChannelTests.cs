using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Shared;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Scenarios;

/// <summary>An application that does not read a channel, or a peer, for a while.</summary>
internal sealed class PausedChannelTests
{
    [Test]
    [Property("Requirement", "CHN-018")]
    public void What_is_sent_on_a_channel_that_is_not_read_comes_when_it_is_read_again_and_other_channels_do_not_notice(
        [Values] ENetCongestionControl rules, [Values(0, 10)] int lossPercent, [Values] bool takesDirectly) => Seeds.Each(usually: 6, seed =>
    {
        using var world = new VirtualWorld(seed);
        world.Network.DefaultLink = new() { DelayMs = 20, LossRate = lossPercent / 100.0 };
        VirtualHost server = world.AddHost("server");
        VirtualHost client = world.AddHost("client", new HostOptions { CongestionControl = rules });
        VirtualPair pair = world.Connect(client, server, channels: 2);
        var direct = new List<(byte Channel, byte First)>();
        if (takesDirectly)
        {
            server.TakesDirectly = (_, channel, _, payload) =>
            {
                direct.Add((channel, payload[0]));
                return true;
            };
        }

        byte[] Of(byte channel) => takesDirectly
            ? [.. direct.Where(one => one.Channel == channel).Select(one => one.First).Concat(Told(channel))]
            : [.. Told(channel)];

        IEnumerable<byte> Told(byte channel) => server.Of(ENetEventType.Receive).Where(e => e.ChannelId == channel).Select(e => e.Payload[0]);

        Assert.That(pair.ServerPeer.SetStopped(1, isStopped: true), Is.True);
        for (byte i = 0; i < 20; i++)
        {
            pair.ClientPeer.Send(0, [i], ENetPacketFlags.Reliable);
            pair.ClientPeer.Send(1, i % 5 == 4 ? [i, .. new byte[3_000]] : [i], ENetPacketFlags.Reliable);
            pair.ClientPeer.Send(1, [200], ENetPacketFlags.Unsequenced);
            pair.ClientPeer.Send(1, [201], ENetPacketFlags.None);
            world.Run(50);
        }

        world.Run(3_000);
        Assert.That(Of(0).Order(), Is.EqualTo(Enumerable.Range(0, 20)));
        Assert.That(Of(1), Is.Empty);
        Assert.That(server.Core.Counters[DropReason.NotRead], Is.Positive);
        pair.ServerPeer.SetStopped(1, isStopped: false);
        world.Run(20_000);
        Assert.That(Of(1).Where(first => first < 200), Is.EqualTo(Enumerable.Range(0, 20)));
        Assert.That((pair.ClientPeer.State, pair.ServerPeer.State), Is.EqualTo((ENetPeerState.Connected, ENetPeerState.Connected)));
        Assert.That(pair.ClientPeer.ReliableBytesInTransit, Is.Zero);
    });

    // With 4,096 for the next number, the first of a window: the sender may go one window further than the receiver, whose window is still the one before, takes any. What lies there is left
    // unacknowledged, far more than a probe looks at, and the one that everything waits for stands somewhere in the middle of it.
    [Test]
    [Property("Requirement", "CHN-018, CGC-004")]
    public void Whichever_number_it_stopped_at_all_comes_when_the_channel_is_read_again(
        [Values] ENetCongestionControl rules, [Values(1, 4_000, 4_095, 4_096, 8_191, 28_671, 32_767)] int stopsAt, [Values(0, 3)] int channelsBeside)
    {
        const int messages = 70_000;
        using var world = new VirtualWorld();
        world.Network.DefaultLink = new() { DelayMs = 2 };
        VirtualHost server = world.AddHost("server");
        // What a search for a longer datagram brings back would free what is stuck.
        VirtualHost client = world.AddHost("client", new HostOptions { CongestionControl = rules, PathMtuDiscovery = false });
        VirtualPair pair = world.Connect(client, server, channels: 1 + channelsBeside);
        var taken = new int[1 + channelsBeside];
        server.TakesDirectly = (_, channel, _, _) =>
        {
            if (taken[0] == stopsAt) return false;
            if (++taken[channel] == stopsAt && channel == 0) pair.ServerPeer.SetStopped(0, isStopped: true);
            return true;
        };
        var payload = new byte[sizeof(ushort)];
        for (int i = 0; i < messages; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(payload, (ushort)i);
            for (byte channel = 0; channel <= channelsBeside; channel++)
            {
                if (channel == 0 || i < messages / 10) pair.ClientPeer.Send(channel, payload, ENetPacketFlags.Reliable);
            }
        }

        world.Run(4_000);
        Assert.That((taken[0], Of(0).Count()), Is.EqualTo((stopsAt, 0)));
        pair.ServerPeer.SetStopped(0, isStopped: false);
        world.Run(8_000);
        Assert.That(Of(0), Is.EqualTo(Enumerable.Range(stopsAt, messages - stopsAt).Select(i => (ushort)i)), $"{pair.ClientPeer.State}, {pair.ClientPeer.ReliableBytesInTransit} bytes under way");
        for (byte channel = 1; channel <= channelsBeside; channel++) Assert.That(Of(channel), Is.EqualTo(Enumerable.Range(taken[channel], (messages / 10) - taken[channel]).Select(i => (ushort)i)));

        IEnumerable<ushort> Of(byte channel) => server.Of(ENetEventType.Receive).Where(e => e.ChannelId == channel).Select(e => BinaryPrimitives.ReadUInt16LittleEndian(e.Payload));
    }

    [Test]
    [Property("Requirement", "CHN-018")]
    public void A_peer_that_is_not_read_for_twenty_seconds_is_there_afterwards_and_so_is_all_that_it_has_sent([Values] ENetCongestionControl rules)
    {
        using var world = new VirtualWorld();
        VirtualHost server = world.AddHost("server");
        VirtualPair pair = world.Connect(world.AddHost("client", new HostOptions { CongestionControl = rules }), server);
        VirtualPair other = world.Connect(world.AddHost("other"), server);
        pair.ServerPeer.SetStopped(isStopped: true);
        long idle = server.Core.IncomingQueuedBytes;
        for (int i = 0; i < 200; i++)
        {
            pair.ClientPeer.Send(0, [(byte)i, .. new byte[500]], ENetPacketFlags.Reliable);
            pair.ClientPeer.Send(1, new byte[60], ENetPacketFlags.None);
            other.ClientPeer.Send(0, [77], ENetPacketFlags.Reliable);
            world.Run(100);
        }

        Assert.That(server.Payloads.Select(payload => payload[0]), Is.All.EqualTo(77));
        Assert.That(server.Core.IncomingQueuedBytes - idle, Is.LessThan(10_000), "nothing is kept for it");
        pair.ServerPeer.SetStopped(isStopped: false);
        world.Run(20_000);
        byte[] taken = [.. server.Payloads.Where(payload => payload.Length > 400).Select(payload => payload[0])];
        Assert.That(taken, Is.EqualTo(Enumerable.Range(0, 200).Select(i => (byte)i)));
    }

    [Test]
    [Property("Requirement", "CHN-018")]
    public void The_next_connection_of_a_slot_is_read_whatever_was_said_of_the_one_before()
    {
        using var world = new VirtualWorld();
        VirtualHost server = world.AddHost("server", new HostOptions { PeerLimit = 1 });
        VirtualHost client = world.AddHost("client");
        VirtualPair first = world.Connect(client, server);
        first.ServerPeer.SetStopped(0, isStopped: true);
        first.ServerPeer.SetStopped(isStopped: true);
        first.ClientPeer.Disconnect(0);
        world.Run(1_000);
        VirtualPair second = world.Connect(client, server);
        second.ClientPeer.Send(0, [5], ENetPacketFlags.Reliable);
        world.Run(1_000);
        Assert.That(server.Payloads.Single(), Is.EqualTo(new byte[] { 5 }));
        Assert.That(second.ServerPeer.SetStopped(9, isStopped: true), Is.False, "there is no such channel");
    }
}
