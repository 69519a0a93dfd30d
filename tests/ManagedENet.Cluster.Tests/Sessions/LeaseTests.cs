using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Cluster.Directory;
using ManagedENet.Cluster.Tests.Support;

namespace ManagedENet.Cluster.Tests.Sessions;

/// <summary>A gateway serves its players while it has its lease, and nobody is served by two.</summary>
[CancelAfter(120_000)]
public sealed class LeaseTests
{
    private static readonly ENetClusterOptions Defaults = new();
    private static readonly PlayerId Ann = new("ann");

    [Test]
    public async Task A_gateway_that_cannot_renew_its_lease_disconnects_everybody_in_time(CancellationToken token)
    {
        await using World world = await World.OfAsync(2, token);
        (ENetSession session, FakeLine line) = await world[0].JoinAsync("ann", token);
        GatewayId before = world[0].Cluster.Here;
        world[0].Directory.IsDown = true;
        await world.AdvanceAsync(TimeSpan.FromSeconds(2.5), token);
        Assert.That((line.Told, world[0].Cluster.IsServing), Is.EqualTo(((uint?)null, true)), "the lease is not over");
        await world.AdvanceAsync(TimeSpan.FromSeconds(1), token);
        await World.UntilAsync(() => session.End is not null, token);
        Assert.That((session.End, line.Told, world[0].Cluster.IsServing, world[0].Cluster.PlayerCount), Is.EqualTo(((ENetSessionEnd?)ENetSessionEnd.Fenced, (uint?)Defaults.MoveData, false, 0)));
        Assert.That(world[0].Cluster.Here, Is.Not.EqualTo(before));
        Assert.That(world[1].Cluster.IsServing, "the other one goes on");
    }

    [Test]
    public async Task Players_of_a_lost_gateway_resume_at_another_one_and_it_comes_back_as_another(CancellationToken token)
    {
        await using World world = await World.OfAsync(2, token);
        (ENetSession session, _) = await world[0].JoinAsync("ann", token);
        string ticket = world[0].Cluster.IssueToken(session);
        await world[0].Cluster.Group("g").AddAsync(Ann, token);
        GatewayId before = world[0].Cluster.Here;
        (world[0].Directory.IsDown, world[0].Directory.IsCutOff) = (true, true);
        await world.AdvanceAsync(TimeSpan.FromSeconds(4), token);
        await World.UntilAsync(() => session.End == ENetSessionEnd.Fenced, token);
        Assert.That(await world[1].Cluster.FindAsync(Ann, token), Is.Null, "its lease is over for the directory too");
        ENetResumeResult resumed = await world[1].ResumeAsync(ticket, new FakeLine(), token);
        Assert.That((await world[1].Cluster.Group("g").SendAsync(new byte[1], 0, ENetPacketFlags.None, token)).Players, Is.EqualTo(1));

        (world[0].Directory.IsDown, world[0].Directory.IsCutOff) = (false, false);
        await world.AdvanceAsync(TimeSpan.FromSeconds(1), token);
        await World.UntilAsync(() => world[0].Cluster.IsServing, token);
        Assert.That(world[0].Cluster.Here, Is.Not.EqualTo(before));
        Assert.That(await world[0].Cluster.FindAsync(Ann, token), Is.EqualTo(world[1].Cluster.Here));
        Assert.That(resumed.Session!.End, Is.Null);
    }

    [Test]
    public async Task A_join_waits_until_a_gateway_that_cannot_be_reached_has_lost_its_lease(CancellationToken token)
    {
        await using World world = await World.OfAsync(2, token);
        (ENetSession older, FakeLine olderLine) = await world[0].JoinAsync("ann", token);
        (world[0].Directory.IsDown, world[0].Directory.IsCutOff) = (true, true);
        Task<ENetSession> joining = world[1].JoinAsync("ann", new FakeLine(), token).AsTask();
        int served = 0;
        for (int step = 0; step < 80 && !joining.IsCompleted; step++)
        {
            await world.AdvanceAsync(TimeSpan.FromSeconds(0.5), token, () =>
            {
                if (joining.IsCompletedSuccessfully && world[0].Cluster.IsServing && older.End is null) served++;
            });
            if (step < 5) Assert.That(joining.IsCompleted, Is.False, "the older gateway may serve the player");
            // The directory polls on the same clock, on other threads.
            await Task.Delay(5, token);
        }

        ENetSession newer = await joining;
        Assert.That((newer.End, served), Is.EqualTo(((ENetSessionEnd?)null, 0)));
        await World.UntilAsync(() => olderLine.Told == Defaults.MoveData, token);
    }

    [Test]
    public async Task A_gateway_that_reaches_the_directory_and_is_not_reached_by_it_keeps_its_player(CancellationToken token)
    {
        await using World world = await World.OfAsync(2, token);
        (ENetSession older, _) = await world[0].JoinAsync("ann", token);
        world[0].Directory.IsCutOff = true;
        Task<ENetSession> joining = world[1].JoinAsync("ann", new FakeLine(), token).AsTask();
        for (int i = 0; i < 40 && !joining.IsCompleted; i++)
        {
            await world.AdvanceAsync(TimeSpan.FromSeconds(1), token);
            await Task.Delay(2, token);
        }

        await Assert.ThrowsAsync<ENetClusterBusyException>(() => joining);
        Assert.That((older.End, world[1].Cluster.PlayerCount), Is.EqualTo(((ENetSessionEnd?)null, 0)));
    }

