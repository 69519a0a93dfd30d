using System;
using System.Net;
using System.Threading;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Support;

/// <summary>The plainest transport there can be: takes and forgets everything, never has anything, cannot wait. Tests change what they are about.</summary>
internal abstract class TestTransport : IDatagramTransport
{
    private readonly byte[] _slot = new byte[4096];

    public virtual string Name => GetType().Name;

    public virtual IPEndPoint LocalEndPoint { get; } = new(IPAddress.Loopback, 7777);

    public virtual TransportStatistics Statistics => default;

    public virtual int OverheadBytes => 0;

    public virtual TimeSpan TimeUntilDeadline => Timeout.InfiniteTimeSpan;

    public virtual bool IsDrained => false;

    /// <summary>The one slot that is lent.</summary>
    protected byte[] Slot => _slot;

    public virtual bool CanReach(in ENetAddress remote) => true;

    public virtual bool TryGetSendSlot(out Span<byte> slot)
    {
        slot = _slot;
        return true;
    }

    public virtual void CommitSend(in DatagramPath path, int length, in DatagramSendOptions options)
    {
    }

    public virtual int Flush() => 0;

    public virtual bool TryTakeRefusal(out DatagramRefusal refusal)
    {
        refusal = default;
        return false;
    }

    public virtual int Receive() => 0;

    public virtual Span<byte> GetReceived(int index, out DatagramPath path) => throw new InvalidOperationException("Nothing was received.");

    public virtual bool Wait(TimeSpan timeout) => false;

    public virtual void Wake()
    {
    }

    public virtual void Dispose()
    {
    }
}
