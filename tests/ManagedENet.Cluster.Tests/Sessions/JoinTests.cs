using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Cluster.Tests.Support;

namespace ManagedENet.Cluster.Tests.Sessions;

/// <summary>A player is at one gateway, and is found and reached there.</summary>
[CancelAfter(120_000)]
public sealed class JoinTests
{
    private static readonly ENetClusterOptions Defaults = new();
    private static readonly PlayerId Ann = new("ann");

    [Test]
    public async Task A_player_is_found_and_reached_from_every_gateway(CancellationToken token)
    {
        await using World world = await World.OfAsync(2, token);
        (ENetSession session, FakeLine line) = await world[0].JoinAsync("ann", token);
        foreach (TestGateway from in (TestGateway[])[world[0], world[1]])
        {
            Assert.That(await from.Cluster.FindAsync(Ann, token), Is.EqualTo(world[0].Cluster.Here));
            Assert.That(await from.Cluster.SendAsync(Ann, "hello"u8.ToArray(), 3, ENetPacketFlags.Reliable, token), Is.EqualTo(ENetClusterSendResult.Queued));
        }

        Assert.That(line.Received, Is.EqualTo(new[] { "3 Reliable hello", "3 Reliable hello" }));
        Assert.That((session.Player, session.Gateway, session.End), Is.EqualTo((Ann, world[0].Cluster.Here, (ENetSessionEnd?)null)));
    }

    [Test]
    public async Task What_the_connection_says_is_told_to_whoever_sends(CancellationToken token)
    {
        await using World world = await World.OfAsync(2, token);
        (_, FakeLine line) = await world[0].JoinAsync("ann", token);
        foreach (ENetClusterSendResult answer in (ENetClusterSendResult[])[ENetClusterSendResult.QueueFull, ENetClusterSendResult.TooLarge, ENetClusterSendResult.InvalidChannel])
        {
            line.Answer = answer;
            Assert.That(await world[0].Cluster.SendAsync(Ann, new byte[1], 0, ENetPacketFlags.None, token), Is.EqualTo(answer));
            Assert.That(await world[1].Cluster.SendAsync(Ann, new byte[1], 0, ENetPacketFlags.None, token), Is.EqualTo(answer));
        }
    }

    [Test]
    public async Task Nobody_of_that_name_is_found_or_reached(CancellationToken token)
    {
        await using World world = await World.OfAsync(1, token);
        Assert.That(await world[0].Cluster.FindAsync(Ann, token), Is.Null);
        Assert.That(await world[0].Cluster.SendAsync(Ann, new byte[1], 0, ENetPacketFlags.None, token), Is.EqualTo(ENetClusterSendResult.NoSuchPlayer));
        Assert.That(await world[0].Cluster.Group("g").AddAsync(Ann, token), Is.False);
    }

    [TestCase(0)]
    [TestCase(1)]
    public async Task Who_joins_twice_is_here_once_and_the_older_connection_is_told(int second, CancellationToken token)
    {
        await using World world = await World.OfAsync(2, token);
        (ENetSession older, FakeLine olderLine) = await world[0].JoinAsync("ann", token);
        (ENetSession newer, FakeLine newerLine) = await world[second].JoinAsync("ann", token);
        Assert.That((older.End, olderLine.Told, newer.End, newerLine.Told), Is.EqualTo(((ENetSessionEnd?)ENetSessionEnd.Superseded, (uint?)Defaults.SupersededData, (ENetSessionEnd?)null, (uint?)null)));
        Assert.That(newer.Generation, Is.GreaterThan(older.Generation));
        Assert.That(world[0].Cluster.PlayerCount + world[1].Cluster.PlayerCount, Is.EqualTo(1));
        await older.DisposeAsync();
        Assert.That(await world[0].Cluster.FindAsync(Ann, token), Is.EqualTo(world[second].Cluster.Here), "an older session that ends late takes nobody away");
        await World.UntilAsync(() => older.Ended.IsCancellationRequested, token);
    }

