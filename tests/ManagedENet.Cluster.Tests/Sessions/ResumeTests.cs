using System;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Cluster.Tests.Support;

namespace ManagedENet.Cluster.Tests.Sessions;

/// <summary>A token takes a player to another gateway, with their groups, and a session has one that is good.</summary>
[CancelAfter(120_000)]
public sealed class ResumeTests
{
    private static readonly ENetClusterOptions Defaults = new();
    private static readonly PlayerId Ann = new("ann");

    [Test]
    public async Task Who_lost_the_connection_goes_on_elsewhere_in_their_groups(CancellationToken token)
    {
        await using World world = await World.OfAsync(2, token);
        (ENetSession session, FakeLine line) = await world[0].JoinAsync("ann", token);
        await world[0].Cluster.Group("g").AddAsync(Ann, token);
        string ticket = world[0].Cluster.IssueToken(session);
        line.Lose();
        await World.UntilAsync(() => session.End == ENetSessionEnd.ConnectionLost, token);
        while (await world[1].Cluster.FindAsync(Ann, token) is not null) await Task.Delay(1, token);
        Assert.That(await world[1].Cluster.SendAsync(Ann, new byte[1], 0, ENetPacketFlags.None, token), Is.EqualTo(ENetClusterSendResult.NotConnected), "the player is known and away");

        var second = new FakeLine();
        ENetResumeResult resumed = await world[1].ResumeAsync(ticket, second, token);
        Assert.That((resumed.Status, resumed.IsResumed, resumed.Session!.Player), Is.EqualTo((ENetResumeStatus.Resumed, true, Ann)));
        Assert.That(resumed.Session.Generation, Is.GreaterThan(session.Generation));
        ENetGroupSendResult sent = await world[0].Cluster.Group("g").SendAsync("x"u8.ToArray(), 0, ENetPacketFlags.Reliable, token);
        Assert.That((sent, second.Received.Length), Is.EqualTo((new ENetGroupSendResult(0, 1, IsEverywhere: true), 1)));
    }

    [Test]
    public async Task Who_still_has_a_connection_loses_it_to_the_new_one(CancellationToken token)
    {
        await using World world = await World.OfAsync(2, token);
        (ENetSession session, FakeLine line) = await world[0].JoinAsync("ann", token);
        ENetResumeResult resumed = await world[1].ResumeAsync(world[0].Cluster.IssueToken(session), new FakeLine(), token);
        Assert.That((resumed.IsResumed, session.End, line.Told), Is.EqualTo((true, (ENetSessionEnd?)ENetSessionEnd.Superseded, (uint?)Defaults.SupersededData)));
    }

    [Test]
    public async Task A_token_of_an_older_session_takes_nobody_anywhere(CancellationToken token)
    {
        await using World world = await World.OfAsync(2, token);
        (ENetSession first, _) = await world[0].JoinAsync("ann", token);
        string old = world[0].Cluster.IssueToken(first);
        ENetResumeResult resumed = await world[1].ResumeAsync(old, new FakeLine(), token);
        ENetResumeResult again = await world[0].ResumeAsync(old, new FakeLine(), token);
        Assert.That((again.Status, again.Session), Is.EqualTo((ENetResumeStatus.Superseded, (ENetSession?)null)));
        Assert.That(resumed.Session!.End, Is.Null);
        Assert.That((await world[0].ResumeAsync(world[1].Cluster.IssueToken(resumed.Session), new FakeLine(), token)).IsResumed);
    }

    [Test]
    public async Task What_is_no_token_any_more_says_why(CancellationToken token)
    {
        await using World world = await World.OfAsync(1, token);
        (ENetSession session, _) = await world[0].JoinAsync("ann", token);
        string ticket = world[0].Cluster.IssueToken(session);
        Assert.That((await world[0].ResumeAsync("nonsense", new FakeLine(), token)).Status, Is.EqualTo(ENetResumeStatus.InvalidToken));
        Assert.That((await world[0].ResumeAsync(null, new FakeLine(), token)).Status, Is.EqualTo(ENetResumeStatus.InvalidToken));
        await world.AdvanceAsync(Defaults.TokenLifetime, token);
        Assert.That((await world[0].ResumeAsync(ticket, new FakeLine(), token)).Status, Is.EqualTo(ENetResumeStatus.Expired));
        Assert.That(session.End, Is.Null, "whoever comes with a bad token disturbs nobody");
    }

