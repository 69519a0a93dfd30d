using System;
using System.Collections.Generic;
using ManagedENet.Godot.Diagnostics;
using ManagedENet.Godot.Variants;

namespace ManagedENet.Godot.Scene;

/// <content>Nodes and their methods.</content>
public abstract partial class MultiplayerLayer
{
    private const int MaximumArguments = 255;

    private readonly List<int> _targets = new();

    /// <summary>Registers a node, whose methods others may call and which may call theirs. It must be at the same path in the game.</summary>
    /// <param name="path">Below the root: <c>Main/Player</c> for <c>/root/Main/Player</c>.</param>
    /// <returns>The node, to declare its methods.</returns>
    /// <exception cref="ArgumentException">The path is empty or absolute, or there is a node at it.</exception>
    public RpcNode AddNode(string path)
    {
        Peer.VerifyThread();
        if (string.IsNullOrEmpty(path) || path[0] == '/' || path.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("Pass a path below the root, such as Main/Player for /root/Main/Player.", nameof(path));
        }

        var node = new RpcNode(this, path);
        if (!Nodes.TryAdd(node)) throw new ArgumentException($"There is a node at {path}; remove that first.", nameof(path));
        return node;
    }

    /// <summary>Takes a node away: calls for it are dropped from now on.</summary>
    /// <returns>False when there was none.</returns>
    public bool RemoveNode(string path)
    {
        Peer.VerifyThread();
        if (!Nodes.TryRemove(path, out RpcNode? node)) return false;
        Roster.Forget(node!);
        return true;
    }

    /// <summary>The node at a path, or null.</summary>
    public RpcNode? FindNode(string path)
    {
        Peer.VerifyThread();
        return Nodes.Find(path);
    }

    internal ENetSendResult Call(RpcNode node, RpcMethod method, int target, Variant[] arguments) => Call(node, method, target, arguments, method.TransferMode);

    private protected ENetSendResult Call(RpcNode node, RpcMethod method, int target, Variant[] arguments, GodotTransferMode mode)
    {
        Peer.VerifyThread();
        if (arguments.Length > MaximumArguments) throw new ArgumentException("A remote call takes at most 255 arguments.", nameof(arguments));
        FollowSession();
        if (Peer.ConnectionStatus != GodotConnectionStatus.Connected) return ENetSendResult.NotConnected;
        if (target == UniqueId && !method.CallLocal) throw new ArgumentException($"{method.Name} is not to be called locally; set CallLocal, or call it on others.", nameof(target));
        ENetSendResult result = ENetSendResult.Queued;
        if (target != UniqueId) result = TryListTargets(target) ? SendCall(node, method, target, arguments, mode) : ENetSendResult.NotConnected;
        bool meansUs = target == 0 || target == UniqueId || (target < 0 && target != -UniqueId);
        if (method.CallLocal && meansUs) Invoke(UniqueId, node, method, arguments);
        return result;
    }

    /// <summary>Sends one call to a target, which <see cref="Targets"/> lists.</summary>
    private protected abstract ENetSendResult SendCall(RpcNode node, RpcMethod method, int target, Variant[] arguments, GodotTransferMode mode);

    /// <summary>Checks a call and runs its handler.</summary>
    private protected void TryInvoke(int sender, RpcNode node, RpcMethod method, Variant[] arguments)
    {
        if (!MayCall(sender, node, method))
        {
            Drops.Count(GodotDropReason.CallForbidden);
        }
        else if (!method.Accepts(arguments))
        {
            Drops.Count(GodotDropReason.WrongSignature);
        }
        else
        {
            Invoke(sender, node, method, arguments);
        }
    }

    /// <summary>What <see cref="TryListTargets"/> found.</summary>
    private protected List<int> Targets => _targets;

    /// <summary>Lists the peers that a target stands for; false when it names one that is not there.</summary>
    private protected bool TryListTargets(int target) => Roster.TryListTargets(target, _targets);

    private bool MayCall(int sender, RpcNode node, RpcMethod method) => method.Handler is not null && method.Mode switch
    {
        RpcMode.AnyPeer => true,
        RpcMode.Authority => sender == node.Authority,
        RpcMode.Master => node.Authority == UniqueId,
        _ => false,
    };

    private void Invoke(int sender, RpcNode node, RpcMethod method, Variant[] arguments)
    {
        if (method.Handler is null) return;
        var call = new RpcCall(this, sender, node, method, arguments);
        int outer = RemoteSenderId;
        RemoteSenderId = sender;
        try
        {
            method.Handler(call);
        }
        catch (Exception failure) when (HandlerFailed is not null)
        {
            HandlerFailed(call, failure);
        }
        finally
        {
            RemoteSenderId = outer;
        }
    }
}
