using System;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Cluster;
using ManagedENet.Cluster.Tests.Support;
using ManagedENet.Orleans.Tests.Support;

namespace ManagedENet.Orleans.Tests;

/// <summary>A silo is lost, and with it the players that it kept in its memory, as it is where no other storage is set.</summary>
[CancelAfter(60_000)]
public sealed class LostSiloTests
{
    private Silos _silos = null!;

    [OneTimeSetUp]
    public async Task Start() => _silos = await Silos.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _silos.DisposeAsync();

    [Test]
    public async Task A_silo_is_killed_and_rooms_and_players_of_the_others_answer_again(CancellationToken token)
    {
        // Their grains are in the first silo, because that has called them first.
        await _silos.First.Cluster.FindAsync(new PlayerId("left"), token);
        await _silos.First.Cluster.Group("left").SendAsync(new byte[1], 0, ENetPacketFlags.None, token);
        (ENetSession survivor, FakeLine line) = await _silos.Second.JoinAsync("left", token);
        (ENetSession lost, _) = await _silos.First.JoinAsync("lost", token);
        await _silos.Second.Cluster.Group("left").AddAsync(survivor.Player, token);
        string ticket = _silos.First.Cluster.IssueToken(lost);
        await _silos.KillFirstAsync();

        await Silos.UntilAsync(async () => (await _silos.Outside.Cluster.Group("left").SendAsync("room"u8.ToArray(), 0, ENetPacketFlags.None, token)) is { IsEverywhere: true, Gateways: 1 }, token);
        await Silos.UntilAsync(() => line.Received.Length > 0, token);
        await Silos.UntilAsync(
            async () =>
            {
                try
                {
                    return await _silos.Outside.Cluster.FindAsync(survivor.Player, token) == _silos.Second.Cluster.Here;
                }
                catch (ENetClusterBusyException)
                {
                    return false;
                }
            },
            token);
        Assert.That(survivor.End, Is.Null, "the second gateway has kept its lease");

        ENetResumeResult resumed = default;
        await Silos.UntilAsync(
            async () =>
            {
                try
                {
                    (resumed, _) = await _silos.Outside.ResumeAsync(ticket, token);
                    return true;
                }
                catch (ENetClusterBusyException)
                {
                    return false;
                }
            },
            token);
        Assert.That(resumed.Status, Is.EqualTo(ENetResumeStatus.Resumed));
        Assert.That(resumed.Session!.Generation, Is.GreaterThan(lost.Generation), "although what the silo knew is lost");
    }
}
