using System;
using System.Collections.Generic;
using System.IO;
using System.Numerics;
using ManagedENet.Godot;
using ManagedENet.Godot.Scene;
using ManagedENet.Godot.Variants;

namespace Arena.Server;

/// <summary>
/// The game: players tell where they want to walk, the server decides where they are and tells everybody, many times a second. The methods are those of the script
/// <c>main.gd</c> at the node <c>/root/Main</c>.
/// </summary>
public sealed class ArenaRoom
{
    private const float Speed = 200;
    private const float Size = 600;
    private const int LongestText = 200;

    private readonly MultiplayerLayer _game;
    private readonly TextWriter _log;
    private readonly int _tickMs;
    private readonly RpcNode _main;
    private readonly Dictionary<int, Player> _players = [];
    private long _nextTickMs;

    public ArenaRoom(MultiplayerLayer game, TimeSpan tick, TextWriter log)
    {
        _game = game;
        _log = log;
        _tickMs = (int)tick.TotalMilliseconds;

        // All remote methods of the script, also those that only the players have: Godot 4 numbers them in the order of their names.
        _main = game.AddNode("Main")
            .Add(new RpcMethod("move", Move) { Mode = RpcMode.AnyPeer, TransferMode = GodotTransferMode.UnreliableOrdered, Signature = [VariantType.Vector2] })
            .Add(new RpcMethod("say", Say) { Mode = RpcMode.AnyPeer, Signature = [VariantType.String] })
            .Add(new RpcMethod("heard"))
            .Add(new RpcMethod("positions") { TransferMode = GodotTransferMode.UnreliableOrdered });
        game.PeerConnected += id =>
        {
            _players[id] = new Player();
            _log.WriteLine($"{id} joined, {_players.Count} players");
        };
        game.PeerDisconnected += id =>
        {
            _players.Remove(id);
            _log.WriteLine($"{id} left, {_players.Count} players");
        };
    }

    public TimeSpan UntilNextTick(long nowMs) => TimeSpan.FromMilliseconds(Math.Clamp(_nextTickMs - nowMs, 0, _tickMs));

    public void Tick(long nowMs)
    {
        if (nowMs < _nextTickMs) return;
        _nextTickMs = nowMs + _tickMs;
        if (_players.Count == 0) return;
        var positions = new VariantDictionary();
        foreach ((int id, Player player) in _players)
        {
            player.Position = Vector2.Clamp(player.Position + (player.Direction * Speed * _tickMs / 1000), Vector2.Zero, new Vector2(Size));
            positions[id] = player.Position;
        }

        _main.Rpc(GodotMultiplayerPeer.Everyone, "positions", positions);
    }

    // The signature was checked before; what the numbers mean was not: never believe a client.
    private void Move(RpcCall call)
    {
        Vector2 direction = call.Argument<Vector2>(0);
        if (!float.IsFinite(direction.LengthSquared()) || !_players.TryGetValue(call.Sender, out Player? player)) return;
        player.Direction = direction.LengthSquared() > 1 ? Vector2.Normalize(direction) : direction;
    }

    private void Say(RpcCall call)
    {
        string text = call.Argument<string>(0)!;
        if (text.Length is 0 or > LongestText) return;
        _main.Rpc(GodotMultiplayerPeer.Everyone, "heard", call.Sender, text);
    }

    private sealed class Player
    {
        public Vector2 Position { get; set; } = new(Size / 2);

        public Vector2 Direction { get; set; }
    }
}
