using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Cluster.Directory;
using ManagedENet.Cluster.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace ManagedENet.Cluster.Tests.Sessions;

/// <summary>A broadcast is one call for each gateway that has members, and reaches each member once.</summary>
[CancelAfter(120_000)]
public sealed class GroupTests
{
    [Test]
    public async Task A_broadcast_calls_each_gateway_with_members_once_however_many_they_are(CancellationToken token)
    {
        await using World world = await World.OfAsync(4, token);
        // Three gateways with 5 members each, the last with none.
        FakeLine[][] lines = new FakeLine[3][];
        for (int gateway = 0; gateway < 3; gateway++)
        {
            lines[gateway] = new FakeLine[5];
            for (int i = 0; i < 5; i++)
            {
                (ENetSession session, lines[gateway][i]) = await world[gateway].JoinAsync($"{gateway}-{i}", token);
                Assert.That(await world[(gateway + i) % 4].Cluster.Group("room").AddAsync(session.Player, token));
            }
        }

        await world[1].JoinAsync("not a member", token);
        ENetGroupSendResult fromInside = await world[0].Cluster.Group("room").SendAsync("a"u8.ToArray(), 1, ENetPacketFlags.Unsequenced, token);
        Assert.That(fromInside, Is.EqualTo(new ENetGroupSendResult(5, 2, IsEverywhere: true)));
        Assert.That(Calls(world), Is.EqualTo(new[] { 0, 1, 1, 0 }));
        ENetGroupSendResult fromOutside = await world[3].Cluster.Group("room").SendAsync("b"u8.ToArray(), 1, ENetPacketFlags.Reliable, token);
        Assert.That(fromOutside, Is.EqualTo(new ENetGroupSendResult(0, 3, IsEverywhere: true)));
        Assert.That(Calls(world), Is.EqualTo(new[] { 1, 2, 2, 0 }));
        foreach (FakeLine line in lines.SelectMany(all => all)) Assert.That(line.Received, Is.EqualTo(new[] { "1 Unsequenced a", "1 Reliable b" }));
    }

    [Test]
    public async Task A_gateway_without_members_any_more_is_not_called(CancellationToken token)
    {
        await using World world = await World.OfAsync(2, token);
        (ENetSession ann, FakeLine annLine) = await world[0].JoinAsync("ann", token);
        (ENetSession bob, _) = await world[0].JoinAsync("bob", token);
        IENetGroup room = world[1].Cluster.Group("room");
        foreach (ENetSession session in (ENetSession[])[ann, bob]) await room.AddAsync(session.Player, token);
        Assert.That(await room.RemoveAsync(ann.Player, token));
        Assert.That((await room.SendAsync(new byte[1], 0, ENetPacketFlags.None, token)).Gateways, Is.EqualTo(1));
        Assert.That(annLine.Received, Is.Empty);
        await bob.DisposeAsync();
        while ((await room.SendAsync(new byte[1], 0, ENetPacketFlags.None, token)).Gateways != 0) await Task.Delay(1, token);
        int calls = world[0].Directory.Broadcasts;
        await room.SendAsync(new byte[1], 0, ENetPacketFlags.None, token);
        Assert.That(world[0].Directory.Broadcasts, Is.EqualTo(calls));
    }

    [Test]
    public async Task Adding_and_removing_twice_is_adding_and_removing_once(CancellationToken token)
    {
        await using World world = await World.OfAsync(1, token);
        (ENetSession ann, FakeLine line) = await world[0].JoinAsync("ann", token);
        IENetGroup room = world[0].Cluster.Group("room");
        for (int i = 0; i < 2; i++) Assert.That(await room.AddAsync(ann.Player, token));
        await room.SendAsync(new byte[1], 0, ENetPacketFlags.None, token);
        Assert.That(line.Received, Has.Length.EqualTo(1));
        for (int i = 0; i < 2; i++) Assert.That(await room.RemoveAsync(ann.Player, token));
        Assert.That((await room.SendAsync(new byte[1], 0, ENetPacketFlags.None, token)).Players, Is.Zero);
    }

    [Test]
    public async Task Members_who_come_and_go_at_all_gateways_at_once_leave_the_right_ones(CancellationToken token)
    {
        await using World world = await World.OfAsync(3, token);
        (ENetSession Session, FakeLine Line)[] players = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => world[i % 3].JoinAsync($"p{i}", token)));
        await Task.WhenAll(players.Select((player, i) => Task.Run(
            async () =>
            {
                IENetGroup room = world[(i + 1) % 3].Cluster.Group("room");
                for (int turn = 0; turn < 50; turn++)
                {
                    await room.AddAsync(player.Session.Player, token);
                    if (turn < 49 || i % 2 == 0) await room.RemoveAsync(player.Session.Player, token);
                }
            },
            token)));
        await world[0].Cluster.Group("room").SendAsync(new byte[1], 0, ENetPacketFlags.None, token);
        Assert.That(players.Select(player => player.Line.Received.Length), Is.EqualTo(players.Select((_, i) => i % 2)));
    }

    [Test]
    public void A_count_that_comes_late_changes_nothing()
    {
        var time = new FakeTimeProvider();
        var groups = new MemoryGroups(time);
        var gateway = new GatewayId("a/1");
        TimeSpan lease = TimeSpan.FromSeconds(3);
        groups.Announce(gateway, null!, lease, new ENetGroupCount("g", 0, Version: 2));
        groups.Announce(gateway, null!, lease, new ENetGroupCount("g", 1, Version: 1));
        Assert.That(groups.Find("g", default), Is.Empty);
        groups.Announce(gateway, null!, lease, new ENetGroupCount("g", 1, Version: 3));
        Assert.That(groups.Find("g", default), Has.Count.EqualTo(1));
        Assert.That(groups.Find("g", gateway), Is.Empty);
        time.Advance(lease);
        Assert.That(groups.Find("g", default), Is.Empty, "its time is over");
    }

    private static int[] Calls(World world) => [.. Enumerable.Range(0, 4).Select(i => world[i].Directory.Broadcasts)];
}
