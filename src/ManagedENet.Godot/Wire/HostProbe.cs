using System;

namespace ManagedENet.Godot.Wire;

/// <summary>Finds out whether the calling thread may use a host.</summary>
internal static class HostProbe
{
    // The host says it in its exceptions, and this is not done often.
    public static HostAccess AccessOf(ENetHost host)
    {
        try
        {
            _ = host.ConnectedPeerCount;
            return HostAccess.Open;
        }
        catch (ObjectDisposedException)
        {
            return HostAccess.Closed;
        }
        catch (InvalidOperationException)
        {
            return HostAccess.OtherThread;
        }
    }
}
