using System;
using System.Buffers.Binary;
using ManagedENet.Godot.Variants;

namespace ManagedENet.Godot.Scene;

/// <summary>
/// Godot 3's scene layer: remote calls and properties by name, and raw bytes. Stands for <c>MultiplayerAPI</c> of Godot 3.
/// </summary>
/// <remarks>
/// A node's <see cref="RpcNode.Authority"/> is Godot 3's network master. <c>remote</c> is <see cref="RpcMode.AnyPeer"/>, <c>puppet</c> <see cref="RpcMode.Authority"/>,
/// <c>master</c> <see cref="RpcMode.Master"/>. Relay and the messages about peers are a matter of the layer below: <see cref="GodotPeerOptions.ServerRelay"/>.
/// </remarks>
public sealed partial class MultiplayerApi : MultiplayerLayer
{
    private readonly ByteBuffer _packet = new();
    private readonly VariantWriter _arguments;
    private readonly ByteBuffer _path = new();

    /// <summary>Puts the layer on a peer that speaks to Godot 3, before or after that was started.</summary>
    /// <param name="peer">The peer. Its packets belong to this layer from now on.</param>
    /// <exception cref="ArgumentException">The peer speaks to Godot 4.</exception>
    public MultiplayerApi(GodotMultiplayerPeer peer)
        : base(peer, GodotWireVersion.Godot3)
    {
        _arguments = new VariantWriter(_packet, GodotWireVersion.Godot3);
    }

    private protected override byte RawCommand => Godot3Command.Raw;

    /// <summary>Calls a method on other peers without making sure that it arrives (<c>rpc_unreliable</c> and <c>rpc_unreliable_id</c>).</summary>
    /// <inheritdoc cref="RpcNode.Rpc"/>
    public ENetSendResult RpcUnreliable(RpcNode node, int target, string method, params Variant[] arguments)
    {
        if (node is null) throw new ArgumentNullException(nameof(node));
        if (!node.TryFind(method, out RpcMethod? found)) throw new ArgumentException($"{node.Path} has no method {method}; declare it with Add.", nameof(method));
        return Call(node, found!, target, arguments, GodotTransferMode.Unreliable);
    }

    /// <summary>Sets a property on other peers (<c>rset</c> and <c>rset_id</c>).</summary>
    /// <param name="node">The node.</param>
    /// <param name="target">0 everyone; a positive id that peer; a negative id everyone but that one.</param>
    /// <param name="property">Its name there; it need not be declared here.</param>
    /// <param name="value">The value.</param>
    /// <param name="mode">How it travels.</param>
    /// <returns><see cref="ENetSendResult.Queued"/>, or the first reason why somebody does not get it.</returns>
    /// <exception cref="NotSupportedException">Godot 3 has no such type.</exception>
    public ENetSendResult SetProperty(RpcNode node, int target, string property, Variant value, GodotTransferMode mode = GodotTransferMode.Reliable)
    {
        if (node is null) throw new ArgumentNullException(nameof(node));
        Peer.VerifyThread();
        FollowSession();
        if (Peer.ConnectionStatus != GodotConnectionStatus.Connected || !TryListTargets(target)) return ENetSendResult.NotConnected;
        StartPacket(Godot3Command.RemoteSet, property);
        _arguments.Write(value);
        return SendPrepared(node, target, mode, channel: 0);
    }

    private protected override void OnLinkUp(int id) => AddPeer(id);

    private protected override void OnLinkDown(int id) => RemovePeer(id);

    private protected override ENetSendResult SendPacket(int target, ReadOnlySpan<byte> packet, GodotTransferMode mode, int channel) => Peer.Send(target, packet, mode, channel);

    private protected override ENetSendResult SendCall(RpcNode node, RpcMethod method, int target, Variant[] arguments, GodotTransferMode mode)
    {
        StartPacket(Godot3Command.RemoteCall, method.Name);
        _packet.WriteByte((byte)arguments.Length);
        foreach (Variant argument in arguments) _arguments.Write(argument);
        return SendPrepared(node, target, mode, method.Channel);
    }

    private void StartPacket(byte command, string name)
    {
        _packet.Clear();
        _packet.WriteByte(command);
        _packet.WriteUInt32(0);
        _packet.WriteCString(name);
    }

    private ENetSendResult SendPrepared(RpcNode node, int target, GodotTransferMode mode, int channel)
    {
        bool allKnow = true;
        foreach (int id in Targets) allKnow &= IsConfirmed(node, id);
        if (!allKnow) return SendToEach(node, mode, channel);
        if (Targets.Count == 0) return ENetSendResult.Queued;

        // The same bytes for everybody: from a client they reach the server once, which passes them on.
        BinaryPrimitives.WriteUInt32LittleEndian(_packet.At(1, sizeof(uint)), Nodes.PathIdOf(node));
        return Peer.Send(target, _packet.Span, mode, channel);
    }

    // Who has not confirmed the number gets the path behind everything else, and instead of the number where that is.
    private ENetSendResult SendToEach(RpcNode node, GodotTransferMode mode, int channel)
    {
        int callBytes = _packet.Length;
        _packet.WriteCString(node.Path);
        ENetSendResult first = ENetSendResult.Queued;
        foreach (int target in Targets)
        {
            bool knows = IsConfirmed(node, target);
            BinaryPrimitives.WriteUInt32LittleEndian(_packet.At(1, sizeof(uint)), knows ? Nodes.PathIdOf(node) : SceneCommand.IsPathOffset | (uint)callBytes);
            ENetSendResult result = Peer.Send(target, _packet.Span.Slice(0, knows ? callBytes : _packet.Length), mode, channel);
            if (first == ENetSendResult.Queued) first = result;
        }

        return first;
    }

    private bool IsConfirmed(RpcNode node, int peer)
    {
        if (!Roster.TryFind(peer, out PeerPaths? paths)) return false;
        if (paths!.TryIntroduce(node))
        {
            _path.Clear();
            _path.WriteByte(Godot3Command.SimplifyPath);
            _path.WriteUInt32(Nodes.PathIdOf(node));
            _path.WriteCString(node.Path);
            Peer.Send(peer, _path.Span);
        }

        return paths.HasConfirmed(node);
    }
}
