using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Cluster;
using ManagedENet.Cluster.Tests.Support;
using ManagedENet.Orleans.Grains;
using ManagedENet.Orleans.Tests.Support;
using ManagedENet.Orleans.Wire;

namespace ManagedENet.Orleans.Tests;

/// <summary>Players at two silos and a client, and what becomes of them when a gateway is lost.</summary>
[CancelAfter(60_000)]
public sealed class GatewayTests
{
    private static readonly ENetClusterOptions Defaults = new();
    private Silos _silos = null!;

    [OneTimeSetUp]
    public async Task Start() => _silos = await Silos.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _silos.DisposeAsync();

    [Test]
    public async Task A_player_is_found_and_reached_from_every_gateway(CancellationToken token)
    {
        for (int at = 0; at < 3; at++)
        {
            (ENetSession session, FakeLine line) = await _silos.All[at].JoinAsync($"found-{at}", token);
            foreach (OrleansGateway from in _silos.All)
            {
                Assert.That(await from.Cluster.FindAsync(session.Player, token), Is.EqualTo(_silos.All[at].Cluster.Here));
                Assert.That(await from.Cluster.SendAsync(session.Player, "hello"u8.ToArray(), 2, ENetPacketFlags.Unsequenced, token), Is.EqualTo(ENetClusterSendResult.Queued));
            }

            Assert.That(line.Received, Is.EqualTo(Enumerable.Repeat("2 Unsequenced hello", 3)));
            line.Answer = ENetClusterSendResult.QueueFull;
            foreach (OrleansGateway from in _silos.All) Assert.That(await from.Cluster.SendAsync(session.Player, new byte[1], 0, ENetPacketFlags.None, token), Is.EqualTo(ENetClusterSendResult.QueueFull));
        }

        Assert.That(await _silos.First.Cluster.FindAsync(new PlayerId("nobody"), token), Is.Null);
        Assert.That(await _silos.First.Cluster.SendAsync(new PlayerId("nobody"), new byte[1], 0, ENetPacketFlags.None, token), Is.EqualTo(ENetClusterSendResult.NoSuchPlayer));
    }

    [Test]
    public async Task A_broadcast_calls_each_gateway_with_members_once(CancellationToken token)
    {
        FakeLine[][] lines = new FakeLine[2][];
        OrleansGateway[] with = [_silos.First, _silos.Outside];
        for (int gateway = 0; gateway < 2; gateway++)
        {
            lines[gateway] = new FakeLine[20];
            for (int i = 0; i < 20; i++)
            {
                (ENetSession session, lines[gateway][i]) = await with[gateway].JoinAsync($"member-{gateway}-{i}", token);
                Assert.That(await _silos.All[i % 3].Cluster.Group("room").AddAsync(session.Player, token));
            }
        }

        int[] before = [.. _silos.All.Select(gateway => gateway.Line.Broadcasts)];
        ENetGroupSendResult fromOutside = await _silos.Second.Cluster.Group("room").SendAsync("a"u8.ToArray(), 1, ENetPacketFlags.Reliable, token);
        ENetGroupSendResult fromInside = await _silos.First.Cluster.Group("room").SendAsync("b"u8.ToArray(), 1, ENetPacketFlags.Reliable, token);
        Assert.That((fromOutside, fromInside), Is.EqualTo((new ENetGroupSendResult(0, 2, IsEverywhere: true), new ENetGroupSendResult(20, 1, IsEverywhere: true))));
        foreach (FakeLine line in lines.SelectMany(all => all)) await Silos.UntilAsync(() => line.Received.Length >= 2, token);
        foreach (FakeLine line in lines.SelectMany(all => all)) Assert.That(line.Received, Is.EquivalentTo(new[] { "1 Reliable a", "1 Reliable b" }));
        Assert.That(_silos.All.Select((gateway, i) => gateway.Line.Broadcasts - before[i]), Is.EqualTo(new[] { 1, 0, 2 }), "calls that have arrived");
    }

