using System;
using System.Threading;

namespace ManagedENet.Internal;

/// <summary>
/// Lets in one call at a time that uses the transport, and decides who closes it: whoever asks while no such call runs, else that call as it ends. The host's thread
/// enters and leaves; any thread may ask to close.
/// </summary>
/// <remarks><code>
///             enter                     close
///     free  ----------&gt;  running  ------------------&gt;  running, to be closed
///       ^  &lt;----------     |  exit                         |  exit: the caller closes 
///       |      exit        |                               v
///       +--------------------------- close --------&gt;    closed
/// </code>
/// What one thread wrote before it left is seen by the one that closes, because both go through the same word.
/// </remarks>
internal sealed class HostGate
{
    private const int Free = 0;
    private const int Running = 1;
    private const int RunningToBeClosed = 2;
    private const int Closed = 3;

    private int _state;

    /// <summary>True for good once somebody has the duty to close, or has done it.</summary>
    public bool IsClosed => Volatile.Read(ref _state) == Closed;

    /// <summary>True while a call runs.</summary>
    public bool IsRunning => Volatile.Read(ref _state) is Running or RunningToBeClosed;

    /// <summary>True while a call runs that should come to its end.</summary>
    public bool IsToBeClosed => Volatile.Read(ref _state) == RunningToBeClosed;

    /// <summary>Begins a call. False when one is running already: then this one is part of it, and does not leave.</summary>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public bool TryEnter()
    {
        int before = Interlocked.CompareExchange(ref _state, Running, Free);
        if (before == Closed) throw new ObjectDisposedException(nameof(ENetHost));
        return before == Free;
    }

    /// <summary>Ends the call that has entered.</summary>
    /// <returns>True when somebody has asked to close meanwhile: the caller closes now.</returns>
    public bool Exit()
    {
        if (Interlocked.CompareExchange(ref _state, Free, Running) == Running) return false;
        Volatile.Write(ref _state, Closed);
        return true;
    }

    /// <summary>Asks to close.</summary>
    /// <returns>True when the caller closes now; false when a call runs that will do it, or it is closed.</returns>
    public bool TryClose()
    {
        while (true)
        {
            if (Interlocked.CompareExchange(ref _state, Closed, Free) == Free) return true;

            // Between the two questions the call may have ended.
            if (Interlocked.CompareExchange(ref _state, RunningToBeClosed, Running) != Free) return false;
        }
    }
}
