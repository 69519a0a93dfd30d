using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Tests.Support;

namespace ManagedENet.Tests.Shards;

/// <summary>Several hosts at one port, seen by clients that know nothing of it.</summary>
[CancelAfter(120_000)]
public sealed class ShardedHostTests
{
    private const int ReusePort = 15;

    [Test]
    [Property("Requirement", "SHD-001")]
    public async Task Each_client_has_a_shard_and_its_own_echoes([Values] Division division, [Values("127.0.0.1", "::1", "0.0.0.0", "::")] string at)
    {
        IPAddress address = IPAddress.Parse(at);
        bool isIPv6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        if (isIPv6 && !Socket.OSSupportsIPv6) Assert.Ignore("This machine has no IPv6.");
        await using var world = new ShardWorld(division, 2, at: address);
        ShardWorld.Client[] clients = [.. world.Connect(24, at == "::1" ? IPAddress.IPv6Loopback : IPAddress.Loopback), .. at == "::" ? world.Connect(8, IPAddress.IPv6Loopback) : []];
        Assert.That(clients.Select(client => world.Seen[client.SeenAt].Shard).Distinct().Count(), Is.EqualTo(2), "both have some");
        Assert.That(clients.Select(client => world.Seen[client.SeenAt].Shard), Is.EqualTo(clients.Select(client => world.Host.ShardOf(client.SeenAt))), "each comes where it belongs");
        for (int round = 0; round < 4; round++)
        {
            for (int i = 0; i < clients.Length; i++) clients[i].Send(ShardWorld.Echoed, [(byte)i, (byte)round, .. new byte[round * 900]]);
            world.Until(() => clients.All(client => client.Received.Count == round + 1), "all echoes are back");
        }

        for (int i = 0; i < clients.Length; i++)
        {
            Assert.That(clients[i].Received.Select(message => (message.Bytes[0], message.Bytes[1], message.Bytes.Length)), Is.EqualTo(Enumerable.Range(0, 4).Select(round => ((byte)i, (byte)round, 2 + (round * 900)))));
        }

        Assert.That(world.Host.ConnectedPeerCount, Is.EqualTo(clients.Length));
        Assert.That(world.Host.Statistics.DeliveredPackets, Is.EqualTo(4 * clients.Length), "what all shards have delivered");
        Assert.That(world.Host.Shards.Select(shard => shard.Statistics.DeliveredPackets), Is.EqualTo(Enumerable.Range(0, 2).Select(number => 4 * clients.Count(client => world.Seen[client.SeenAt].Shard == number))));
    }

    [Test]
    [Property("Requirement", "SHD-001")]
    public async Task The_kernel_divides_the_port_where_it_can([Values] ENetTransportKind kind)
    {
        if (!LibraryTarget.HasLinuxTransport) Assert.Ignore("Only Linux does, and netstandard2.1 cannot ask it.");
        await using var world = new ShardWorld(Division.ByTheSystem, 3, new ENetHostOptions { Transport = kind });
        Assert.That(world.Host.Shards.Select(shard => shard.Statistics.TransportName), Is.All.Not.StartsWith("divided"));
        await using var other = new ShardWorld(Division.ByOneReader, 3, new ENetHostOptions { Transport = kind });
        Assert.That(other.Host.Shards.Select(shard => shard.Statistics.TransportName), Is.All.StartsWith("divided"));
    }

    [Test]
    [Property("Requirement", "SHD-002")]
    public async Task Nobody_else_can_bind_the_port([Values] Division division)
    {
        await using var world = new ShardWorld(division, 2);
        IPEndPoint at = world.Host.LocalEndPoint;
        Assert.That(() => ENetHost.Bind(at), Throws.InstanceOf<SocketException>());
        Assert.That(() => ENetShardedHost.Start(at, 2, static _ => default(Nothing)), Throws.InstanceOf<SocketException>());
        // And what is there goes on.
        world.Connect(4);
    }

    [Test]
    [Property("Requirement", "SHD-002")]
    public async Task A_stranger_who_joins_the_port_gets_nothing()
    {
        if (!LibraryTarget.HasLinuxTransport) Assert.Ignore("Only where the kernel divides the port.");
        await using var world = new ShardWorld(Division.ByTheSystem, 2);
        using var stranger = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        stranger.SetRawSocketOption(1, ReusePort, BitConverter.GetBytes(1));
        try
        {
            stranger.Bind(world.Host.LocalEndPoint);
        }
        catch (SocketException)
        {
            Assert.Pass("It cannot even join.");
        }

        ShardWorld.Client[] clients = world.Connect(32);
        for (int i = 0; i < 8; i++)
        {
            foreach (ShardWorld.Client client in clients) client.Send(ShardWorld.Echoed, [1, 2, 3]);
            world.Until(() => clients.All(client => client.Received.Count == i + 1), "all echoes are back");
        }

        Assert.That(stranger.Available, Is.Zero);
    }

