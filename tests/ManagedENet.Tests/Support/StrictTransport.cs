using System;
using System.Threading;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Support;

/// <summary>
/// In front of another transport: remembers when two calls ran at the same time, or one after the end, and tells a test when somebody begins to wait.
/// </summary>
internal sealed class StrictTransport : ForwardingTransport
{
    private int _running;
    private int _disposals;
    private string? _fault;

    public StrictTransport(IDatagramTransport inner)
        : base(inner)
    {
    }

    /// <summary>What the host has done wrong first; null for nothing.</summary>
    public string? Fault => Volatile.Read(ref _fault);

    public int Disposals => Volatile.Read(ref _disposals);

    public int? DisposedByThread { get; private set; }

    /// <summary>Set while somebody waits.</summary>
    public ManualResetEventSlim IsWaitedFor { get; } = new();

    public override bool TryGetSendSlot(out Span<byte> slot)
    {
        Begin(nameof(TryGetSendSlot));
        bool isLent = Inner.TryGetSendSlot(out slot);
        End();
        return isLent;
    }

    public override void CommitSend(in DatagramPath path, int length, in DatagramSendOptions options)
    {
        Begin(nameof(CommitSend));
        Inner.CommitSend(path, length, options);
        End();
    }

    public override int Flush()
    {
        Begin(nameof(Flush));
        int sent = Inner.Flush();
        End();
        return sent;
    }

    public override int Receive()
    {
        Begin(nameof(Receive));
        int received = Inner.Receive();
        End();
        return received;
    }

    public override bool Wait(TimeSpan timeout)
    {
        Begin(nameof(Wait));
        IsWaitedFor.Set();
        bool isWorth = Inner.Wait(timeout);
        IsWaitedFor.Reset();
        End();
        return isWorth;
    }

    public override void Dispose()
    {
        Begin(nameof(Dispose));
        DisposedByThread = Environment.CurrentManagedThreadId;
        Interlocked.Increment(ref _disposals);
        base.Dispose();
        End();
    }

    private void Begin(string call)
    {
        if (Interlocked.Increment(ref _running) != 1) Blame($"{call} while another call ran");
        if (Disposals > 0) Blame($"{call} after the end");
    }

    private void End() => Interlocked.Decrement(ref _running);

    private void Blame(string fault) => Interlocked.CompareExchange(ref _fault, fault, null);
}