    [Test]
    public async Task Of_many_who_join_at_the_same_time_under_one_name_one_is_left(CancellationToken token)
    {
        await using World world = await World.OfAsync(4, token);
        for (int round = 0; round < 20; round++)
        {
            FakeLine[] lines = [.. Enumerable.Range(0, 16).Select(_ => new FakeLine())];
            ENetSession[] sessions = await Task.WhenAll(lines.Select((line, i) => Task.Run(async () => await world[i % 4].JoinAsync("ann", line, token), token)));
            ENetSession live = sessions.Single(session => session.End is null);
            Assert.That(live.Generation, Is.EqualTo(sessions.Max(session => session.Generation)));
            Assert.That(sessions.Select(session => session.Generation), Is.Unique);
            Assert.That(lines.Count(line => line.Told is null), Is.EqualTo(1));
            Assert.That(Enumerable.Range(0, 4).Sum(i => world[i].Cluster.PlayerCount), Is.EqualTo(1));
            Assert.That(await world[0].Cluster.FindAsync(Ann, token), Is.EqualTo(live.Gateway));
        }
    }

    [Test]
    public async Task A_session_that_is_over_before_its_gateway_knows_of_it_does_not_begin(CancellationToken token)
    {
        await using World world = await World.OfAsync(2, token);
        TaskCompletionSource held = world[0].Directory.HoldClaims();
        var line = new FakeLine();
        Task<ENetSession> joining = world[0].JoinAsync("ann", line, token).AsTask();
        while (await world[1].Cluster.FindAsync(Ann, token) is null) await Task.Delay(1, token);
        (ENetSession newer, _) = await world[1].JoinAsync("ann", token);
        held.SetResult();
        ENetSession older = await joining;
        Assert.That((older.End, line.Told, newer.End), Is.EqualTo(((ENetSessionEnd?)ENetSessionEnd.Superseded, (uint?)Defaults.SupersededData, (ENetSessionEnd?)null)));
        Assert.That((world[0].Cluster.PlayerCount, await world[0].Cluster.FindAsync(Ann, token)), Is.EqualTo((0, world[1].Cluster.Here)));
    }

    [Test]
    public async Task Who_leaves_is_forgotten_however_that_is_said([Values] bool isDisposed, CancellationToken token)
    {
        await using World world = await World.OfAsync(2, token);
        (ENetSession session, FakeLine line) = await world[0].JoinAsync("ann", token);
        await world[1].Cluster.Group("g").AddAsync(Ann, token);
        if (isDisposed) await session.DisposeAsync();
        else line.Leave();
        await World.UntilAsync(() => session.End == ENetSessionEnd.Left, token);
        while (await world[1].Cluster.FindAsync(Ann, token) is not null) await Task.Delay(1, token);
        Assert.That(await world[1].Cluster.SendAsync(Ann, new byte[1], 0, ENetPacketFlags.None, token), Is.EqualTo(ENetClusterSendResult.NoSuchPlayer));
        Assert.That(line.Told, Is.Null, "the connection stays the application's");
    }

    [Test]
    public async Task Who_joins_with_a_connection_that_is_over_is_gone_at_once(CancellationToken token)
    {
        await using World world = await World.OfAsync(1, token);
        var line = new FakeLine();
        line.Leave();
        ENetSession session = await world[0].JoinAsync("ann", line, token);
        await World.UntilAsync(() => session.End == ENetSessionEnd.Left && world[0].Cluster.PlayerCount == 0, token);
    }

    [Test]
    public async Task Flags_and_names_that_there_are_not_are_refused_where_they_are_given(CancellationToken token)
    {
        await using World world = await World.OfAsync(1, token);
        IENetCluster cluster = world[0].Cluster;
        Assert.That(async () => await cluster.SendAsync(Ann, new byte[1], 0, (ENetPacketFlags)64, token), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(async () => await cluster.Group("g").SendAsync(new byte[1], 0, (ENetPacketFlags)64, token), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(async () => await cluster.FindAsync(default, token), Throws.ArgumentException.With.Message.Contain("nobody"));
        Assert.That(async () => await world[0].JoinAsync("", new FakeLine(), token), Throws.ArgumentException);
        Assert.That(() => cluster.Group(""), Throws.ArgumentException.With.Message.Contain("1 to 128 characters, and this one has 0"));
        Assert.That(() => cluster.Group(null!), Throws.ArgumentNullException);
        Assert.That(async () => await cluster.JoinAsync(Ann, null!, token), Throws.ArgumentNullException);
        Assert.That(async () => await cluster.ResumeAsync("", null!, token), Throws.ArgumentNullException);
        Assert.That(() => cluster.IssueToken(null!), Throws.ArgumentNullException);
    }
}