    [Test]
    [Property("Requirement", "SHD-003")]
    public async Task What_finds_a_ring_full_is_dropped_and_counted_and_the_other_shard_goes_on()
    {
        const int sent = 3_000, cells = 1_024;
        await using var world = new ShardWorld(Division.ByOneReader, 2);
        ShardWorld.Client other = world.AddOf(1);
        other.Connect();
        world.Until(() => other.IsConnected, "a client of the other shard is in");
        using Socket stranger = SocketOf(world, shard: 0);
        using var goOn = new ManualResetEventSlim();
        using var stands = new ManualResetEventSlim();
        ENetStatistics still = world.Host.Shards[0].Statistics;
        world.Host.Shards[0].Post(static (_, gates) =>
        {
            gates.stands.Set();
            gates.goOn.Wait();
        }, (stands, goOn));
        stands.Wait();
        try
        {
            for (int i = 0; i < sent; i++) stranger.SendTo(new byte[20], world.Host.LocalEndPoint);
            world.Until(() => still.Transport.Overflow > 0, "the ring of the shard that stands still is full");
            other.Send(ShardWorld.Echoed, [1, 2, 3]);
            world.Until(() => other.Received.Count == 1, "the other shard answers");
        }
        finally
        {
            goOn.Set();
        }

        world.Until(() => still.Transport.ReceivedDatagrams >= cells, "what had room is looked at");
        Assert.That(still.Transport.Overflow, Is.LessThanOrEqualTo(sent - cells));
    }

    [Test]
    [Property("Requirement", "SHD-010")]
    public async Task A_full_shard_is_told_of_when_another_has_room([Values] Division division)
    {
        var notices = new ConcurrentQueue<ENetNotice>();
        await using var world = new ShardWorld(division, 2, new ENetHostOptions { PeerLimit = 1 });
        world.Host.Notice += notices.Enqueue;
        ShardWorld.Client first = world.AddOf(1), second = world.AddOf(1), third = world.AddOf(0), fourth = world.AddOf(0);
        first.Connect();
        world.Until(() => first.IsConnected && world.Host.ConnectedPeerCount == 1, "the first is in");
        second.Connect();
        world.Until(() => second.Left is not null, "the second is sent away");
        Assert.That(second.Left!.Value.Reason, Is.EqualTo(ENetDisconnectReason.HostFull));
        world.Until(() => !notices.IsEmpty, "somebody is told");
        Assert.That(notices.Single(), Has.Property(nameof(ENetNotice.Kind)).EqualTo(ENetNoticeKind.ShardFull).And.Property(nameof(ENetNotice.Message)).Contains("Shard 1 ").And.Property(nameof(ENetNotice.Message)).Contains("PeerLimit"));
        long before = world.Host.Shards[1].FullWhileOthersHadRoom;
        Assert.That(before, Is.GreaterThan(0));

        third.Connect();
        world.Until(() => third.IsConnected && world.Host.ConnectedPeerCount == 2, "the other shard had room");
        fourth.Connect();
        world.Until(() => fourth.Left is not null, "now everything is full");
        Assert.That(world.Host.Shards.Sum(shard => shard.FullWhileOthersHadRoom), Is.EqualTo(before), "nobody had room for the last one");
    }

    [Test]
    [Property("Requirement", "SHD-011")]
    public async Task A_connection_to_another_host_begins_in_the_shard_that_hears_its_answers([Values] Division division)
    {
        await using var world = new ShardWorld(division, 2);
        for (int i = 0; i < 8; i++)
        {
            ShardWorld.Client remote = world.Add();
            int right = world.Host.ShardOf(remote.SeenAt);
            var refusal = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
            world.Host.Shards[1 - right].Post(static (host, wish) => wish.Refusal.SetResult(ExceptionOf(() => host.Connect(wish.To))), (Refusal: refusal, To: remote.SeenAt));
            Assert.That(world.Until(refusal.Task, "the shard has answered"), Is.InstanceOf<ArgumentException>().With.Message.Contains($"shard {right}"));
            world.Host.Shards[right].Post(static (host, to) => host.Connect(to), remote.SeenAt);
            world.Until(() => remote.WasFound, "the other host has been found");
        }
    }

