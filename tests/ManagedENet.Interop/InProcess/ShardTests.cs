using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using ManagedENet.Interop.Live;
using ManagedENet.Interop.Native;

namespace ManagedENet.Interop.InProcess;

/// <summary>Native clients, each with a socket of its own, of a host with shards: they must not notice anything.</summary>
internal sealed class ShardTests
{
    private const int Clients = 40;
    private const int Rounds = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [SetUp]
    public void RequireLibrary() => NativeLibraryGuard.Require();

    [Test]
    [Property("Requirement", "SHD-001")]
    public void Native_clients_of_all_shards_get_their_own_echoes_and_a_goodbye([Values(1, 2, 5)] int shards)
    {
        ENetShardedHost server = ENetShardedHost.Start(new IPEndPoint(IPAddress.Loopback, 0), shards, static _ => default(Echo));
        NativeHost[] hosts = [.. Enumerable.Range(0, Clients).Select(_ => NativeHost.CreateClient(new LiveHostOptions { PeerLimit = 1 }))];
        var peers = new ILivePeer[Clients];
        var received = new List<byte[]>[Clients];
        var left = new uint?[Clients];
        try
        {
            for (int i = 0; i < Clients; i++)
            {
                received[i] = [];
                peers[i] = hosts[i].Connect(server.LocalEndPoint.Port, 2, data: 0);
            }

            Until(() => peers.All(peer => peer.State == ENetPeerState.Connected), "all are connected");
            for (int round = 0; round < Rounds; round++)
            {
                for (int i = 0; i < Clients; i++) peers[i].Send(1, Message(i, round), ENetPacketFlags.Reliable);
                Until(() => received.All(messages => messages.Count == round + 1), "all echoes are back");
            }

            for (int i = 0; i < Clients; i++) Assert.That(received[i], Is.EqualTo(Enumerable.Range(0, Rounds).Select(round => Message(i, round))));
            if (shards > 1) Assert.That(server.Shards.Count(shard => shard.ConnectedPeerCount > 0), Is.GreaterThan(1), "more than one shard has clients");
            var stopping = server.StopAsync(TimeSpan.FromSeconds(30), 5);
            Until(() => stopping.IsCompleted && left.All(data => data is not null), "everybody has been told goodbye");
            Assert.That(left, Is.All.EqualTo(5u));
            Assert.That(stopping.Result, Is.True, "and nobody was given up");
        }
        finally
        {
            server.DisposeAsync().AsTask().GetAwaiter().GetResult();
            foreach (NativeHost host in hosts) host.Dispose();
        }

        void Until(Func<bool> holds, string what)
        {
            long start = Stopwatch.GetTimestamp();
            while (!holds())
            {
                if (Stopwatch.GetElapsedTime(start) > Patience) Assert.Fail($"It is still not so that {what}.");
                for (int i = 0; i < Clients; i++)
                {
                    while (hosts[i].TryService(0, out LiveEvent? happened))
                    {
                        if (happened.Type == ENetEventType.Receive) received[i].Add(happened.Payload);
                        if (happened.Type == ENetEventType.Disconnect) left[i] = happened.Data;
                    }
                }
            }
        }
    }

    // The later ones are fragmented.
    private static byte[] Message(int client, int round) => [(byte)client, (byte)round, .. Enumerable.Range(0, round * 1_000).Select(at => (byte)(at * (client + 1)))];

    private readonly struct Echo : IENetHandler
    {
        public void OnConnect(ENetPeer peer, uint data)
        {
        }

        public void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data)
        {
        }

        public void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags) => peer.Send(channelId, payload, flags);

        public void OnWritable(ENetPeer peer)
        {
        }
    }
}
