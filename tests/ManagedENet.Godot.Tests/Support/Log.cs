using System.Collections.Generic;
using ManagedENet.Godot.Scene;

namespace ManagedENet.Godot.Tests.Support;

/// <summary>What a peer or a layer told, in order: <c>+5</c> for a peer that came, <c>-5</c> for one that left, words for the rest.</summary>
internal sealed class Log
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    public static Log Of(GodotMultiplayerPeer peer)
    {
        var log = new Log();
        peer.PeerConnected += id => log.Add($"+{id}");
        peer.PeerDisconnected += id => log.Add($"-{id}");
        peer.ConnectionSucceeded += () => log.Add("succeeded");
        peer.ConnectionFailed += () => log.Add("failed");
        peer.ServerDisconnected += () => log.Add("lost");
        return log;
    }

    public static Log Of(MultiplayerLayer layer)
    {
        var log = new Log();
        layer.PeerConnected += id => log.Add($"+{id}");
        layer.PeerDisconnected += id => log.Add($"-{id}");
        layer.ConnectedToServer += () => log.Add("succeeded");
        layer.ConnectionFailed += () => log.Add("failed");
        layer.ServerDisconnected += () => log.Add("lost");
        return log;
    }

    public void Add(string line) => _lines.Add(line);

    public override string ToString() => string.Join(' ', _lines);
}
