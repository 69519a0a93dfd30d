using System;
using System.Collections.Generic;
using ManagedENet.Godot.Diagnostics;

namespace ManagedENet.Godot.Scene;

/// <content>The phase between a connection and the game, in which both sides may ask who the other is.</content>
public sealed partial class SceneMultiplayer
{
    private readonly Dictionary<int, PendingPeer> _pending = new();
    private readonly List<int> _late = new();

    /// <summary>A peer is connected and waits to be let in: send it something, or call <see cref="CompleteAuthentication"/> (<c>peer_authenticating</c>).</summary>
    public event Action<int>? PeerAuthenticating;

    /// <summary>A peer has left, or was sent away for taking too long, before it was let in (<c>peer_authentication_failed</c>).</summary>
    public event Action<int>? PeerAuthenticationFailed;

    /// <summary>
    /// Takes what peers send to authenticate (<c>auth_callback</c>). Null, the default, lets everybody in at once. Both sides must have one, or neither.
    /// </summary>
    public PeerPacketHandler? AuthenticationHandler { get; set; }

    /// <summary>How long it may take (<c>auth_timeout</c>); 3 seconds by default. Zero waits for ever.</summary>
    public TimeSpan AuthenticationTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>The unique ids of the peers that wait to be let in (<c>get_authenticating_peers</c>).</summary>
    public IReadOnlyCollection<int> AuthenticatingPeers => _pending.Keys;

    /// <summary>Sends something to the <see cref="AuthenticationHandler"/> of a peer that waits (<c>send_auth</c>).</summary>
    /// <param name="id">The peer.</param>
    /// <param name="data">One byte or more.</param>
    /// <returns><see cref="ENetSendResult.NotConnected"/> when it does not wait, or one of both sides has completed.</returns>
    /// <exception cref="ArgumentException">There is no data: that would say that we have completed.</exception>
    public ENetSendResult SendAuthentication(int id, ReadOnlySpan<byte> data)
    {
        Peer.VerifyThread();
        if (data.IsEmpty) throw new ArgumentException("Send at least one byte; nothing at all would say that we are done.", nameof(data));
        if (!_pending.TryGetValue(id, out PendingPeer? pending) || pending.IsCompleteHere || pending.IsCompleteThere) return ENetSendResult.NotConnected;
        return SendAuthenticationPacket(id, data);
    }

    /// <summary>
    /// Says that we have nothing more to ask of a peer. It is in the game when both sides have said so, or when its first packet of the game comes, which says the same
    /// (<c>complete_auth</c>).
    /// </summary>
    /// <returns>False when it does not wait, or we have said so before.</returns>
    public bool CompleteAuthentication(int id)
    {
        Peer.VerifyThread();
        if (!_pending.TryGetValue(id, out PendingPeer? pending) || pending.IsCompleteHere) return false;
        pending.IsCompleteHere = true;
        SendAuthenticationPacket(id, default);
        if (pending.IsCompleteThere) FinishAuthentication(id);
        return true;
    }

    private protected override void AfterPackets()
    {
        if (_pending.Count == 0 || AuthenticationTimeout <= TimeSpan.Zero) return;
        _late.Clear();
        foreach (KeyValuePair<int, PendingPeer> pair in _pending)
        {
            if (_time.GetElapsedTime(pair.Value.StartTimestamp) >= AuthenticationTimeout) _late.Add(pair.Key);
        }

        foreach (int id in _late)
        {
            if (!_pending.Remove(id)) continue;
            Peer.DisconnectPeer(id);
            PeerAuthenticationFailed?.Invoke(id);
        }
    }

    private void StartAuthentication(int id)
    {
        _pending[id] = new PendingPeer(_time.GetTimestamp());
        PeerAuthenticating?.Invoke(id);
    }

    private void FinishAuthentication(int id)
    {
        _pending.Remove(id);
        Admit(id);
    }

    private void ReceiveAuthentication(int sender, ReadOnlySpan<byte> packet)
    {
        if (!IsAuthentication(packet))
        {
            Drops.Count(GodotDropReason.NotAuthenticated);
            return;
        }

        ReadOnlySpan<byte> data = packet.Slice(SceneCommand.AuthenticationHeaderBytes);
        if (!data.IsEmpty)
        {
            AuthenticationHandler?.Invoke(sender, data);
            return;
        }

        PendingPeer pending = _pending[sender];
        pending.IsCompleteThere = true;
        if (pending.IsCompleteHere) FinishAuthentication(sender);
    }

    private static bool IsAuthentication(ReadOnlySpan<byte> packet) =>
        packet.Length >= SceneCommand.AuthenticationHeaderBytes && (packet[0] & SceneCommand.Mask) == SceneCommand.System && packet[1] == SceneCommand.Authenticate;

    private ENetSendResult SendAuthenticationPacket(int id, ReadOnlySpan<byte> data)
    {
        _system.Clear();
        _system.WriteByte(SceneCommand.System);
        _system.WriteByte(SceneCommand.Authenticate);
        _system.WriteBytes(data);
        return Peer.Send(id, _system.Span);
    }
}
