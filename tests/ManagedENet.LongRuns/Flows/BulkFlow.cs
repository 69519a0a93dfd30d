using System;
using System.Threading;
using ManagedENet.LongRuns.Network;

namespace ManagedENet.LongRuns.Flows;

/// <summary>One connection that always has something to send, from one namespace to the other.</summary>
internal abstract class BulkFlow : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private Thread? _receiver;
    private Thread? _sender;
    private volatile bool _isOver;
    private volatile Exception? _failure;

    /// <summary>Bytes that may be under way by its own account.</summary>
    public abstract long Window { get; }

    protected bool IsOver => _isOver;

    public static BulkFlow Create(FlowKind kind) => kind switch
    {
        FlowKind.Tcp => new TcpFlow(),
        FlowKind.Native => new ENetFlow(ENetCongestionControl.Native),
        FlowKind.Cubic => new ENetFlow(ENetCongestionControl.Cubic),
        _ => new ENetFlow(ENetCongestionControl.Model),
    };

    /// <summary>The receiver is there.</summary>
    public void Listen(NetworkNamespace far, int port)
    {
        using var isReady = new ManualResetEventSlim();
        _receiver = far.Start("receiver", () => Guard(() => Receive(port, isReady.Set)));
        if (!isReady.Wait(Patience)) throw new TimeoutException("The receiver did not open.", _failure);
    }

    /// <summary>The sender begins.</summary>
    public void Send(NetworkNamespace near, uint farAddress, int port) => _sender = near.Start("sender", () => Guard(() => Send(farAddress, port)));

    /// <summary>Throws what has ended one of the two ends.</summary>
    public void ThrowIfFailed()
    {
        if (_failure is { } failure) throw new InvalidOperationException("A flow has failed.", failure);
    }

    public void Dispose()
    {
        _isOver = true;
        Close();
        if (_sender?.Join(Patience) == false || _receiver?.Join(Patience) == false) throw new TimeoutException("A flow did not end.");
    }

    /// <summary>Takes whatever arrives until <see cref="IsOver"/>.</summary>
    protected abstract void Receive(int port, Action ready);

    /// <summary>Sends until <see cref="IsOver"/>.</summary>
    protected abstract void Send(uint farAddress, int port);

    /// <summary>Ends what the threads of both ends wait for.</summary>
    protected abstract void Close();

    private void Guard(Action body)
    {
        try
        {
            body();
        }
        catch (Exception) when (_isOver)
        {
            // What was waited for is closed.
        }
        catch (Exception e)
        {
            _failure ??= e;
        }
    }
}