    [Test]
    public async Task Who_joins_twice_is_there_once(CancellationToken token)
    {
        (ENetSession older, FakeLine olderLine) = await _silos.Outside.JoinAsync("twin", token);
        (ENetSession newer, FakeLine newerLine) = await _silos.Second.JoinAsync("twin", token);
        Assert.That((older.End, olderLine.Told, newer.End, newerLine.Told), Is.EqualTo(((ENetSessionEnd?)ENetSessionEnd.Superseded, (uint?)Defaults.SupersededData, (ENetSessionEnd?)null, (uint?)null)));
        Assert.That(newer.Generation, Is.GreaterThan(older.Generation));
        Assert.That(await _silos.First.Cluster.FindAsync(newer.Player, token), Is.EqualTo(_silos.Second.Cluster.Here));

        // Many at once: one is left, wherever they come.
        var lines = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => _silos.All[i % 3].JoinAsync("twin", token)));
        Assert.That(lines.Count(joined => joined.Session.End is null), Is.EqualTo(1));
        Assert.That(lines.Count(joined => joined.Line.Told is null), Is.EqualTo(1));
        Assert.That(lines.Single(joined => joined.Session.End is null).Session.Generation, Is.EqualTo(lines.Max(joined => joined.Session.Generation)));
    }

    [Test]
    public async Task Who_leaves_is_forgotten_and_who_is_lost_resumes_in_their_groups(CancellationToken token)
    {
        (ENetSession session, FakeLine line) = await _silos.First.JoinAsync("wanderer", token);
        await _silos.Second.Cluster.Group("wander").AddAsync(session.Player, token);
        string first = _silos.First.Cluster.IssueToken(session);
        line.Lose();
        await Silos.UntilAsync(async () => await _silos.Second.Cluster.SendAsync(session.Player, new byte[1], 0, ENetPacketFlags.None, token) == ENetClusterSendResult.NotConnected, token);
        (ENetResumeResult resumed, FakeLine second) = await _silos.Outside.ResumeAsync(first, token);
        Assert.That(resumed.Status, Is.EqualTo(ENetResumeStatus.Resumed));
        ENetGroupSendResult sent = await _silos.Outside.Cluster.Group("wander").SendAsync("x"u8.ToArray(), 0, ENetPacketFlags.None, token);
        Assert.That((sent.Players, second.Received.Length), Is.EqualTo((1, 1)));
        Assert.That((await _silos.Second.ResumeAsync(first, token)).Result.Status, Is.EqualTo(ENetResumeStatus.Superseded), "a token of an older session");
        await resumed.Session!.DisposeAsync();
        Assert.That(await _silos.First.Cluster.FindAsync(session.Player, token), Is.Null);
        Assert.That(await _silos.First.Cluster.SendAsync(session.Player, new byte[1], 0, ENetPacketFlags.None, token), Is.EqualTo(ENetClusterSendResult.NoSuchPlayer));
    }

    [Test]
    public async Task A_lease_that_nobody_knows_may_be_held_and_one_that_is_over_is_given_no_more(CancellationToken token)
    {
        TimeSpan lease = TimeSpan.FromSeconds(30);
        IGatewayGrain unknown = _silos.Grains.GetGrain<IGatewayGrain>("unknown");
        WireLease seen = await unknown.LookAsync(lease);
        Assert.That(seen.Face, Is.Null);
        Assert.That(seen.Left, Is.InRange(TimeSpan.FromSeconds(1), lease), "its grain may have been in a silo that was lost");
        Assert.That((await unknown.LookAsync(TimeSpan.Zero)).Left, Is.EqualTo(TimeSpan.Zero));
        Assert.That(await unknown.RenewAsync(null!, lease));
        await unknown.ReleaseAsync();
        Assert.That((await unknown.LookAsync(lease)).Left, Is.EqualTo(TimeSpan.Zero));
        Assert.That(await unknown.RenewAsync(null!, lease), Is.False);
    }

    [Test]
    public async Task Players_of_a_gateway_that_lost_its_lease_resume_elsewhere_and_nobody_is_served_twice(CancellationToken token)
    {
        (ENetSession session, FakeLine line) = await _silos.Outside.JoinAsync("cut", token);
        await _silos.Outside.Cluster.Group("cut").AddAsync(session.Player, token);
        string ticket = _silos.Outside.Cluster.IssueToken(session);
        GatewayId before = _silos.Outside.Cluster.Here;
        (_silos.Outside.Line.IsDown, _silos.Outside.Line.IsCutOff) = (true, true);
        try
        {
            Assert.That(async () => await _silos.Outside.JoinAsync("eve", token), Throws.InstanceOf<ENetClusterBusyException>());
            Assert.That(await _silos.Outside.Cluster.Group("cut").SendAsync("x"u8.ToArray(), 0, ENetPacketFlags.None, token), Is.EqualTo(new ENetGroupSendResult(1, 0, IsEverywhere: false)), "until the lease is over its groups go on");

            // The token is used at once: it is answered when the lease is over, and not before.
            (ENetResumeResult resumed, FakeLine _) = await _silos.First.ResumeAsync(ticket, token);
            Assert.That((resumed.Status, _silos.Outside.Cluster.IsServing), Is.EqualTo((ENetResumeStatus.Resumed, false)));
            await Silos.UntilAsync(() => session.End == ENetSessionEnd.Fenced && line.Told == Defaults.MoveData, token);
            Assert.That((await _silos.First.Cluster.Group("cut").SendAsync(new byte[1], 0, ENetPacketFlags.None, token)).Players, Is.EqualTo(1));
        }
        finally
        {
            (_silos.Outside.Line.IsDown, _silos.Outside.Line.IsCutOff) = (false, false);
        }

        await Silos.UntilAsync(() => _silos.Outside.Cluster.IsServing, token);
        Assert.That(_silos.Outside.Cluster.Here, Is.Not.EqualTo(before));
        Assert.That(await _silos.Outside.Cluster.FindAsync(session.Player, token), Is.EqualTo(_silos.First.Cluster.Here));
    }
}
