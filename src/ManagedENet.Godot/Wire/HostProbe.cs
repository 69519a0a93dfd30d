using System;

namespace ManagedENet.Godot.Wire;

/// <summary>Finds out whether the calling thread may use a host, and whom it serves.</summary>
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

    /// <summary>The one peer that a host has.</summary>
    /// <exception cref="ArgumentException">It has none, or several, or the one is not connected.</exception>
    public static ENetPeer OnlyPeerOf(ENetHost host, string parameter)
    {
        ENetPeer? only = null;
        foreach (ENetPeer peer in host.Peers)
        {
            if (peer.State == ENetPeerState.Disconnected) continue;
            if (only is not null || peer.State != ENetPeerState.Connected) throw NotOnePeer(parameter);
            only = peer;
        }

        return only ?? throw NotOnePeer(parameter);
    }

    private static ArgumentException NotOnePeer(string parameter) => new("The host must have exactly one peer, and that must be connected: service it until its connect event.", parameter);
}
