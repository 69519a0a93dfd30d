using System;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Cluster.Directory;
using Microsoft.Extensions.Logging;

namespace ManagedENet.Cluster.Gateway;

/// <summary>
/// Keeps the lease of this gateway, and knows when it is over, whatever the directory says or does not say: it is counted from the moment in which it was asked for. A gateway whose lease is over goes on under another id.
/// </summary>
internal sealed class LeaseKeeper : IAsyncDisposable
{
    // Clocks that do not run equally fast, and the time that it takes to disconnect everybody, in parts of a lease.
    private const int MarginShare = 10;

    private readonly DirectoryCalls _directory;
    private readonly IENetGateway _face;
    private readonly ENetClusterOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ITimer _fence;
    private readonly object _lock = new();
    private TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private State _state;
    private Task _renewing = Task.CompletedTask;
    private bool _hasFailed;

    public LeaseKeeper(DirectoryCalls directory, IENetGateway face, ENetClusterOptions options, TimeProvider time, ILogger logger)
    {
        _directory = directory;
        _face = face;
        _options = options;
        _time = time;
        _logger = logger;
        _state = new State(GatewayId.New(options.Name), IsHeld: false, RenewedAt: 0);
        _fence = time.CreateTimer(static self => ((LeaseKeeper)self!).EndIfOver(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Called with the id from which on the gateway is another one.</summary>
    public Action<GatewayId>? Lost { get; set; }

    /// <summary>Called each time that the lease was renewed.</summary>
    public Action? Renewed { get; set; }

    /// <summary>The id of this gateway.</summary>
    public GatewayId Id => Volatile.Read(ref _state).Id;

    /// <summary>True while this gateway may serve players.</summary>
    public bool IsHeld => Volatile.Read(ref _state) is { IsHeld: true } state && !IsOver(state);

    /// <summary>How long a lease is for the directory: longer than for the gateway, which is done with its players before they are given away.</summary>
    public static TimeSpan AtDirectory(TimeSpan lease) => lease + (lease / MarginShare);

    /// <summary>Begins to ask for the lease; it does not wait for it.</summary>
    public void Start() => _renewing = RenewAsync();

    /// <summary>Waits until the lease is there.</summary>
    /// <exception cref="ENetClusterBusyException">It is not, in time.</exception>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        if (IsHeld) return;
        Task held;
        lock (_lock) held = _held.Task;
        try
        {
            await held.WaitAsync(_directory.Patience, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new ENetClusterBusyException($"This gateway has no lease: the directory of players has not answered within {_directory.Patience.TotalSeconds:0.###} s. Try again.", e);
        }
    }

    /// <summary>Asks no more. The lease is given back when the gateway has no players any more.</summary>
    public async ValueTask StopAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _renewing.ConfigureAwait(false);
    }

    /// <summary>Gives the lease back.</summary>
    public async ValueTask ReleaseAsync()
    {
        State state;
        lock (_lock)
        {
            state = _state;
            _state = state with { IsHeld = false };
        }

        if (state.IsHeld) await _directory.TryTellAsync(static (directory, id, token) => directory.ReleaseAsync(id, token), state.Id).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        await _fence.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private bool IsOver(State state) => _time.GetElapsedTime(state.RenewedAt) >= _options.LeaseDuration;

    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(_options.RenewInterval, _time);
        try
        {
            do await RenewOnceAsync(_stopping.Token).ConfigureAwait(false);
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
    }

    private async Task RenewOnceAsync(CancellationToken cancellationToken)
    {
        // After a pause of the whole process the loop may be here before the timer: a lease that is over is not to be gone on with.
        EndIfOver();
        GatewayId id = Id;
        long askedAt = _time.GetTimestamp();
        try
        {
            Task<bool> answer = _directory.Begin(static (directory, call, token) => directory.RenewAsync(call.Id, call.Face, call.Lease, token), (Id: id, Face: _face, Lease: AtDirectory(_options.LeaseDuration)), cancellationToken);
            bool isGranted = await _directory.WaitAsync(answer, _options.RenewInterval, cancellationToken).ConfigureAwait(false);
            if (_hasFailed) ClusterLog.DirectoryIsBack(_logger);
            _hasFailed = false;
            if (isGranted) Extend(id, askedAt);
            else End(id);
        }
        catch (ENetClusterBusyException e)
        {
            if (!_hasFailed) ClusterLog.DirectoryDoesNotAnswer(_logger, e, _options.LeaseDuration.TotalSeconds);
            _hasFailed = true;
        }
    }

    private void Extend(GatewayId id, long askedAt)
    {
        EndIfOver();
        TaskCompletionSource? held = null;
        bool isFirst;
        lock (_lock)
        {
            var extended = new State(id, IsHeld: true, askedAt);
            // The answer has come too late: for another id, or when the time that it gives is over already.
            if (_state.Id != id || IsOver(extended)) return;
            isFirst = !_state.IsHeld;
            Volatile.Write(ref _state, extended);
            Arm(extended);
            if (isFirst) held = _held;
        }

        if (isFirst) ClusterLog.Serving(_logger, id);
        held?.TrySetResult();
        Renewed?.Invoke();
    }

    private void EndIfOver()
    {
        State state = Volatile.Read(ref _state);
        if (!state.IsHeld) return;
        if (IsOver(state)) End(state.Id);
        else Arm(state);
    }

    private void Arm(State state)
    {
        try
        {
            // A timer may be early by the length of a tick of the system.
            _fence.Change(_options.LeaseDuration - _time.GetElapsedTime(state.RenewedAt) is { Ticks: > 0 } left ? left + TimeSpan.FromMilliseconds(1) : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // The gateway has stopped.
        }
    }

    private void End(GatewayId id)
    {
        GatewayId next;
        bool wasHeld;
        lock (_lock)
        {
            if (_state.Id != id) return;
            wasHeld = _state.IsHeld;
            next = GatewayId.New(_options.Name);
            Volatile.Write(ref _state, new State(next, IsHeld: false, RenewedAt: 0));
            if (_held.Task.IsCompleted) _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        if (wasHeld) ClusterLog.LeaseLost(_logger, id, _options.LeaseDuration.TotalSeconds, next);
        Lost?.Invoke(next);
    }

    private sealed record State(GatewayId Id, bool IsHeld, long RenewedAt);
}
