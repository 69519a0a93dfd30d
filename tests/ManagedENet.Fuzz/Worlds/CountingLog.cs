using ManagedENet.Protocol.Diagnostics;

namespace ManagedENet.Fuzz.Worlds;

/// <summary>Is told what senders do, and lets it go.</summary>
internal sealed class CountingLog : ILogTarget
{
    public long Entries { get; private set; }

    public void Add(in ENetLogEntry entry) => Entries++;
}
