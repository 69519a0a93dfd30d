using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Cluster.Directory;
using Microsoft.Extensions.Logging;

namespace ManagedENet.Cluster.Gateway;

/// <summary>This process as a gateway: its sessions, its lease, and what the directory asks of it.</summary>
internal sealed class LocalGateway : IENetGateway, IAsyncDisposable, IDisposable
{
    // Calls to the directory that are under way at a time, of those that tell it what it may have lost.
    private static readonly ParallelOptions Few = new() { MaxDegreeOfParallelism = 16 };

    private readonly ENetClusterOptions _options;
    private readonly TimeSpan _directoryLease;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SessionTable _table = new();
    private readonly LeaseKeeper _lease;
    private int _isReminding;
    private int _rounds;
    private volatile bool _isStopping;

    public LocalGateway(IENetDirectory directory, ENetClusterOptions options, TimeProvider time, ILogger logger)
    {
        _options = options;
        _directoryLease = LeaseKeeper.AtDirectory(options.LeaseDuration);
        _time = time;
        _logger = logger;
        Directory = new DirectoryCalls(directory, time, options.DirectoryTimeout);
        _lease = new LeaseKeeper(Directory, this, options, time, logger) { Lost = BeginAs, Renewed = Remind };
        _table.BeginAs(_lease.Id);
    }

    /// <summary>The directory, as this gateway asks it.</summary>
    public DirectoryCalls Directory { get; }

    /// <summary>Its id.</summary>
    public GatewayId Here => _lease.Id;

    /// <summary>True while it has its lease.</summary>
    public bool IsServing => _lease.IsHeld;

    /// <summary>How many players are here.</summary>
    public int PlayerCount => _table.Count;

    /// <summary>How often the directory was reminded of everything, for tests that move the clock no faster than that.</summary>
    public int Rounds => Volatile.Read(ref _rounds);

    /// <summary>Begins to ask for the lease.</summary>
    public void Start() => _lease.Start();

    /// <summary>From now on players who leave are on their way to another gateway.</summary>
    public void BeginToStop() => _isStopping = true;

    /// <summary>Sends everybody to another gateway, and gives the lease back.</summary>
    public async ValueTask StopAsync()
    {
        _isStopping = true;
        await _lease.StopAsync().ConfigureAwait(false);
        await Parallel.ForEachAsync(_table.All, Few, async (session, _) => await EndAsync(session, ENetSessionEnd.Stopping).ConfigureAwait(false)).ConfigureAwait(false);
        await _lease.ReleaseAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _lease.DisposeAsync().ConfigureAwait(false);
        foreach (ENetSession session in _table.BeginAs(default)) session.SetEnded(ENetSessionEnd.Stopping);
    }

