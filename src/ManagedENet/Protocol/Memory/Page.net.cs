using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ManagedENet.Protocol.Memory;

/// <summary>A place of a page.</summary>
internal static class Page
{
    /// <summary>Places of a page.</summary>
    public const int Places = 64;

    /// <summary>The place for an index; every page has all places, so whatever the index, it lies within.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref T Place<T>(T[] page, int index) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(page), index & (Places - 1));
}
