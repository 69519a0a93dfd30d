using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Cluster.Directory;
using Microsoft.Extensions.Time.Testing;

namespace ManagedENet.Cluster.Tests.Sessions;

/// <summary>What the directory in memory answers, call by call.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[CancelAfter(120_000)]
public sealed class DirectoryTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);
    private static readonly PlayerId Ann = new("ann");
    private static readonly GatewayId First = new("first");
    private static readonly GatewayId Second = new("second");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly ENetMemoryDirectory _directory;
    private readonly Nobody _face = new();

    public DirectoryTests() => _directory = new ENetMemoryDirectory(_time);

    [Test]
    public async Task An_id_that_has_lost_its_lease_or_given_it_back_gets_it_no_more(CancellationToken token)
    {
        Assert.That(await _directory.RenewAsync(First, _face, Lease, token));
        _time.Advance(Lease - TimeSpan.FromMilliseconds(1));
        Assert.That(await _directory.RenewAsync(First, _face, Lease, token), "it goes on");
        _time.Advance(Lease);
        Assert.That(await _directory.RenewAsync(First, _face, Lease, token), Is.False);
        Assert.That(await _directory.RenewAsync(Second, _face, Lease, token));
        await _directory.ReleaseAsync(Second, token);
        Assert.That(await _directory.RenewAsync(Second, _face, Lease, token), Is.False);
    }

    [Test]
    public async Task A_reminder_of_the_newest_session_answers_with_the_groups_and_of_an_older_one_with_nothing(CancellationToken token)
    {
        ENetClaimAnswer older = await _directory.ClaimAsync(new ENetClaim(Ann, First, Lease, Resumes: 0), token);
        ENetClaimAnswer newer = await _directory.ClaimAsync(new ENetClaim(Ann, Second, Lease, Resumes: 0), token);
        Assert.That(await RemindAsync(First, older.Generation, token), Is.Null);
        Assert.That(await RemindAsync(First, newer.Generation, token), Is.Null, "another gateway has this one");
        Assert.That(await RemindAsync(Second, newer.Generation, token), Is.Empty, "what the gateway says of groups does not count where the directory knows them");
        Assert.That(await RemindAsync(First, newer.Generation + 1, token), Is.EqualTo(new[] { "g" }), "a newer one is taken over with its groups");
        Assert.That(await RemindAsync(Second, newer.Generation, token), Is.Null);
    }

    [Test]
    public async Task An_older_session_that_is_over_ends_nothing(CancellationToken token)
    {
        await _directory.RenewAsync(Second, _face, Lease, token);
        ENetClaimAnswer older = await _directory.ClaimAsync(new ENetClaim(Ann, First, Lease, Resumes: 0), token);
        ENetClaimAnswer newer = await _directory.ClaimAsync(new ENetClaim(Ann, Second, Lease, Resumes: 0), token);
        await _directory.LeaveAsync(Ann, older.Generation, TimeSpan.Zero, older.Generation, token);
        Assert.That(await _directory.FindAsync(Ann, token), Is.EqualTo(Second));
        await _directory.LeaveAsync(Ann, newer.Generation, TimeSpan.Zero, newer.Generation, token);
        Assert.That(await _directory.FindAsync(Ann, token), Is.Null);
    }

    [Test]
    public async Task A_generation_is_above_that_of_the_token_although_the_directory_knows_nothing(CancellationToken token)
    {
        long ahead = ENetGeneration.Next(0, _time.GetUtcNow().AddHours(1));
        ENetClaimAnswer resumed = await _directory.ClaimAsync(new ENetClaim(Ann, First, Lease, ahead), token);
        Assert.That((resumed.IsGranted, resumed.Generation), Is.EqualTo((true, ahead + 1)));
    }

    private ValueTask<IReadOnlyCollection<string>?> RemindAsync(GatewayId gateway, long generation, CancellationToken token) =>
        _directory.RenewSessionAsync(new ENetSessionInfo(Ann, gateway, Lease, generation, ["g"]), token);

    private sealed class Nobody : IENetGateway
    {
        public ENetClusterSendResult Deliver(PlayerId player, in ENetClusterMessage message) => ENetClusterSendResult.NotConnected;

        public int Broadcast(string group, in ENetClusterMessage message) => 0;

        public void Supersede(PlayerId player, long generation)
        {
        }

        public ENetGroupCount? SetMember(PlayerId player, long generation, string group, bool isMember) => null;
    }
}