    /// <inheritdoc/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>A player is to be here.</summary>
    /// <returns>The session; null when the token that they came with is worth nothing any more.</returns>
    /// <exception cref="ENetClusterBusyException">Nobody knows.</exception>
    public async ValueTask<ENetSession?> ClaimAsync(PlayerId player, IPlayerLine line, long resumes, CancellationToken cancellationToken)
    {
        if (_isStopping) throw new ENetClusterBusyException("This gateway stops: join at another one.");
        await _lease.WaitAsync(cancellationToken).ConfigureAwait(false);
        _table.BeginClaim(player);
        try
        {
            GatewayId here = _lease.Id;
            var claim = new ENetClaim(player, here, _directoryLease, resumes);
            Task<ENetClaimAnswer> asked = Directory.Begin(static (directory, claim, token) => directory.ClaimAsync(claim, token), claim, cancellationToken);
            ENetClaimAnswer answer;
            try
            {
                // The directory may have to wait until the lease of a gateway that has died is over.
                answer = await Directory.WaitAsync(asked, _options.DirectoryTimeout + _directoryLease, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is ENetClusterBusyException or OperationCanceledException)
            {
                _ = UndoAsync(asked, claim);
                throw;
            }

            return answer.IsGranted ? await BeginAsync(new ENetSession(this, line, player, here, answer.Generation), answer, claim).ConfigureAwait(false) : null;
        }
        finally
        {
            _table.EndClaim(player);
        }
    }

    /// <summary>A session is not needed any more.</summary>
    public ValueTask LeaveAsync(ENetSession session) => EndAsync(session, session.Line.IsLost ? ENetSessionEnd.ConnectionLost : _isStopping ? ENetSessionEnd.Stopping : ENetSessionEnd.Left);

    /// <inheritdoc/>
    public ENetClusterSendResult Deliver(PlayerId player, in ENetClusterMessage message) =>
        _table.Find(player) is { } session && IsServing ? session.Line.TrySend(message.Channel, message.Payload.Span, message.Flags) : ENetClusterSendResult.NotConnected;

    /// <summary>Sends to a player who is here; false when nobody of this name is.</summary>
    public bool TryDeliver(PlayerId player, in ENetClusterMessage message, out ENetClusterSendResult result)
    {
        bool isHere = _table.Find(player) is not null && IsServing;
        result = isHere ? Deliver(player, message) : ENetClusterSendResult.NotConnected;
        return isHere;
    }

    /// <inheritdoc/>
    public int Broadcast(string group, in ENetClusterMessage message)
    {
        if (!IsServing) return 0;
        int queued = 0;
        ReadOnlySpan<byte> payload = message.Payload.Span;
        foreach (ENetSession session in _table.MembersOf(group))
        {
            if (session.Line.TrySend(message.Channel, payload, message.Flags) == ENetClusterSendResult.Queued) queued++;
        }

        return queued;
    }

    /// <inheritdoc/>
    public void Supersede(PlayerId player, long generation)
    {
        if (_table.TryRemove(player, generation, out ENetSession? session, out ENetGroupCount[] changed)) Finish(session, ENetSessionEnd.Superseded, changed);
    }

    /// <inheritdoc/>
    public ENetGroupCount? SetMember(PlayerId player, long generation, string group, bool isMember) => _table.SetMember(player, generation, group, isMember);

    // The session begins, unless it is over already.
    private async ValueTask<ENetSession> BeginAsync(ENetSession session, ENetClaimAnswer answer, ENetClaim claim)
    {
        session.RenewedAt = _time.GetTimestamp();
        if (!_table.TryEnter(session, answer.Groups, out ENetSession? older, out ENetGroupCount[] changed))
        {
            if (_lease.Id != claim.Gateway)
            {
                _ = UndoAsync(Task.FromResult(answer), claim);
                throw new ENetClusterBusyException("This gateway has lost its lease in the meantime: try again.");
            }

            // The player is elsewhere already: they have joined twice at the same time.
            Finish(session, ENetSessionEnd.Superseded, []);
            return session;
        }

        if (older is not null) Finish(older, ENetSessionEnd.Superseded, []);
        ClusterLog.Joined(_logger, session.Player, session.Generation);
        await AnnounceAsync(changed).ConfigureAwait(false);
        session.Line.Closed.UnsafeRegister(static session => _ = ((ENetSession)session!).DisposeAsync().AsTask(), session);
        return session;
    }

    // Done when the directory knows it, or does not answer.
    private async ValueTask EndAsync(ENetSession session, ENetSessionEnd end)
    {
        if (!_table.TryRemove(session, out ENetGroupCount[] changed)) return;
        Finish(session, end, changed);
        await TellLeftAsync(session).ConfigureAwait(false);
    }

    // It is out of the table: nobody sends to it any more.
    private void Finish(ENetSession session, ENetSessionEnd end, ENetGroupCount[] changed)
    {
        session.SetEnded(end);
        ClusterLog.Ended(_logger, session.Player, session.Generation, end);
        if (end == ENetSessionEnd.Superseded) session.Line.Disconnect(_options.SupersededData, isDrained: false);
        else if (end is ENetSessionEnd.Fenced or ENetSessionEnd.Stopping) session.Line.Disconnect(_options.MoveData, isDrained: end == ENetSessionEnd.Stopping);
        if (changed.Length > 0) _ = AnnounceAsync(changed).AsTask();
    }

    // The lease is over. The directory finds it out by itself.
    private void BeginAs(GatewayId next)
    {
        foreach (ENetSession session in _table.BeginAs(next)) Finish(session, ENetSessionEnd.Fenced, []);
    }

    private ValueTask<bool> TellLeftAsync(ENetSession session)
    {
        TimeSpan keepFor = session.End == ENetSessionEnd.Left ? TimeSpan.Zero : _options.ResumeTime;
        return Directory.TryTellAsync(static (directory, left, token) => directory.LeaveAsync(left.session.Player, left.session.Generation, left.keepFor, left.session.Generation, token), (session, keepFor));
    }

    // Whoever has asked does not wait any more: the player is nowhere, and the token with which they came is still good.
    private async Task UndoAsync(Task<ENetClaimAnswer> asked, ENetClaim claim)
    {
        try
        {
            ENetClaimAnswer answer = await asked.ConfigureAwait(false);
            if (!answer.IsGranted) return;
            TimeSpan keepFor = claim.IsResume ? _options.ResumeTime : TimeSpan.Zero;
            await Directory.TryTellAsync(static (directory, undone, token) => directory.LeaveAsync(undone.claim.Player, undone.Generation, undone.keepFor, undone.claim.Resumes, token), (claim, answer.Generation, keepFor)).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // It was not granted, and whoever has asked knows that it failed.
        }
    }

    private async ValueTask AnnounceAsync(ENetGroupCount[] counts)
    {
        // What the directory does not hear now it hears when the lease is renewed.
        await Parallel.ForEachAsync(counts, Few, async (count, _) => await TryAnnounceAsync(count).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private ValueTask<bool> TryAnnounceAsync(ENetGroupCount count) => Directory.TryTellAsync(
        static (directory, told, token) => directory.AnnounceAsync(told.Gateway, told.Face, told.Lease, told.count, token), (Gateway: _lease.Id, Face: (IENetGateway)this, Lease: _directoryLease, count));

    // One round at a time: a directory that is slow is not asked more and more.
    private void Remind()
    {
        if (Interlocked.Exchange(ref _isReminding, 1) == 0) _ = Task.Run(RemindAsync);
    }

    private async Task RemindAsync()
    {
        try
        {
            ENetSession[] due = Array.FindAll(_table.All, session => _time.GetElapsedTime(session.RenewedAt) >= _options.SessionRenewInterval);
            await AnnounceAsync(_table.Counts).ConfigureAwait(false);
            await Parallel.ForEachAsync(due, Few, async (session, _) => await RemindAsync(session).ConfigureAwait(false)).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _isReminding, 0);
            Interlocked.Increment(ref _rounds);
        }
    }

    private async ValueTask RemindAsync(ENetSession session)
    {
        string[] groups = _table.GroupsOf(session);
        IReadOnlyCollection<string>? known;
        try
        {
            var info = new ENetSessionInfo(session.Player, session.Gateway, _directoryLease, session.Generation, groups);
            known = await Directory.AskAsync(static (directory, info, token) => directory.RenewSessionAsync(info, token), info, CancellationToken.None).ConfigureAwait(false);
        }
        catch (ENetClusterBusyException)
        {
            return;
        }

        session.RenewedAt = _time.GetTimestamp();
        if (known is null) Supersede(session.Player, session.Generation);
        // It has ended while the directory was reminded of it, which has perhaps brought it back.
        else if (session.End is not null) await TellLeftAsync(session).ConfigureAwait(false);
        else await AnnounceAsync(_table.SetGroups(session, known, groups)).ConfigureAwait(false);
    }
}