    [Test]
    public async Task A_lease_that_is_lost_during_a_join_lets_nobody_in(CancellationToken token)
    {
        await using World world = await World.OfAsync(2, token);
        TaskCompletionSource held = world[0].Directory.HoldClaims();
        var line = new FakeLine();
        Task<ENetSession> joining = world[0].JoinAsync("ann", line, token).AsTask();
        while (await world[1].Cluster.FindAsync(Ann, token) is null) await Task.Delay(1, token);
        world[0].Directory.IsDown = true;
        await world.AdvanceAsync(TimeSpan.FromSeconds(3.5), token);
        await World.UntilAsync(() => !world[0].Cluster.IsServing, token);
        world[0].Directory.IsDown = false;
        held.SetResult();
        Assert.That(async () => await joining, Throws.InstanceOf<ENetClusterBusyException>().With.Message.Contain("lost its lease"));
        Assert.That((world[0].Cluster.PlayerCount, line.Told), Is.EqualTo((0, (uint?)null)));
    }

    [Test]
    public async Task A_process_that_stood_still_does_not_go_on_with_its_lease(CancellationToken token)
    {
        await using World world = await World.OfAsync(2, token);
        (ENetSession session, FakeLine line) = await world[0].JoinAsync("ann", token);
        GatewayId before = world[0].Cluster.Here;
        // The clock goes on, and everything that would have happened meanwhile happens at once.
        world.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(await world[0].Cluster.SendAsync(Ann, new byte[1], 0, ENetPacketFlags.None, token), Is.Not.EqualTo(ENetClusterSendResult.Queued));
        await World.UntilAsync(() => session.End == ENetSessionEnd.Fenced && world[0].Cluster.IsServing, token);
        Assert.That((line.Told, world[0].Cluster.Here == before, line.Received.Length), Is.EqualTo(((uint?)Defaults.MoveData, false, 0)));
    }

    [Test]
    public async Task A_directory_that_has_forgotten_everything_is_reminded(CancellationToken token)
    {
        await using World world = await World.OfAsync(2, token);
        (ENetSession session, FakeLine line) = await world[0].JoinAsync("ann", token);
        await world[0].Cluster.Group("g").AddAsync(Ann, token);
        world.Directory = new ENetMemoryDirectory(world.Time);
        Assert.That(await world[1].Cluster.FindAsync(Ann, token), Is.Null);
        await world.AdvanceAsync(Defaults.SessionRenewInterval, token);
        Assert.That(await world[1].Cluster.FindAsync(Ann, token), Is.EqualTo(world[0].Cluster.Here));
        ENetGroupSendResult sent = await world[1].Cluster.Group("g").SendAsync("x"u8.ToArray(), 0, ENetPacketFlags.None, token);
        Assert.That((sent.Gateways, line.Received.Length, session.End), Is.EqualTo((1, 1, (ENetSessionEnd?)null)));
        Assert.That(await world[1].Cluster.Group("g").RemoveAsync(Ann, token), "the directory knows the session again");
    }

    [Test]
    public async Task A_session_that_the_directory_has_a_newer_one_of_ends_when_it_is_reminded(CancellationToken token)
    {
        await using World world = await World.OfAsync(2, token);
        (ENetSession older, FakeLine olderLine) = await world[0].JoinAsync("ann", token);
        // It loses everything, and the player joins elsewhere before it is reminded.
        world.Directory = new ENetMemoryDirectory(world.Time);
        await world.AdvanceAsync(TimeSpan.FromSeconds(1), token);
        (ENetSession newer, _) = await world[1].JoinAsync("ann", token);
        Assert.That(newer.Generation, Is.GreaterThan(older.Generation), "the clock makes it so");
        await world.AdvanceAsync(Defaults.SessionRenewInterval, token);
        Assert.That((older.End, olderLine.Told, newer.End), Is.EqualTo(((ENetSessionEnd?)ENetSessionEnd.Superseded, (uint?)Defaults.SupersededData, (ENetSessionEnd?)null)));
    }

    [Test]
    public void Generations_grow_with_the_clock_and_without_it()
    {
        var now = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.That(ENetGeneration.Next(0, now), Is.EqualTo(now.ToUnixTimeMilliseconds() * 1000));
        Assert.That(ENetGeneration.Next(long.MaxValue - 1, now), Is.EqualTo(long.MaxValue));
        long[] generations = [.. Enumerable.Range(0, 3).Select(_ => 0L)];
        for (int i = 1; i < generations.Length; i++) generations[i] = ENetGeneration.Next(generations[i - 1], now.AddHours(-i));
        Assert.That(generations, Is.Ordered.Ascending.And.Unique, "a clock that goes back gives no number twice");
    }
}
