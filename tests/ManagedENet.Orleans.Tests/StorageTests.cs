using System;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Cluster;
using ManagedENet.Cluster.Tests.Support;
using ManagedENet.Orleans.Tests.Support;

namespace ManagedENet.Orleans.Tests;

/// <summary>Players are kept in a storage outside of the silos: what its loss stops, and what it saves.</summary>
[CancelAfter(60_000)]
public sealed class StorageTests
{
    private readonly TestStorage _storage = new();
    private Silos _silos = null!;

    [OneTimeSetUp]
    public async Task Start() => _silos = await Silos.StartAsync(_storage);

    [OneTimeTearDown]
    public async Task Stop() => await _silos.DisposeAsync();

    [Test]
    public async Task Without_its_storage_rooms_go_on_and_joins_are_busy(CancellationToken token)
    {
        (ENetSession ann, FakeLine annLine) = await _silos.First.JoinAsync("ann", token);
        (ENetSession bob, FakeLine bobLine) = await _silos.Second.JoinAsync("bob", token);
        IENetGroup room = _silos.First.Cluster.Group("room");
        foreach (ENetSession session in (ENetSession[])[ann, bob]) await room.AddAsync(session.Player, token);
        _storage.IsDown = true;
        try
        {
            Assert.That(async () => await _silos.First.JoinAsync("eve", token), Throws.InstanceOf<ENetClusterBusyException>());
            // Longer than a lease: no lease is in the storage.
            DateTime until = DateTime.UtcNow + TimeSpan.FromSeconds(5);
            int sent = 0;
            while (DateTime.UtcNow < until)
            {
                ENetGroupSendResult result = await room.SendAsync(new byte[1], 0, ENetPacketFlags.None, token);
                Assert.That(result, Is.EqualTo(new ENetGroupSendResult(1, 1, IsEverywhere: true)));
                Assert.That(await _silos.Outside.Cluster.SendAsync(bob.Player, new byte[1], 0, ENetPacketFlags.None, token), Is.EqualTo(ENetClusterSendResult.Queued));
                sent++;
                await Task.Delay(50, token);
            }

            await Silos.UntilAsync(() => annLine.Received.Length == sent && bobLine.Received.Length == 2 * sent, token);
            Assert.That((ann.End, bob.End), Is.EqualTo(((ENetSessionEnd?)null, (ENetSessionEnd?)null)));
        }
        finally
        {
            _storage.IsDown = false;
        }

        await Silos.UntilAsync(
            async () =>
            {
                try
                {
                    return (await _silos.First.JoinAsync("eve", token)).Session.End is null;
                }
                catch (ENetClusterBusyException)
                {
                    return false;
                }
            },
            token);
    }

    [Test]
    public async Task A_grain_that_somebody_else_has_written_for_gives_nobody_away(CancellationToken token)
    {
        (ENetSession older, _) = await _silos.First.JoinAsync("split", token);
        // As when the others have given up the silo of the grain, and have it in another one.
        _storage.WriteElsewhere();
        int writes = _storage.Writes;
        Assert.That(async () => await _silos.Second.JoinAsync("split", token), Throws.InstanceOf<ENetClusterBusyException>());
        Assert.That(_storage.Writes, Is.EqualTo(writes), "it has written nothing");
        ENetSession? newer = null;
        await Silos.UntilAsync(
            async () =>
            {
                try
                {
                    (newer, _) = await _silos.Second.JoinAsync("split", token);
                    return true;
                }
                catch (ENetClusterBusyException)
                {
                    return false;
                }
            },
            token);
        Assert.That(newer!.Generation, Is.GreaterThan(older.Generation));
        await Silos.UntilAsync(async () => await _silos.First.Cluster.FindAsync(newer.Player, token) == _silos.Second.Cluster.Here, token);
    }

    [Test]
    public async Task Being_reminded_of_players_writes_nothing(CancellationToken token)
    {
        (ENetSession session, _) = await _silos.First.JoinAsync("quiet", token);
        int writes = _storage.Writes;
        int renewals = _silos.First.Line.Renewals;
        await Silos.UntilAsync(() => _silos.First.Line.Renewals >= renewals + 6, token);
        Assert.That((session.End, _storage.Writes), Is.EqualTo(((ENetSessionEnd?)null, writes)));
    }
}
