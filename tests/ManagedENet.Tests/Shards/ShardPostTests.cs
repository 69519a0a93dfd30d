using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Shared;

namespace ManagedENet.Tests.Shards;

/// <summary>Messages of any thread to peers and groups of any shard.</summary>
[CancelAfter(120_000)]
public sealed class ShardPostTests
{
    private const byte Posted = 1;

    [Test]
    [Property("Requirement", "SHD-012")]
    public async Task What_several_threads_post_comes_to_the_peer_it_was_for_each_thread_s_in_its_order([Values] Division division)
    {
        const int threads = 4, rounds = 200;
        await using var world = new ShardWorld(division, 2);
        ShardWorld.Client[] clients = world.Connect(8);
        ENetPeerKey[] keys = [.. clients.Select(world.KeyOf)];
        Task[] posting = [.. Enumerable.Range(0, threads).Select(number => Task.Run(() =>
        {
            for (int round = 0; round < rounds; round++)
            {
                for (int to = 0; to < keys.Length; to++)
                {
                    Assert.That(world.Host.Post(keys[to], Posted, new[] { (byte)to, (byte)number, (byte)round }, ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.Queued));
                }
            }
        }))];
        world.Until(() => clients.All(client => client.Received.Count >= threads * rounds), "everything has come");
        await Task.WhenAll(posting);
        for (int to = 0; to < clients.Length; to++)
        {
            Assert.That(clients[to].Received.Select(message => message.Bytes[0]), Is.All.EqualTo((byte)to));
            foreach (IGrouping<byte, byte[]> ofThread in clients[to].Received.Select(message => message.Bytes).GroupBy(bytes => bytes[1]))
            {
                Assert.That(ofThread.Select(bytes => (int)bytes[2]), Is.EqualTo(Enumerable.Range(0, rounds)));
            }
        }

        Assert.That(world.Host.Shards.Sum(shard => shard.LostPosts), Is.Zero);
    }

    [Test]
    [Property("Requirement", "SHD-012")]
    public async Task A_handler_reaches_peers_of_other_shards([Values] Division division)
    {
        await using var world = new ShardWorld(division, 2);
        ShardWorld.Client[] clients = world.Connect(8);
        ENetPeerKey[] keys = [.. clients.Select(world.KeyOf)];
        world.Other = (shard, _) => Array.ForEach(keys, key => shard.Owner.Post(key, Posted, "from a handler"u8, ENetPacketFlags.Reliable));
        clients[0].Send(Posted, [0]);
        world.Until(() => clients.All(client => client.Received.Count == 1), "it has come to all");
    }

