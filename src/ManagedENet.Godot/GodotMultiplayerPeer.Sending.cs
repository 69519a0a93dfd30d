using System;
using System.Collections.Generic;
using ManagedENet.Godot.Wire;

namespace ManagedENet.Godot;

/// <content>Packets to send, and peers to send away.</content>
public sealed partial class GodotMultiplayerPeer
{
    private GodotTransferMode _transferMode = GodotTransferMode.Reliable;
    private int _transferChannel;
    private int _targetPeer;
    private byte[] _frame = Array.Empty<byte>();

    /// <summary>
    /// Who gets the packets put from now on (<c>set_target_peer</c>): 0 everyone, the default; a positive id that one; a negative id everyone but that one.
    /// A client of Godot 4 reaches its server alone; the scene layer's relay reaches the others.
    /// </summary>
    public int TargetPeer
    {
        get => _targetPeer;
        set
        {
            VerifyThread();
            _targetPeer = value;
        }
    }

    /// <summary>How packets put from now on travel (<c>transfer_mode</c>). Reliable by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is none of the three modes.</exception>
    public GodotTransferMode TransferMode
    {
        get => _transferMode;
        set
        {
            VerifyThread();
            _transferMode = value is >= GodotTransferMode.Unreliable and <= GodotTransferMode.Reliable
                ? value
                : throw new ArgumentOutOfRangeException(nameof(value), value, "Pass Unreliable, UnreliableOrdered or Reliable.");
        }
    }

    /// <summary>
    /// The transfer channel of packets put from now on (<c>transfer_channel</c>). 0, the default, takes the engine's own channels. Godot 4: 1 to 253 are independent
    /// of each other. Godot 3: ENet's channel by number, and 0 stands for its -1.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">ENet has no such channel.</exception>
    public int TransferChannel
    {
        get => _transferChannel;
        set
        {
            VerifyThread();
            VerifyRange(value, 0, ChannelMap.HighestTransferChannel(_options.WireVersion), nameof(value));
            _transferChannel = value;
        }
    }

    /// <summary>
    /// Sends a packet to <see cref="TargetPeer"/> as <see cref="TransferMode"/> and <see cref="TransferChannel"/> say (<c>put_packet</c>).
    /// </summary>
    /// <param name="payload">Its bytes; the span is not needed after the call.</param>
    /// <returns>
    /// <see cref="ENetSendResult.Queued"/> when everyone meant gets it; <see cref="ENetSendResult.NotConnected"/> while not connected or when the target is not there;
    /// <see cref="ENetSendResult.InvalidChannel"/> when the connection has fewer channels; else the first reason one of the targets does not get it.
    /// </returns>
    public ENetSendResult PutPacket(ReadOnlySpan<byte> payload) => Send(TargetPeer, payload, _transferMode, _transferChannel);

    /// <summary>Sends a packet; the three properties neither count nor change.</summary>
    /// <param name="target">As <see cref="TargetPeer"/>.</param>
    /// <param name="payload">Its bytes; the span is not needed after the call.</param>
    /// <param name="mode">As <see cref="TransferMode"/>.</param>
    /// <param name="transferChannel">As <see cref="TransferChannel"/>.</param>
    /// <returns>As <see cref="PutPacket"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">ENet has no such channel.</exception>
    public ENetSendResult Send(int target, ReadOnlySpan<byte> payload, GodotTransferMode mode = GodotTransferMode.Reliable, int transferChannel = 0)
    {
        VerifyThread();
        VerifyRange(transferChannel, 0, ChannelMap.HighestTransferChannel(_options.WireVersion), nameof(transferChannel));
        if (ConnectionStatus != GodotConnectionStatus.Connected) return ENetSendResult.NotConnected;
        if (target != 0 && !_links.ContainsKey(target > 0 ? target : unchecked(-target))) return ENetSendResult.NotConnected;
        byte channel = ChannelMap.ChannelFor(_options.WireVersion, mode, transferChannel);
        ENetPacketFlags flags = ChannelMap.FlagsFor(_options.WireVersion, mode, _options.AlwaysOrdered);
        ReadOnlySpan<byte> bytes = SpeaksGodot3 ? Frame(target, payload) : payload;
        if (_mode == ActiveMode.Client) target = Server;
        ENetSendResult result = target > 0 ? SendTo(_links[target], channel, bytes, flags) : SendToAll(unchecked(-target), channel, bytes, flags);
        if (_options.FlushEachPacket) _host?.Flush();
        return result;
    }

    /// <summary>Sends everything that waits, at once. For <see cref="GodotPeerOptions.FlushEachPacket"/> set to false; otherwise nothing waits.</summary>
    public void Flush()
    {
        VerifyThread();
        _host?.Flush();
        if (_mode != ActiveMode.Mesh) return;
        foreach (PeerLink link in _links.Values) link.OwnHost!.Flush();
    }

    /// <summary>
    /// Sends a peer away (<c>disconnect_peer</c>). Godot 4: <see cref="PeerDisconnected"/> comes when it has answered or timed out, and what waits to be sent is dropped.
    /// Godot 3: what waits is sent first.
    /// </summary>
    /// <param name="id">Its unique id; on a client of Godot 4 only 1.</param>
    /// <param name="force">
    /// Godot 4: it is forgotten at once, without an event. Godot 3: it is told once, with a datagram that may be lost, and the event comes within this call.
    /// </param>
    /// <returns>False when there is no such connection.</returns>
    public bool DisconnectPeer(int id, bool force = false)
    {
        VerifyThread();
        if (!_links.TryGetValue(id, out PeerLink? link) || link.Peer is not { } peer) return false;
        if (SpeaksGodot3)
        {
            DisconnectGodot3(link, peer, force);
            return true;
        }

        peer.Disconnect();
        (link.OwnHost ?? _host)!.Flush();
        if (!force) return true;
        _linkOf.Remove(peer);
        if (_mode == ActiveMode.Client)
        {
            Close();
            return true;
        }

        _links.Remove(id);
        link.OwnHost?.Dispose();
        return true;
    }

    private bool SpeaksGodot3 => _options.WireVersion == GodotWireVersion.Godot3;

    private ENetSendResult SendTo(PeerLink link, byte channel, ReadOnlySpan<byte> bytes, ENetPacketFlags flags)
    {
        if (link.Peer is not { } peer) return ENetSendResult.NotConnected;
        ENetSendResult result = peer.Send(channel, bytes, flags);
        if (_options.FlushEachPacket) link.OwnHost?.Flush();
        return result;
    }

    private ENetSendResult SendToAll(int except, byte channel, ReadOnlySpan<byte> bytes, ENetPacketFlags flags)
    {
        ENetSendResult first = ENetSendResult.Queued;
        foreach (KeyValuePair<int, PeerLink> pair in _links)
        {
            // Who is on the way out cannot be sent to, and nobody expects it.
            if (pair.Key == except || pair.Value.Peer is not { State: ENetPeerState.Connected }) continue;
            ENetSendResult result = SendTo(pair.Value, channel, bytes, flags);
            if (first == ENetSendResult.Queued) first = result;
        }

        return first;
    }

    private ReadOnlySpan<byte> Frame(int target, ReadOnlySpan<byte> payload)
    {
        int length = Godot3Frame.Bytes + payload.Length;
        if (_frame.Length < length) _frame = new byte[Math.Max(length, Math.Min(2 * _frame.Length, MaximumPacketBytes))];
        Godot3Frame.Write(_frame, UniqueId, target);
        payload.CopyTo(_frame.AsSpan(Godot3Frame.Bytes));
        return _frame.AsSpan(0, length);
    }
}
