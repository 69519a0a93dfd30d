using System.Collections.Generic;
using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Conformance.Replay;

/// <summary>
/// The connect ids of a recorded host: one higher each time, from <c>0x01010101 * letter</c>; or, for a host that drew them from elsewhere, those that its
/// CONNECT datagrams show.
/// </summary>
internal sealed class CountingConnectIds : IRandomSource
{
    private readonly Queue<uint> _recorded;
    private uint _last;

    public CountingConnectIds(char hostLetter, IEnumerable<uint> recorded)
    {
        _last = 0x0101_0101u * hostLetter;
        _recorded = new Queue<uint>(recorded);
    }

    public uint NextUInt32()
    {
        uint next = _last + 1;
        if (_recorded.TryDequeue(out uint recorded) && recorded != 0) next = recorded;
        _last = next;
        return ConnectIdOrder.ToCore(next);
    }
}
