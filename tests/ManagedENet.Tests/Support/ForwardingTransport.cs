using System;
using System.Net;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Support;

/// <summary>In front of another transport, and passes everything on. Tests change what they are about.</summary>
internal abstract class ForwardingTransport : IDatagramTransport
{
    protected ForwardingTransport(IDatagramTransport inner) => Inner = inner;

    public virtual string Name => $"{GetType().Name} over {Inner.Name}";

    public IPEndPoint LocalEndPoint => Inner.LocalEndPoint;

    public virtual TransportStatistics Statistics => Inner.Statistics;

    public virtual int OverheadBytes => Inner.OverheadBytes;

    public virtual TimeSpan TimeUntilDeadline => Inner.TimeUntilDeadline;

    public virtual bool IsDrained => Inner.IsDrained;

    protected IDatagramTransport Inner { get; }

    public virtual bool CanReach(in ENetAddress remote) => Inner.CanReach(remote);

    public virtual bool TryGetSendSlot(out Span<byte> slot) => Inner.TryGetSendSlot(out slot);

    public virtual void CommitSend(in DatagramPath path, int length, in DatagramSendOptions options) => Inner.CommitSend(path, length, options);

    public virtual int Flush() => Inner.Flush();

    public virtual bool TryTakeRefusal(out DatagramRefusal refusal) => Inner.TryTakeRefusal(out refusal);

    public virtual int Receive() => Inner.Receive();

    public virtual Span<byte> GetReceived(int index, out DatagramPath path) => Inner.GetReceived(index, out path);

    public virtual bool Wait(TimeSpan timeout) => Inner.Wait(timeout);

    public virtual void Wake() => Inner.Wake();

    public virtual void Dispose() => Inner.Dispose();
}
