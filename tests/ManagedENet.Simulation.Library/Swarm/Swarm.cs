using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Swarm;

/// <summary>
/// A few hosts, connections that come and go, every kind of packet, and a network, clocks and processes of which anything may be expected. First a faulty phase, then a
/// healed one in which everything must converge. One seed repeats it all.
/// </summary>
internal sealed class Swarm : IDisposable
{
    private const int Steps = 300;
    private const int HealingMs = 300_000;
    private const int AnewMs = 60_000;
    private const int UnderWayMs = 10_000;

    private readonly SwarmJournal _journal;
    private readonly SimulationRandom _random;
    private readonly SwarmMemory _memory;
    private readonly SwarmActs _acts;
    private RunHash _hash;

    public Swarm(ulong seed, SwarmJournal journal = default)
    {
        _journal = journal;
        World = new VirtualWorld(seed);
        _random = new SimulationRandom(seed ^ 0x5EED);
        Nature = new SwarmNature(_random);
        Nature.Begin();
        World.HasLuckInOrder = true;
        World.Network.KeepsLog = false;
        World.Network.DefaultLink = Nature.DrawLink();
        Links = new SwarmLinks(this);
        _acts = new SwarmActs(this, _random);
        for (int i = 0; i < Nature.Hosts; i++) AddHost($"host {i}");
        Wire = new SwarmWire(Nature.ChecksumBytes, Links.Packets) { Compressor = World.Hosts[0].Core.Options.Compressor, KnowsMtu = Nature.IsTrusted };
        foreach (VirtualHost host in World.Hosts) Wire.Know(host);
        World.Network.Watcher = Watch;
        _memory = new SwarmMemory(this, walks: seed % SwarmMemory.WalksEach == 0);
    }

    public VirtualWorld World { get; }

    public SwarmNature Nature { get; }

    public SwarmLinks Links { get; }

    public SwarmWire Wire { get; }

    public SwarmTally Tally { get; } = new() { Worlds = 1 };

    /// <summary>Stands for everything that has happened.</summary>
    public ulong Hash => _hash.Value;

    public void Run()
    {
        try
        {
            _acts.Start();
            for (int step = 0; step < Steps; step++)
            {
                _acts.Step();
                World.Run(_acts.DrawPause());
                Links.TakeReceipts();
                if (step % 10 == 0) _memory.Check();
            }

            Heal();
            BeginAnew();
        }
        catch
        {
            World.HasFailed = true;
            foreach (VirtualHost host in World.Hosts) Tell(Describe(host));
            throw;
        }
        finally
        {
            Count();
        }
    }

    public void Dispose() => World.Dispose();

    private void Count()
    {
        Tally.VirtualMs = World.NowMs;
        Tally.Datagrams = World.Network.SentDatagrams;
        Tally.MostSentAtOnce = World.Hosts.Max(host => host.MostSentAtOnce);
        if (!Nature.IsTrusted) Tally.Untrusted++;
    }

    public void Note(ulong what) => _hash.Add(what);

    public void Note(ReadOnlySpan<byte> bytes) => _hash.Add(bytes);

    public void Tell(string what) => _journal.Reader?.Invoke($"{World.NowMs} ms: {what}");

    private static string Describe(VirtualHost host)
    {
        IEnumerable<string> drops = Enum.GetValues<DropReason>().Where(reason => host.Core.Counters[reason] > 0).Select(reason => $"{reason} {host.Core.Counters[reason]}");
        return $"{host.Name}: {host.Core.Counters.ReceivedDatagrams} received, {host.Core.Counters.SentDatagrams} sent, {host.Core.Options.CongestionControl}; dropped: {string.Join(", ", drops)}";
    }

    private void AddHost(string name)
    {
        VirtualHost host = World.AddHost(name, Nature.DrawHost());
        host.KeepsEvents = false;
        host.OnEvent = e => Links.Hear(host, e);
        if (!Nature.FlipsBits) host.ArrivalWatcher = Arrive;
        if (_random.Happens(30)) host.TakesDirectly = (peer, channel, flags, payload) => Links.Receive(host, peer, channel, flags, payload);
        Nature.SetUp(host);
        // What the clock was set to is the time at which the host begins.
        host.Restart(host.Core.Options, _random.NextUInt64());
    }

    private void Watch(in ENetAddress from, in ENetAddress to, ReadOnlySpan<byte> datagram)
    {
        _hash.Add((ulong)World.NowMs);
        _hash.Add(((ulong)from.Port << 16) | (uint)to.Port);
        _hash.Add(datagram);
        if (World.NowMs >= _journal.WireFromMs) Tell($"{from} to {to}: {Convert.ToHexString(datagram)}");
        Wire.Check(from, to, datagram);
    }

