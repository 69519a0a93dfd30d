using System;
using System.Runtime.InteropServices;

namespace ManagedENet.Transports;

/// <summary>Finds out what a fresh socket can do, by doing it.</summary>
internal static unsafe class LinuxProbe
{
    /// <summary>True where the structures are laid out as ours are.</summary>
    public static bool IsKnownMachine => OperatingSystem.IsLinux() && BitConverter.IsLittleEndian
        && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    /// <summary>The features, of those that are wanted, that this socket has. Coalescing is switched on by asking.</summary>
    public static LinuxFeatures Ask(int socket, LinuxFeatures wanted)
    {
        try
        {
            LinuxFeatures found = LinuxFeatures.None;
            if (Wants(wanted, LinuxFeatures.Segmentation) && TrySetOption(socket, LinuxLibrary.UdpSegment, 0)) found |= LinuxFeatures.Segmentation;
            if (Wants(wanted, LinuxFeatures.Coalescing) && TrySetOption(socket, LinuxLibrary.UdpCoalesce, 1)) found |= LinuxFeatures.Coalescing;
            if (Wants(wanted, LinuxFeatures.Batches) && HasBatches(socket)) found |= LinuxFeatures.Batches;
            return found;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return LinuxFeatures.None;
        }
    }

    private static bool Wants(LinuxFeatures wanted, LinuxFeatures feature) => (wanted & feature) != 0;

    private static bool TrySetOption(int socket, int option, int value) =>
        LinuxLibrary.SetOption(socket, LinuxLibrary.LevelUdp, option, &value, sizeof(int)) == 0;

    // Sending nothing sends nothing, and receiving on a socket that is not bound yet finds nothing: both say only whether the call exists.
    private static bool HasBatches(int socket)
    {
        LinuxMessage message = default;
        if (LinuxLibrary.SendMany(socket, &message, 0, LinuxLibrary.DontWait) < 0 && LinuxError.IsMissingCall(Marshal.GetLastPInvokeError())) return false;
        return LinuxLibrary.ReceiveMany(socket, &message, 0, LinuxLibrary.DontWait, 0) >= 0 || !LinuxError.IsMissingCall(Marshal.GetLastPInvokeError());
    }
}
