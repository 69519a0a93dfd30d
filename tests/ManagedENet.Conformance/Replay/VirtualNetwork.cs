using System.Collections.Generic;
using ManagedENet.Conformance.Conversations;

namespace ManagedENet.Conformance.Replay;

/// <summary>Carries datagrams between the hosts: each arrives after the latency and whatever its fate adds, those of one millisecond in the order of their sending.</summary>
internal sealed class VirtualNetwork
{
    private readonly Dictionary<ENetAddress, PriorityQueue<(ENetAddress From, byte[] Bytes), (long ArrivalMs, long Order)>> _underWay = [];
    private long _order;

    /// <summary>One way, without what a fate adds.</summary>
    public long LatencyMs { get; set; }

    public void Send(long nowMs, in ENetAddress from, in ENetAddress to, byte[] bytes, Fate fate)
    {
        if (fate.Kind == FateKind.Dropped) return;
        Enqueue(nowMs + LatencyMs + fate.ExtraMs, from, to, bytes);
        if (fate.Kind == FateKind.Duplicated) Enqueue(nowMs + LatencyMs + fate.CopyExtraMs, from, to, bytes);
    }

    /// <summary>A datagram from outside is there at once.</summary>
    public void Inject(long nowMs, in ENetAddress from, in ENetAddress to, byte[] bytes) => Enqueue(nowMs, from, to, bytes);

    public bool TryReceive(long nowMs, in ENetAddress at, out ENetAddress from, out byte[] bytes)
    {
        from = default;
        bytes = [];
        if (!_underWay.TryGetValue(at, out var queue) || !queue.TryPeek(out var next, out var due) || due.ArrivalMs > nowMs) return false;
        queue.Dequeue();
        from = next.From;
        // A receiver may decode in place: each copy is its own.
        bytes = (byte[])next.Bytes.Clone();
        return true;
    }

    private void Enqueue(long arrivalMs, in ENetAddress from, in ENetAddress to, byte[] bytes)
    {
        if (!_underWay.TryGetValue(to, out var queue)) _underWay[to] = queue = new();
        queue.Enqueue((from, bytes), (arrivalMs, _order++));
    }
}
