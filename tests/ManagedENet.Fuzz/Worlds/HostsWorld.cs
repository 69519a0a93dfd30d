using System;

namespace ManagedENet.Fuzz.Worlds;

internal sealed class HostsWorld : IFuzzWorld
{
    public long Datagrams => 0;

    public void Execute(ReadOnlySpan<byte> input)
    {
    }
}
