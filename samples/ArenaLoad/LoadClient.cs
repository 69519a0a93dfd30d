using System;
using System.Numerics;
using ManagedENet;
using ManagedENet.Godot;
using ManagedENet.Godot.Scene;
using ManagedENet.Godot.Variants;
using ManagedENet.Transports;

namespace Arena.Load;

/// <summary>One player.</summary>
internal sealed class LoadClient : IDisposable
{
    private readonly GodotMultiplayerPeer _peer;
    private readonly MultiplayerLayer _game;
    private readonly RpcNode _main;
    private readonly int _number;
    private long _nextMoveMs;

    public LoadClient(LoadSettings settings, int number)
    {
        _number = number;
        var options = new GodotPeerOptions
        {
            WireVersion = settings.Engine,
            Host = new ENetHostOptions { TimeoutMinimum = settings.Timeout, TimeoutMaximum = 6 * settings.Timeout, ConnectTimeout = settings.Timeout },
        };
        if (settings.LossRate > 0) options = options with { OpenTransport = endPoint => Impair(endPoint, settings.LossRate, number) };
        _peer = new GodotMultiplayerPeer(options);
        _game = settings.Engine == GodotWireVersion.Godot3 ? new MultiplayerApi(_peer) : new SceneMultiplayer(_peer);
        _main = _game.AddNode("Main")
            .Add(new RpcMethod("move") { TransferMode = GodotTransferMode.UnreliableOrdered })
            .Add(new RpcMethod("say"))
            .Add(new RpcMethod("heard", _ => Heard++))
            .Add(new RpcMethod("positions", See) { Signature = [VariantType.Dictionary] });
        _game.ServerDisconnected += () => WasLost = true;
        _game.ConnectionFailed += () => WasLost = true;
        _peer.CreateClient(settings.Host, settings.Port);
    }

    public bool IsConnected => _peer.ConnectionStatus == GodotConnectionStatus.Connected;

    public bool WasLost { get; private set; }

    public int Moves { get; private set; }

    /// <summary>Pictures of the arena that arrived.</summary>
    public int Pictures { get; private set; }

    /// <summary>Players in the last picture.</summary>
    public int PlayersSeen { get; private set; }

    public int Heard { get; private set; }

    public double RoundTripMs => _peer.GetPeer(GodotMultiplayerPeer.Server)?.RoundTripTime.TotalMilliseconds ?? 0;

    public long Dropped => _peer.Drops.Total + _game.Drops.Total;

    public void Poll() => _game.Poll();

    public void Move(long nowMs, double intervalMs)
    {
        if (!IsConnected || nowMs < _nextMoveMs) return;
        _nextMoveMs = nowMs + (long)intervalMs;
        float angle = (nowMs / 1000f) + _number;
        if (_main.Rpc(GodotMultiplayerPeer.Server, "move", new Vector2(MathF.Cos(angle), MathF.Sin(angle))) == ENetSendResult.Queued) Moves++;
    }

    public void Say(string text) => _main.Rpc(GodotMultiplayerPeer.Server, "say", text);

    public void Dispose() => _peer.Dispose();

    private static ImpairedTransport Impair(System.Net.IPEndPoint endPoint, double lossRate, int number) => new(
        SocketTransport.Bind(endPoint),
        new ImpairedTransportOptions
        {
            Outgoing = new NetworkImpairmentOptions { Seed = (ulong)((2 * number) + 1), LossRate = lossRate },
            Incoming = new NetworkImpairmentOptions { Seed = (ulong)((2 * number) + 2), LossRate = lossRate },
        });

    private void See(RpcCall call)
    {
        Pictures++;
        PlayersSeen = call.Argument<VariantDictionary>(0)!.Count;
    }
}
