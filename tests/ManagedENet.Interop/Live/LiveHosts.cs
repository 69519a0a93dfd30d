using ManagedENet.Interop.Native;

namespace ManagedENet.Interop.Live;

/// <summary>Hosts of either implementation.</summary>
internal static class LiveHosts
{
    public static ILiveHost Bind(Implementation implementation, LiveHostOptions options)
    {
        if (implementation == Implementation.Managed) return ManagedLiveHost.Bind(options);
        NativeLibraryGuard.Require();
        return NativeHost.Bind(options);
    }

    public static ILiveHost CreateClient(Implementation implementation, LiveHostOptions options)
    {
        if (implementation == Implementation.Managed) return ManagedLiveHost.CreateClient(options);
        NativeLibraryGuard.Require();
        return NativeHost.CreateClient(options);
    }
}
