using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace ManagedENet.Transports;

/// <summary>
/// What a host has between a socket that had to be closed and one that could not be opened: nothing arrives, and what is sent is refused, counted and lost. Its connections live on
/// until they time out.
/// </summary>
internal sealed class ClosedTransport : IDatagramTransport
{
    private readonly SendStage _stage = new(slots: 1);
    private readonly Refuser _refuser = new();
    private readonly SemaphoreSlim _woken = new(0, 1);

    public ClosedTransport(IPEndPoint formerEndPoint, int overheadBytes)
    {
        LocalEndPoint = formerEndPoint;
        OverheadBytes = overheadBytes;
    }

    public string Name => "closed; see ENetHost.Rebind";

    public IPEndPoint LocalEndPoint { get; }

    public TransportStatistics Statistics => _refuser.Counters.Read();

    public int OverheadBytes { get; }

    public TimeSpan TimeUntilDeadline => Timeout.InfiniteTimeSpan;

    public bool IsDrained => true;

    public bool CanReach(in ENetAddress remote) => true;

    public bool TryGetSendSlot(out Span<byte> slot) => _stage.TryGetSlot(out slot);

    public void CommitSend(in DatagramPath path, int length, in DatagramSendOptions options) => _stage.Commit(path, length, options);

    public int Flush() => _stage.Flush(_refuser);

    public bool TryTakeRefusal(out DatagramRefusal refusal) => _refuser.Refusals.TryTake(out refusal);

    public int Receive() => 0;

    public Span<byte> GetReceived(int index, out DatagramPath path) => throw new ArgumentOutOfRangeException(nameof(index), index, "Nothing arrives at a closed transport.");

    public bool Wait(TimeSpan timeout) => _woken.Wait(timeout);

    public void Wake()
    {
        try
        {
            _woken.Release();
        }
        catch (SemaphoreFullException)
        {
            // One call ends the next wait, and so do many.
        }
    }

    public void Dispose() => Wake();

    private sealed class Refuser : IDatagramSender
    {
        public TransportCounters Counters { get; } = new();

        public RefusalQueue Refusals { get; } = new();

        public bool CanSendAgain() => true;

        public SendOutcome TrySend(byte[] buffer, int offset, int length, in DatagramPath path, in DatagramSendOptions options)
        {
            Refusals.Add(new DatagramRefusal(path, length, SocketError.NetworkDown));
            Counters.CountSendError(SocketError.NetworkDown);
            return SendOutcome.Refused;
        }
    }
}
