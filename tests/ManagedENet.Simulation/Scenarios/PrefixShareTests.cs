using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Scenarios;

/// <summary>A crowd from one network, which asks twice as clients do, and everybody else.</summary>
internal sealed class PrefixShareTests
{
    private const int PerMs = 30;
    private const int Share = 50;

    [TestCase(false)]
    [TestCase(true)]
    [Property("Requirement", "ADM-020")]
    public void H14_a_crowd_from_one_network_that_asks_twice_takes_its_share_and_keeps_nobody_out(bool isIPv6)
    {
        using var crowd = new Crowd(isIPv6);
        crowd.Run(1_500);
        Assert.That(crowd.Answers, Is.GreaterThan(3_000), "it has used up the answers of the host once");
        crowd.Answers = 0;
        List<(VirtualHost Client, Connection Peer, long AtMs)> asked = [];
        for (int i = 0; i < 20; i++)
        {
            VirtualHost client = crowd.Clients[i];
            asked.Add((client, client.Core.Connect(crowd.World.NowUs, crowd.Host.Address, 1, 0)!, crowd.World.NowMs));
            crowd.Run(25);
        }

        crowd.Run(500);
        Assert.That(asked.Select(one => one.Peer.State), Is.All.EqualTo(ENetPeerState.Connected), "within one repetition");
        Assert.That(crowd.Answers, Is.LessThanOrEqualTo((2 * Share) + (Share * 1) + 1), "of the crowd in a second");

        // It is over ten seconds after it was the last time, and a party from there comes in at once.
        crowd.World.Run(12_000);
        long idle = HeldMemory.Of(crowd.Host.Core);
        for (int i = 0; i < 300; i++) crowd.Party.Core.Connect(crowd.World.NowUs, crowd.Host.Address, 1, 0);
        crowd.World.Run(1_500);
        Assert.That(crowd.Party.Core.ConnectedPeers, Is.EqualTo(300));
        Assert.That(idle - crowd.IdleBytes, Is.LessThan(100_000), "and nothing is kept of it");
    }

    [Test]
    [Property("Requirement", "ADM-020, ADM-023")]
    public void H14_without_shares_everybody_is_asked_once_more_and_clients_come_in_later()
    {
        using var crowd = new Crowd(isIPv6: false, share: 0);
        crowd.Run(1_500);
        crowd.Answers = 0;
        Connection[] peers = [.. crowd.Clients.Take(20).Select(client => client.Core.Connect(crowd.World.NowUs, crowd.Host.Address, 1, 0)!)];
        crowd.Run(1_000);
        Assert.That(peers.Count(peer => peer.State == ENetPeerState.Connected), Is.Zero);
        crowd.Run(1_000);
        Assert.That(peers.Count(peer => peer.State == ENetPeerState.Connected), Is.EqualTo(20));
        Assert.That(crowd.Answers, Is.LessThan(200));
    }

    [Test]
    [Property("Requirement", "ADM-020, ADM-005, ADM-006")]
    public void F18_4095_clients_of_one_address_come_in_at_once_beside_strangers_who_ask_once()
    {
        const int peers = 4_095;
        using var world = new VirtualWorld();
        world.Network.KeepsLog = false;
        VirtualHost server = world.AddHost("server", new HostOptions { PeerLimit = peers });
        VirtualHost crowd = world.AddHost("crowd", new HostOptions { PeerLimit = peers });
        server.SocketLimit = crowd.SocketLimit = 100_000;
        server.KeepsEvents = crowd.KeepsEvents = false;
        byte[] question = WireDatagram.ToStranger(1).Connect(new WireProposal()).Bytes;
        for (int i = 0; i < peers; i++) crowd.Core.Connect(world.NowUs, server.Address, 1, (uint)i);
        for (int ms = 0; ms < 1_500; ms++)
        {
            for (int i = 0; i < 10; i++)
            {
                BitConverter.TryWriteBytes(question.AsSpan(44), world.Random.NextUInt32());
                server.Arrive(ENetAddress.FromIPv4(0x2000_0000 + (uint)world.Random.Below(0x2000_0000), 7), question);
            }

            world.Run(1);
        }

        Assert.That((server.Core.ConnectedPeers, crowd.Core.ConnectedPeers), Is.EqualTo((peers, peers)));
    }

    private sealed class Crowd : IDisposable
    {
        private readonly Queue<(ENetAddress From, uint ConnectId)> _again = new();
        private readonly byte[] _question = WireDatagram.ToStranger(1).Connect(new WireProposal()).Bytes;
        private readonly ENetAddress[] _sources;

        public Crowd(bool isIPv6, int share = Share)
        {
            World.Network.KeepsLog = false;
            World.Network.DefaultLink = new NetworkImpairmentOptions();
            Host = World.AddHost("host", new HostOptions { PeerLimit = 1_000, PrefixReplyLimit = share }, Address(isIPv6, 1, 1));
            Host.SocketLimit = 100_000;
            Host.KeepsEvents = false;
            _sources = [.. Enumerable.Range(2, 200).Select(i => Address(isIPv6, 9, i))];
            // Their lines are there before those of the clients: in each millisecond the crowd comes first.
            foreach (ENetAddress source in _sources) World.Network.Send(World.NowMs, source, Host.Address, [0]);
            var strangers = _sources.ToHashSet();
            World.Network.Lets = sent =>
            {
                if (!strangers.Contains(sent.To)) return true;
                Answers++;
                return false;
            };
            Clients = [.. Enumerable.Range(0, 20).Select(i => World.AddHost($"client {i}", address: Address(isIPv6, 20 + i, 5)))];
            Party = World.AddHost("party", new HostOptions { PeerLimit = 300 }, Address(isIPv6, 9, 250));
            World.Run(10);
            IdleBytes = HeldMemory.Of(Host.Core);
        }

        public VirtualWorld World { get; } = new();

        public VirtualHost Host { get; }

        public VirtualHost[] Clients { get; }

        public VirtualHost Party { get; }

        public int Answers { get; set; }

        public long IdleBytes { get; }

        public void Run(int ms)
        {
            for (; ms > 0; ms--)
            {
                for (int i = 0; i < PerMs; i++)
                {
                    bool again = _again.Count > 300 * PerMs;
                    (ENetAddress from, uint connectId) = again ? _again.Dequeue() : (_sources[World.Random.Below(_sources.Length)], World.Random.NextUInt32());
                    if (!again) _again.Enqueue((from, connectId));
                    BitConverter.TryWriteBytes(_question.AsSpan(44), connectId);
                    World.Network.Send(World.NowMs + 1, from, Host.Address, _question);
                }

                World.Run(1);
            }
        }

        public void Dispose() => World.Dispose();

        // The same 24 bits, or 56, for one network; those of its neighbours differ in the last of them.
        private static ENetAddress Address(bool isIPv6, int network, int machine) => isIPv6
            ? new ENetAddress(0x2001_0DB8_0000_0000 | ((ulong)network << 8) | ((ulong)machine & 0xFF), (ulong)machine, 7_777)
            : ENetAddress.FromIPv4(0x0B00_0000 | ((uint)network << 8) | (uint)machine, 7_777);
    }
}
