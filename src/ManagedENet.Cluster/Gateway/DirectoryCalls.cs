using System;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Cluster.Directory;

namespace ManagedENet.Cluster.Gateway;

/// <summary>Asks the directory, and makes "busy" of whatever is no answer.</summary>
internal sealed class DirectoryCalls
{
    private readonly IENetDirectory _directory;
    private readonly TimeProvider _time;

    public DirectoryCalls(IENetDirectory directory, TimeProvider time, TimeSpan patience)
    {
        _directory = directory;
        _time = time;
        Patience = patience;
    }

    /// <summary>How long a call waits.</summary>
    public TimeSpan Patience { get; }

    /// <summary>Asks, and waits for the answer.</summary>
    /// <exception cref="ENetClusterBusyException">There was none in time, or the directory has failed.</exception>
    public ValueTask<T> AskAsync<T, TState>(Func<IENetDirectory, TState, CancellationToken, ValueTask<T>> ask, TState state, CancellationToken cancellationToken) => WaitAsync(Begin(ask, state, cancellationToken), Patience, cancellationToken);

    /// <summary>Tells, and waits until it is noted.</summary>
    /// <returns>False when it was not noted in time, or the directory has failed.</returns>
    public async ValueTask<bool> TryTellAsync<TState>(Func<IENetDirectory, TState, CancellationToken, ValueTask> tell, TState state)
    {
        try
        {
            return await AskAsync(
                static async (directory, call, token) =>
                {
                    await call.Tell(directory, call.State, token).ConfigureAwait(false);
                    return true;
                },
                (Tell: tell, State: state),
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (ENetClusterBusyException)
        {
            return false;
        }
    }

    /// <summary>Asks; a directory that fails at once fails in the task.</summary>
    public Task<T> Begin<T, TState>(Func<IENetDirectory, TState, CancellationToken, ValueTask<T>> ask, TState state, CancellationToken cancellationToken)
    {
        try
        {
            return ask(_directory, state, cancellationToken).AsTask();
        }
        catch (Exception e)
        {
            return Task.FromException<T>(e);
        }
    }

    /// <summary>Waits for an answer.</summary>
    /// <exception cref="ENetClusterBusyException">There was none in time, or the directory has failed.</exception>
    public async ValueTask<T> WaitAsync<T>(Task<T> answer, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            return await answer.WaitAsync(patience, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (TimeoutException e) when (!answer.IsCompleted)
        {
            throw new ENetClusterBusyException($"The directory of players has not answered within {patience.TotalSeconds:0.###} s: try again.", e);
        }
        catch (Exception e)
        {
            throw new ENetClusterBusyException($"The directory of players cannot answer: {e.Message}", e);
        }
    }
}
