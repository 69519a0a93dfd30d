using System;
#pragma warning disable
namespace ManagedENet.Protocol.Diagnostics;

public sealed class HostCounters
{
    public long SentDatagrams, SentBytes, ReceivedDatagrams, ReceivedBytes, Retransmissions;
    public long this[DropReason reason] => throw new NotImplementedException();
    public long TotalDrops => throw new NotImplementedException();
}