    [Test]
    public async Task Groups_are_kept_for_the_time_that_is_set_and_the_token_is_good_without_them(CancellationToken token)
    {
        await using World world = await World.OfAsync(1, token, new ENetClusterOptions { Name = "test", ResumeTime = TimeSpan.FromSeconds(5) });
        (ENetSession session, FakeLine line) = await world[0].JoinAsync("ann", token);
        await world[0].Cluster.Group("g").AddAsync(Ann, token);
        string ticket = world[0].Cluster.IssueToken(session);
        line.Lose();
        while (await world[0].Cluster.FindAsync(Ann, token) is not null) await Task.Delay(1, token);
        await world.AdvanceAsync(TimeSpan.FromSeconds(5), token);
        Assert.That(await world[0].Cluster.SendAsync(Ann, new byte[1], 0, ENetPacketFlags.None, token), Is.EqualTo(ENetClusterSendResult.NoSuchPlayer));
        var second = new FakeLine();
        Assert.That((await world[0].ResumeAsync(ticket, second, token)).IsResumed);
        Assert.That((await world[0].Cluster.Group("g").SendAsync(new byte[1], 0, ENetPacketFlags.None, token)).Players, Is.Zero);
    }

    [Test]
    public async Task Who_joins_anew_is_in_no_group(CancellationToken token)
    {
        await using World world = await World.OfAsync(2, token);
        await world[0].JoinAsync("ann", token);
        await world[0].Cluster.Group("g").AddAsync(Ann, token);
        (_, FakeLine line) = await world[1].JoinAsync("ann", token);
        await world[0].Cluster.Group("g").SendAsync(new byte[1], 0, ENetPacketFlags.None, token);
        await world[1].Cluster.Group("g").SendAsync(new byte[1], 0, ENetPacketFlags.None, token);
        Assert.That(line.Received, Is.Empty);
    }

    [Test]
    public async Task A_gateway_that_stops_sends_its_players_to_another_one_with_their_groups(CancellationToken token)
    {
        await using World world = await World.OfAsync(2, token);
        (ENetSession session, FakeLine line) = await world[0].JoinAsync("ann", token);
        await world[0].Cluster.Group("g").AddAsync(Ann, token);
        string ticket = world[0].Cluster.IssueToken(session);
        await world[0].Local.StopAsync();
        Assert.That((session.End, line.Told, world[0].Cluster.IsServing), Is.EqualTo(((ENetSessionEnd?)ENetSessionEnd.Stopping, (uint?)Defaults.MoveData, false)));
        Assert.That(async () => await world[0].JoinAsync("bob", token), Throws.InstanceOf<ENetClusterBusyException>().With.Message.Contain("stops"));
        Assert.That((await world[1].ResumeAsync(ticket, new FakeLine(), token)).IsResumed);
        Assert.That((await world[1].Cluster.Group("g").SendAsync(new byte[1], 0, ENetPacketFlags.None, token)).Players, Is.EqualTo(1));
    }

    [Test]
    public async Task A_claim_that_was_granted_too_late_leaves_the_token_good_and_the_player_nowhere(CancellationToken token)
    {
        await using World world = await World.OfAsync(2, token);
        (ENetSession session, FakeLine line) = await world[0].JoinAsync("ann", token);
        await world[0].Cluster.Group("g").AddAsync(Ann, token);
        string ticket = world[0].Cluster.IssueToken(session);
        line.Lose();
        TaskCompletionSource held = world[1].Directory.HoldClaims();
        Task<ENetResumeResult> resuming = world[1].ResumeAsync(ticket, new FakeLine(), token).AsTask();
        await world.AdvanceAsync(Defaults.DirectoryTimeout + (Defaults.LeaseDuration * 1.1), token);
        await Assert.ThrowsAsync<ENetClusterBusyException>(() => resuming);
        Assert.That(world[1].Cluster.PlayerCount, Is.Zero);
        held.SetResult();
        while (await world[0].Cluster.FindAsync(Ann, token) is not null) await Task.Delay(1, token);
        Assert.That((await world[1].ResumeAsync(ticket, new FakeLine(), token)).IsResumed);
        Assert.That((await world[1].Cluster.Group("g").SendAsync(new byte[1], 0, ENetPacketFlags.None, token)).Players, Is.EqualTo(1));
    }
}