    [Test]
    [Property("Requirement", "SHD-012")]
    public async Task What_is_posted_to_one_who_has_left_reaches_nobody([Values] Division division)
    {
        await using var world = new ShardWorld(division, 2, new ENetHostOptions { PeerLimit = 1 });
        ShardWorld.Client first = world.AddOf(1), second = world.AddOf(1);
        first.Connect();
        world.Until(() => world.Seen.ContainsKey(first.SeenAt), "the first is in");
        ENetPeerKey key = world.KeyOf(first);
        first.Leave();
        world.Until(() => first.Left is not null && world.Host.ConnectedPeerCount == 0, "the first has left");
        second.Connect();
        world.Until(() => world.Seen.ContainsKey(second.SeenAt), "the second has its slot");
        Assert.That((world.KeyOf(second).Shard, world.KeyOf(second).Slot, world.KeyOf(second) == key), Is.EqualTo((key.Shard, key.Slot, false)));

        Assert.That(world.Host.Post(key, Posted, [1], ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.Queued));
        world.Host.Post(world.KeyOf(second), Posted, [2], ENetPacketFlags.Reliable);
        world.Until(() => second.Received.Count > 0, "the one that is there got its own");
        Assert.That(second.Received.Select(message => message.Bytes[0]), Is.EqualTo(new byte[] { 2 }));
        Assert.That((world.Host.Shards[1].LostPosts, world.Host.Shards[0].LostPosts), Is.EqualTo((1L, 0L)));
        Assert.That(() => world.Host.Post(new ENetPeerKey(0xFF00_0000_0000_0000), 0, [], ENetPacketFlags.None), Throws.ArgumentException.With.Message.Contains("shard 255"));
        Assert.That(() => world.Host.Post(key, 0, [], (ENetPacketFlags)0x80), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(world.Host.Post(key, 0, new byte[(32 << 20) + 1], ENetPacketFlags.None), Is.EqualTo(ENetSendResult.TooLarge));
    }

    [Test]
    [Property("Requirement", "SHD-012")]
    public async Task A_shard_that_stands_still_refuses_what_would_be_too_much()
    {
        await using var world = new ShardWorld(Division.ByTheSystem, 2);
        ShardWorld.Client client = world.Connect(1)[0];
        ENetPeerKey key = world.KeyOf(client);
        using var goOn = new ManualResetEventSlim();
        using var stands = new ManualResetEventSlim();
        world.Host.Shards[key.Shard].Post(static (_, gates) =>
        {
            gates.stands.Set();
            gates.goOn.Wait();
        }, (stands, goOn));
        stands.Wait();
        byte[] message = new byte[100_000];
        int taken = 0;
        ENetSendResult result;
        while ((result = world.Host.Post(key, Posted, message, ENetPacketFlags.Reliable)) == ENetSendResult.Queued) taken++;
        Assert.That((result, taken), Is.EqualTo((ENetSendResult.QueueFull, (16 << 20) / 100_016)));
        goOn.Set();
        world.Until(() => client.Received.Count == taken, "all that was taken has come");
    }

    [Test]
    [Property("Requirement", "SHD-013")]
    public async Task A_group_has_members_in_all_shards_and_each_gets_a_message_once([Values] Division division, [Values(3, 2_000)] int bytes)
    {
        await using var world = new ShardWorld(division, 2);
        ShardWorld.Client[] clients = world.Connect(12);
        ENetPeerGroup group = world.Host.CreateGroup();
        foreach (ShardWorld.Client client in clients.Take(10)) group.Add(world.KeyOf(client));
        // A second time, which does nothing.
        group.Add(world.KeyOf(clients[0]));
        Assert.That(group.Send(Posted, Message(1, bytes), ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.Queued));
        world.Until(() => clients.Take(10).All(client => client.Received.Count == 1), "the first message has come to all members");
        Assert.That(group.Count, Is.EqualTo(10));

        group.Remove(world.KeyOf(clients[1]));
        clients[2].Leave();
        world.Until(() => clients[2].Left is not null && world.Host.ConnectedPeerCount == 11, "one has left");
        group.Send(Posted, Message(2, bytes), ENetPacketFlags.Reliable);
        ShardWorld.Client[] left = [clients[0], .. clients[3..10]];
        world.Until(() => left.All(client => client.Received.Count == 2), "the second message has come to those that are left");
        Assert.That(group.Count, Is.EqualTo(8));
        world.Other = (_, _) => group.Send(Posted, Message(3, bytes), ENetPacketFlags.Reliable);
        clients[11].Send(Posted, [0]);
        world.Until(() => left.All(client => client.Received.Count == 3), "one that a handler sends as well");
        Assert.That(left.Select(client => string.Join(' ', client.Received.Select(message => $"{message.Bytes[0]}:{message.Bytes.Length}"))), Is.All.EqualTo($"1:{bytes} 2:{bytes} 3:{bytes}"));
        Assert.That((clients[1].Received.Count, clients[10].Received.Count, clients[11].Received.Count), Is.EqualTo((1, 0, 0)));
        Assert.That(world.Host.Shards.Sum(shard => shard.LostPosts), Is.Zero);
    }

    [Test]
    [Property("Requirement", "SHD-013")]
    public async Task What_a_handler_does_with_a_group_is_done_in_its_order([Values] Division division)
    {
        await using var world = new ShardWorld(division, 2);
        ShardWorld.Client[] clients = world.Connect(8);
        ENetPeerGroup group = world.Host.CreateGroup();
        world.Other = (_, peer) =>
        {
            group.Add(peer.Key);
            group.Send(Posted, "in"u8, ENetPacketFlags.Reliable);
            group.Remove(peer.Key);
            group.Send(Posted, "out"u8, ENetPacketFlags.Reliable);
        };
        foreach (ShardWorld.Client client in clients)
        {
            client.Send(Posted, [0]);
            world.Until(() => client.Received.Count > 0, "it got what was sent while it was a member");
        }

        world.Until(world.Host.StopAsync(TimeSpan.Zero), "the host has stopped");
        world.Until(() => clients.All(client => client.Left is not null), "everything that was sent has come");
        Assert.That(clients.Select(client => client.Received.Count), Is.All.EqualTo(1));
        Assert.That(group.Count, Is.Zero);
    }

    [Test]
    [Property("Requirement", "SHD-013")]
    public async Task A_group_to_which_nobody_sends_does_not_keep_those_who_left()
    {
        await using var world = new ShardWorld(Division.ByTheSystem, 1);
        ENetPeerGroup group = world.Host.CreateGroup();
        for (int round = 0; round < 5; round++)
        {
            ShardWorld.Client[] clients = world.Connect(40);
            foreach (ShardWorld.Client client in clients) group.Add(world.KeyOf(client));
            foreach (ShardWorld.Client client in clients) client.Leave();
            world.Until(() => clients.All(client => client.Left is not null) && world.Host.ConnectedPeerCount == 0, "all have left");
            foreach (ShardWorld.Client client in clients) client.Dispose();
            world.Clients.Clear();
        }

        Assert.That(group.Count, Is.LessThanOrEqualTo(64 + 40));
    }

    [Test]
    [NonParallelizable]
    [Property("Requirement", "SHD-012")]
    public async Task Posting_allocates_nothing()
    {
        await using var world = new ShardWorld(Division.ByTheSystem, 2);
        ShardWorld.Client[] clients = world.Connect(4);
        ENetPeerKey[] keys = [.. clients.Select(world.KeyOf)];
        ENetPeerGroup group = world.Host.CreateGroup();
        foreach (ENetPeerKey key in keys) group.Add(key);
        byte[] message = new byte[40];
        var fence = new Fence(world.Host);
        // Bursts, as ticks of a game are: the shard is done with one before the next.
        for (int i = 0; i < 500; i++) Burst(world.Host, group, keys, message, fence);
        Assert.That(AllocatedBytes.OfEveryRound(() =>
        {
            for (int i = 0; i < 500; i++) Burst(world.Host, group, keys, message, fence);
        }), Is.Zero);
    }

    private static void Burst(ENetShardedHost host, ENetPeerGroup group, ENetPeerKey[] keys, byte[] message, Fence fence)
    {
        for (int i = 0; i < 40; i++)
        {
            host.Post(keys[i % keys.Length], Posted, message, ENetPacketFlags.None);
            if (i % 16 == 0) group.Send(Posted, message, ENetPacketFlags.None);
        }

        fence.Pass();
    }

    // Waits until all shards have done what was posted before.
    private sealed class Fence(ENetShardedHost host)
    {
        private static readonly Action<ENetHost, Fence> Arrive = static (_, fence) => Interlocked.Increment(ref fence._arrived);
        private int _arrived;
        private int _wanted;

        public void Pass()
        {
            _wanted += host.Shards.Count;
            host.PostToAll(Arrive, this);
            while (Volatile.Read(ref _arrived) < _wanted) Thread.Yield();
        }
    }

    private static byte[] Message(byte number, int bytes)
    {
        byte[] message = new byte[bytes];
        message[0] = number;
        return message;
    }
}