    [Test]
    [Property("Requirement", "SHD-014")]
    public async Task Stopping_says_goodbye_to_everybody_and_frees_the_port([Values] Division division, [Values(2, 5)] int shards)
    {
        await using var world = new ShardWorld(division, shards);
        ShardWorld.Client[] clients = world.Connect(6 * shards);
        ENetPeerKey[] keys = [.. clients.Select(world.KeyOf)];
        foreach (ENetPeerKey key in keys) Assert.That(world.Host.Post(key, 1, new byte[3_000], ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.Queued));
        Assert.That(world.Until(world.Host.StopAsync(TimeSpan.FromSeconds(30), 9), "the host has stopped"), Is.True);
        world.Until(() => clients.All(client => client.Left is not null), "everybody was told");
        Assert.That(clients.Select(client => client.Left), Is.All.EqualTo((ENetDisconnectReason.Remote, 9u)));
        Assert.That(clients.Select(client => client.Received.Count), Is.All.EqualTo(1), "what was posted before has arrived");
        Assert.That(world.Host.Post(keys[0], 0, [1], ENetPacketFlags.None), Is.EqualTo(ENetSendResult.NotConnected));
        Assert.That(world.Host.Shards[0].Post(static (_, _) => { }, 0), Is.False);
        ENetHost.Bind(world.Host.LocalEndPoint).Dispose();
        await world.Host.DisposeAsync();
    }

    [Test]
    [Property("Requirement", "SHD-014")]
    public async Task Clients_who_take_their_time_keep_their_shard_when_others_are_done([Values] Division division)
    {
        await using var world = new ShardWorld(division, 5);
        ShardWorld.Client[] quick = [world.AddOf(0), world.AddOf(1), world.AddOf(2)];
        ShardWorld.Client[] slow = [.. Enumerable.Range(0, 12).Select(number => world.AddOf(3 + (number % 2)))];
        foreach (ShardWorld.Client client in world.Clients) client.Connect();
        world.Until(() => world.Clients.All(client => client.IsConnected && world.Seen.ContainsKey(client.SeenAt)), "all clients are connected");
        world.Clients.RemoveAll(client => slow.Contains(client));
        Task<bool> stopping = world.Host.StopAsync(TimeSpan.FromSeconds(5), 9);
        world.Until(() => quick.All(client => client.Left is not null), "the quick ones were told");
        // What their shards had to wait for is over as well.
        Thread.Sleep(100);
        world.Clients.AddRange(slow);
        Assert.That(world.Until(stopping, "the host has stopped"), Is.True, "nobody was given up");
    }

    [Test]
    [Property("Requirement", "SHD-014")]
    public async Task What_a_handler_throws_stops_all_and_is_told([Values] Division division)
    {
        await using var world = new ShardWorld(division, 2);
        ShardWorld.Client[] clients = world.Connect(12);
        world.Other = static (_, _) => throw new NotSupportedException("of the test");
        clients[0].Send(1, [1]);
        world.Until(() => world.Host.Completion.IsCompleted, "the host has ended");
        Assert.That(async () => await world.Host.Completion, Throws.InstanceOf<NotSupportedException>());
        world.Until(() => clients.All(client => client.Left is not null), "everybody was told");
    }

    [Test]
    public void What_shards_cannot_have_is_refused()
    {
        var anywhere = new IPEndPoint(IPAddress.Loopback, 0);
        Assert.That(() => ENetShardedHost.Start(anywhere, 0, static _ => default(Nothing)), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("1 to 64"));
        Assert.That(() => ENetShardedHost.Start(anywhere, 65, static _ => default(Nothing)), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => ENetShardedHost.Start(anywhere, 2, static _ => default(Nothing), new ENetHostOptions { EventLog = new ENetEventLog(16) }), Throws.ArgumentException.With.Message.Contains("EventLog"));
        Assert.That(() => ENetShardedHost.Start(anywhere, 2, static _ => default(Nothing), new ENetHostOptions { ReuseAddress = true }), Throws.ArgumentException.With.Message.Contains("ReuseAddress"));
        Assert.That(() => ENetShardedHost.Start<Nothing>(anywhere, 2, null!), Throws.ArgumentNullException);
        Assert.That(() => ENetShardedHost.Start(null!, 2, static _ => default(Nothing)), Throws.ArgumentNullException);
    }

    // Bound to a port that belongs to a shard.
    private static Socket SocketOf(ShardWorld world, int shard)
    {
        while (true)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            if (world.Host.ShardOf((IPEndPoint)socket.LocalEndPoint!) == shard) return socket;
            socket.Dispose();
        }
    }

    private static Exception? ExceptionOf(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private readonly struct Nothing : IENetHandler
    {
        public void OnConnect(ENetPeer peer, uint data)
        {
        }

        public void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data)
        {
        }

        public void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
        {
        }

        public void OnWritable(ENetPeer peer)
        {
        }
    }
}
