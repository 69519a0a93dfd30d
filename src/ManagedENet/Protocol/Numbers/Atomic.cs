// The one place of the core that knows of other threads: packets may be disposed on any of them.
#pragma warning disable RS0030
using System.Threading;

namespace ManagedENet.Protocol.Numbers;

/// <summary>Numbers that several threads change at a time.</summary>
internal static class Atomic
{
    /// <summary>The newest value.</summary>
    public static int Read(ref int place) => Volatile.Read(ref place);

    /// <summary>Changes a value if it is still the expected one; of several threads that try, one succeeds.</summary>
    public static bool TryChange(ref int place, int expected, int value) => Interlocked.CompareExchange(ref place, value, expected) == expected;

    /// <summary>Changes a value and answers what it was.</summary>
    public static int Exchange(ref int place, int value) => Interlocked.Exchange(ref place, value);
}
