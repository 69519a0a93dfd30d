using System;
using System.Collections.Generic;

namespace ManagedENet.Godot.Tests.Support;

/// <summary>Shorthands for reading what a peer received.</summary>
internal static class PeerExtensions
{
    /// <summary>Everything that waits, as <c>sender/channel/mode: hex</c>.</summary>
    public static string[] TakeAll(this GodotMultiplayerPeer peer)
    {
        List<string> taken = [];
        while (peer.TryGetPacket(out GodotPacket packet)) taken.Add($"{packet.Peer}/{packet.Channel}/{packet.Mode}: {Convert.ToHexStringLower(packet.Payload)}");
        return [.. taken];
    }

    /// <summary>The payloads of everything that waits, as hex.</summary>
    public static string[] TakePayloads(this GodotMultiplayerPeer peer)
    {
        List<string> taken = [];
        while (peer.TryGetPacket(out GodotPacket packet)) taken.Add(Convert.ToHexStringLower(packet.Payload));
        return [.. taken];
    }
}
