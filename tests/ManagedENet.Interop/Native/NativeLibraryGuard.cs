using System;
using System.Runtime.InteropServices;

namespace ManagedENet.Interop.Native;

/// <summary>Ignores a test, with the reason, where native ENet cannot be loaded.</summary>
internal static class NativeLibraryGuard
{
    private static readonly Lazy<string?> WhyNot = new(FindReason);

    /// <summary>Native's library, loaded and initialised; ignores the calling test where it is missing.</summary>
    public static void Require()
    {
        if (WhyNot.Value is { } reason) Assert.Ignore(reason);
    }

    private static string? FindReason()
    {
        if (!OperatingSystem.IsLinux() || IntPtr.Size != 8) return "The comparison with native ENet needs a 64-bit Linux with libenet 1.3.17 (Debian: apt-get install libenet7).";
        if (!NativeLibrary.TryLoad(LibENet.Library, out _)) return $"{LibENet.Library} is missing: on Debian, apt-get install libenet7.";
        const uint Version1317 = (1 << 16) | (3 << 8) | 17;
        uint version = LibENet.enet_linked_version();
        if (version != Version1317) return $"The structure offsets are those of libenet 1.3.17; version number {version:x6} is installed.";
        return LibENet.enet_initialize() == 0 ? null : "enet_initialize failed.";
    }
}
