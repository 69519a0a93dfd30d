using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using System.Threading.Tasks;

namespace ManagedENet.Internal;

/// <summary>
/// Connects to a name that has several addresses: asks them in the order of the system, the next one when all before it have failed or one second was silent, and keeps the first that answers. A second is longer than a
/// handshake takes wherever a game is played, so that a server with two addresses does not see two of the same client.
/// </summary>
internal sealed class AddressRace
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly List<Task<ENetConnection>> _asked = new();
    private readonly Func<IPEndPoint, CancellationToken, ValueTask<ENetConnection>> _ask;
    private readonly TimeProvider _time;
    private Exception? _failure;

    /// <summary>A race.</summary>
    /// <param name="ask">Asks one of them.</param>
    /// <param name="time">What the second is measured with.</param>
    public AddressRace(Func<IPEndPoint, CancellationToken, ValueTask<ENetConnection>> ask, TimeProvider time)
    {
        _ask = ask;
        _time = time;
    }

    /// <summary>The connection with whoever answered first. Throws what the most telling of them failed with when nobody did.</summary>
    public async Task<ENetConnection> RunAsync(IReadOnlyList<IPAddress> addresses, int port, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            for (int next = 0; ; next++)
            {
                bool isLast = next >= addresses.Count;
                if (!isLast) _asked.Add(_ask(new IPEndPoint(addresses[next], port), over.Token).AsTask());
                if (await FirstOf(isLast ? Timeout.InfiniteTimeSpan : Patience, over.Token).ConfigureAwait(false) is { } connection) return connection;
                cancellationToken.ThrowIfCancellationRequested();
                if (isLast && _asked.Count == 0) throw _failure!;
            }
        }
        finally
        {
            over.Cancel();
            foreach (Task<ENetConnection> loser in _asked) _ = LeaveAsync(loser);
        }
    }

    // Null when the time is over, or when nobody is left who could answer.
    private async Task<ENetConnection?> FirstOf(TimeSpan patience, CancellationToken over)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(over);
        Task silence = Silence(patience, enough.Token);
        try
        {
            while (_asked.Count > 0)
            {
                var all = new List<Task>(_asked) { silence };
                Task first = await Task.WhenAny(all).ConfigureAwait(false);
                if (first is not Task<ENetConnection> answer) return null;
                _asked.Remove(answer);
                if (answer.Status == TaskStatus.RanToCompletion) return await answer.ConfigureAwait(false);
                Note(answer.Exception?.InnerException ?? new OperationCanceledException());
            }

            return null;
        }
        finally
        {
            enough.Cancel();
        }
    }

    private async Task Silence(TimeSpan patience, CancellationToken enough)
    {
        var over = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration registration = enough.Register(static source => ((TaskCompletionSource<bool>)source!).TrySetResult(true), over);
        using ITimer timer = _time.CreateTimer(static source => ((TaskCompletionSource<bool>)source!).TrySetResult(true), over, patience, Timeout.InfiniteTimeSpan);
        await over.Task.ConfigureAwait(false);
    }

    // A no of somebody tells more than silence, and silence more than an address that cannot be reached from here.
    private void Note(Exception exception)
    {
        if (_failure is null || Rank(exception) > Rank(_failure)) _failure = exception;
    }

    private static int Rank(Exception exception) => exception switch
    {
        ENetConnectException { Reason: not ENetDisconnectReason.Timeout } => 3,
        ENetConnectException => 2,
        InvalidOperationException => 1,
        _ => 0,
    };

    private static async Task LeaveAsync(Task<ENetConnection> loser)
    {
        try
        {
            ENetConnection connection = await loser.ConfigureAwait(false);
            await connection.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // It was given up, which is what was wanted.
        }
    }
}