    private void Arrive(in ENetAddress from, in ENetAddress to, ReadOnlySpan<byte> datagram)
    {
        // What became of packets is known from what came before this.
        Links.TakeReceipts();
        Wire.Arrive(from, to, datagram);
    }

    // Everything is well again: whole connections bring all they owe, half ones end, and at last everybody goes home.
    private void Heal()
    {
        Tell("everything heals");
        World.Network.ChangeAll(_ => new NetworkImpairmentOptions { DelayMs = 5 });
        foreach (VirtualHost host in World.Hosts)
        {
            host.IsPaused = false;
            host.FrameMs = 0;
            host.Polls = false;
            host.TakesEvents = true;
        }

        // A side that has measured long round trips is as patient before it gives the other one up.
        if (!World.RunUntil(() => Links.All.TrueForAll(link => link.IsSettled), HealingMs) && Nature.IsTrusted) throw new AssertionException($"The two ends do not agree: {Links.All.First(link => !link.IsSettled)}");
        foreach (SwarmLink link in Links.All)
        {
            if (link is { IsUp: true, IsWhole: true, IsTrusted: true }) Complete(link);
            if (link.Client.MaySend) Links.Leave(link.Client, peer => peer.Disconnect(0));
        }

        // What left on a slow line before it was healed may still bring somebody in who is not there any more.
        World.Run(UnderWayMs);
        Links.DropStrays();
        if (!World.RunUntil(() => World.Hosts.All(IsEmpty), HealingMs)) throw new AssertionException($"Somebody stays: {Links.All.FirstOrDefault(link => link.Client.IsUp || link.Server is { IsUp: true })}");
        Links.TakeReceipts();
        Links.CheckEnd();
        _memory.CheckEmpty();
    }

    private void Complete(SwarmLink link)
    {
        bool IsDone() => !link.IsUp || (link.IsComplete && !link.Client.Peer.HasOutgoingCommands && !link.Server!.Peer.HasOutgoingCommands);
        if (!World.RunUntil(IsDone, HealingMs)) throw new AssertionException($"A whole connection does not bring what it owes: {link}");
        Links.TakeReceipts();
        if (link.IsUp) Links.CheckReceipts(link);
    }

    // Whatever has happened before: who begins anew now finds everything as on the first day.
    private void BeginAnew()
    {
        Tell("everybody connects anew");
        List<SwarmLink> links = [];
        for (int i = 0; i < World.Hosts.Count; i++)
        {
            SwarmLink link = Links.Connect(World.Hosts[i], World.Hosts[(i + 1) % World.Hosts.Count], channels: 1) ?? throw new AssertionException($"{World.Hosts[i].Name} is empty and has no room.");
            link.IsTrusted = true;
            links.Add(link);
        }

        if (!World.RunUntil(() => links.TrueForAll(link => link.IsUp), AnewMs)) throw new AssertionException($"A new connection does not come about: {links.Find(link => !link.IsUp)}");
        foreach (SwarmLink link in links)
        {
            foreach (int length in new[] { 100, 12_000, 1 })
            {
                Links.Send(link.Client, new SwarmPacketTerms(0, StampKind.Reliable, Math.Max(length, Stamp.Bytes)));
                Links.Send(link.Server!, new SwarmPacketTerms(0, StampKind.Reliable, Math.Max(length, Stamp.Bytes)));
            }
        }

        if (!World.RunUntil(() => links.TrueForAll(link => link.IsComplete || !link.IsTrusted), AnewMs)) throw new AssertionException($"A new connection does not bring what it owes: {links.Find(link => !link.IsComplete)}");
        foreach (SwarmLink link in links)
        {
            if (!link.IsUp && link.IsTrusted) throw new AssertionException($"A new connection ends by itself: {link}");
            if (link.Client.IsUp) Links.LeaveLater(link.Client, 0);
        }

        if (!World.RunUntil(() => World.Hosts.All(IsEmpty), AnewMs)) throw new AssertionException("Somebody who came anew stays.");
        foreach (SwarmLink link in links)
        {
            if (link.IsTrusted && (link.Client.Peer.EndReason != ENetDisconnectReason.Local || link.Server!.Peer.EndReason != ENetDisconnectReason.Remote)) throw new AssertionException($"A new connection did not end as it should: {link}");
        }
    }

    private static bool IsEmpty(VirtualHost host) => VirtualWorld.PeersOf(host).All(peer => peer.State == ENetPeerState.Disconnected && peer.Phase == ENetPeerState.Disconnected) && !host.Core.HasEvent;
}
