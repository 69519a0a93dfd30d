using System.Threading;

namespace ManagedENet.Protocol.Diagnostics;

/// <summary>
/// A count that one thread raises and any thread reads. A reader in a loop sees it rise, which a plain field does not promise, and never sees half of a change, which
/// a plain field of 64 bits does not promise on a 32-bit machine: there these two calls are interlocked ones. On a 64-bit machine each is one plain instruction.
/// </summary>
internal struct SharedCount
{
    private long _value;

    // The ban is on threads in the core, and there are none: these make plain memory readable to the threads of others.
#pragma warning disable RS0030

    /// <summary>The count. Only the thread that owns it sets it.</summary>
    public long Value
    {
        get => Volatile.Read(ref _value);
        set => Volatile.Write(ref _value, value);
    }

    /// <summary>Raises it, by the thread that owns it: nobody else writes, so the way from reading to writing needs no lock.</summary>
    public void Add(long more) => Volatile.Write(ref _value, _value + more);

#pragma warning restore RS0030
}
