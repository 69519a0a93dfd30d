using ManagedENet.Protocol.Memory;

namespace ManagedENet.Protocol.Tests.Memory;

internal struct ModelEntry : ISlabEntry
{
    public int Value;

    public int Next { get; set; }

    public int Previous { get; set; }
}
