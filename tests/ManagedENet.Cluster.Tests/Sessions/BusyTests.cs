using System;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Cluster.Tests.Support;

namespace ManagedENet.Cluster.Tests.Sessions;

/// <summary>Without the directory nobody joins, and those who are here go on.</summary>
[CancelAfter(120_000)]
public sealed class BusyTests
{
    private static readonly PlayerId Ann = new("ann");

    [Test]
    public async Task A_directory_that_is_down_is_busy_and_groups_of_this_gateway_go_on(CancellationToken token)
    {
        await using World world = await World.OfAsync(2, token);
        (ENetSession session, FakeLine line) = await world[0].JoinAsync("ann", token);
        (_, FakeLine far) = await world[1].JoinAsync("bob", token);
        IENetGroup room = world[0].Cluster.Group("room");
        await room.AddAsync(Ann, token);
        await room.AddAsync(new PlayerId("bob"), token);
        string ticket = world[0].Cluster.IssueToken(session);
        world[0].Directory.IsDown = true;
        Assert.That(async () => await world[0].JoinAsync("eve", token), Throws.InstanceOf<ENetClusterBusyException>());
        Assert.That(async () => await world[0].ResumeAsync(ticket, new FakeLine(), token), Throws.InstanceOf<ENetClusterBusyException>());
        Assert.That(async () => await world[0].Cluster.FindAsync(Ann, token), Throws.InstanceOf<ENetClusterBusyException>());
        Assert.That(async () => await room.AddAsync(Ann, token), Throws.InstanceOf<ENetClusterBusyException>().With.Message.Contain("does not reach"));
        Assert.That(await world[0].Cluster.SendAsync(new PlayerId("bob"), new byte[1], 0, ENetPacketFlags.None, token), Is.EqualTo(ENetClusterSendResult.Busy));
        Assert.That(await world[0].Cluster.SendAsync(Ann, "direct"u8.ToArray(), 0, ENetPacketFlags.None, token), Is.EqualTo(ENetClusterSendResult.Queued));
        Assert.That(await room.SendAsync("room"u8.ToArray(), 0, ENetPacketFlags.None, token), Is.EqualTo(new ENetGroupSendResult(1, 0, IsEverywhere: false)));
        Assert.That(line.Received, Is.EqualTo(new[] { "0 None direct", "0 None room" }));

        world[0].Directory.IsDown = false;
        Assert.That((await room.SendAsync("again"u8.ToArray(), 0, ENetPacketFlags.None, token)).IsEverywhere);
        Assert.That((far.Received, session.End), Is.EqualTo((new[] { "0 None again" }, (ENetSessionEnd?)null)));
        Assert.That((await world[0].JoinAsync("eve", token)).Session.End, Is.Null);
    }

    [Test]
    public async Task A_directory_that_does_not_answer_is_busy_when_the_time_is_over(CancellationToken token)
    {
        await using World world = await World.OfAsync(1, token);
        TaskCompletionSource held = world[0].Directory.HoldClaims();
        Task<ENetSession> joining = world[0].JoinAsync("ann", new FakeLine(), token).AsTask();
        await world.AdvanceAsync(TimeSpan.FromSeconds(5), token);
        Assert.That(joining.IsCompleted, Is.False);
        await world.AdvanceAsync(TimeSpan.FromSeconds(0.5), token);
        Assert.That(async () => await joining, Throws.InstanceOf<ENetClusterBusyException>().With.Message.Contain("within 5.3 s"));
        held.SetResult();
        while (await world[0].Cluster.FindAsync(Ann, token) is not null) await Task.Delay(1, token);
    }

    [Test]
    public async Task Whoever_gives_up_waiting_is_not_here(CancellationToken token)
    {
        await using World world = await World.OfAsync(1, token);
        TaskCompletionSource held = world[0].Directory.HoldClaims();
        using var giveUp = new CancellationTokenSource();
        Task<ENetSession> joining = world[0].JoinAsync("ann", new FakeLine(), giveUp.Token).AsTask();
        await giveUp.CancelAsync();
        Assert.That(async () => await joining, Throws.InstanceOf<OperationCanceledException>());
        held.SetResult();
        while (await world[0].Cluster.FindAsync(Ann, token) is not null) await Task.Delay(1, token);
        Assert.That(world[0].Cluster.PlayerCount, Is.Zero);
    }

    [Test]
    public async Task A_gateway_that_has_never_had_a_lease_is_busy(CancellationToken token)
    {
        await using var world = new World();
        await using var gateway = new TestGateway(() => throw new TimeoutException("not there yet"), new ENetClusterOptions(), world.Time);
        Assert.That(gateway.Cluster.IsServing, Is.False);
        Task<ENetSession> joining = gateway.JoinAsync("ann", new FakeLine(), token).AsTask();
        world.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.That(async () => await joining, Throws.InstanceOf<ENetClusterBusyException>().With.Message.Contain("has no lease"));
    }
}
