using System;
using System.Collections.Generic;
using ManagedENet.Godot.Diagnostics;
using ManagedENet.Godot.Variants;

namespace ManagedENet.Godot.Scene;

/// <summary>The peers between a connection and the game, in which time both sides may ask who the other is.</summary>
internal sealed class SceneAuthentication
{
    private readonly GodotMultiplayerPeer _peer;
    private readonly GodotDropCounts _drops;
    private readonly TimeProvider _time;
    private readonly Dictionary<int, PendingPeer> _pending = new();
    private readonly List<int> _late = new();
    private readonly ByteBuffer _message = new();

    public SceneAuthentication(GodotMultiplayerPeer peer, GodotDropCounts drops)
    {
        _peer = peer;
        _drops = drops;
        _time = peer.Options.TimeProvider ?? TimeProvider.System;
    }

    /// <summary>Takes what peers send to authenticate; null lets everybody in at once.</summary>
    public PeerPacketHandler? Handler { get; set; }

    /// <summary>How long it may take; zero waits for ever.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>The unique ids of those that wait.</summary>
    public IReadOnlyCollection<int> Peers => _pending.Keys;

    public bool IsPending(int id) => _pending.ContainsKey(id);

    public void Begin(int id) => _pending[id] = new PendingPeer(_time.GetTimestamp());

    /// <summary>False when it did not wait.</summary>
    public bool Forget(int id) => _pending.Remove(id);

    public void Clear() => _pending.Clear();

    /// <summary>Sends something to the other side's handler.</summary>
    public ENetSendResult Send(int id, ReadOnlySpan<byte> data)
    {
        if (!_pending.TryGetValue(id, out PendingPeer? pending) || pending.IsCompleteHere || pending.IsCompleteThere) return ENetSendResult.NotConnected;
        return SendMessage(id, data);
    }

    /// <summary>Says to a peer that we have nothing more to ask.</summary>
    /// <param name="id">The peer.</param>
    /// <param name="isFinished">It has said so, too: it does not wait any more and is to be let in.</param>
    /// <returns>False when it does not wait, or we have said so before.</returns>
    public bool TryComplete(int id, out bool isFinished)
    {
        isFinished = false;
        if (!_pending.TryGetValue(id, out PendingPeer? pending) || pending.IsCompleteHere) return false;
        pending.IsCompleteHere = true;
        SendMessage(id, default);
        if (!pending.IsCompleteThere) return true;
        _pending.Remove(id);
        isFinished = true;
        return true;
    }

    /// <summary>
    /// True for the first packet of the game from a peer that waits. It has let us in and plays already: its last word of the authentication is on another channel, and
    /// still on its way.
    /// </summary>
    public bool HasEntered(int sender, ReadOnlySpan<byte> packet) => _pending[sender].IsCompleteHere && !IsAuthentication(packet);

    /// <summary>Takes a packet of a peer that waits.</summary>
    /// <returns>True when both sides have nothing more to ask: it does not wait any more and is to be let in.</returns>
    public bool TryFinish(int sender, ReadOnlySpan<byte> packet)
    {
        if (!IsAuthentication(packet))
        {
            _drops.Count(GodotDropReason.NotAuthenticated);
            return false;
        }

        ReadOnlySpan<byte> data = packet.Slice(SceneCommand.AuthenticationHeaderBytes);
        if (!data.IsEmpty)
        {
            Handler?.Invoke(sender, data);
            return false;
        }

        PendingPeer pending = _pending[sender];
        pending.IsCompleteThere = true;
        return pending.IsCompleteHere && _pending.Remove(sender);
    }

    /// <summary>Lists those that have waited too long; they go on waiting until they are forgotten.</summary>
    /// <returns>False when there are none.</returns>
    public bool TryFindLate(out List<int> late)
    {
        late = _late;
        if (_pending.Count == 0 || Timeout <= TimeSpan.Zero) return false;
        _late.Clear();
        foreach (KeyValuePair<int, PendingPeer> pair in _pending)
        {
            if (_time.GetElapsedTime(pair.Value.StartTimestamp) >= Timeout) _late.Add(pair.Key);
        }

        return _late.Count > 0;
    }

    private static bool IsAuthentication(ReadOnlySpan<byte> packet) =>
        packet.Length >= SceneCommand.AuthenticationHeaderBytes && (packet[0] & SceneCommand.Mask) == SceneCommand.System && packet[1] == SceneCommand.Authenticate;

    private ENetSendResult SendMessage(int id, ReadOnlySpan<byte> data)
    {
        _message.Clear();
        _message.WriteByte(SceneCommand.System);
        _message.WriteByte(SceneCommand.Authenticate);
        _message.WriteBytes(data);
        return _peer.Send(id, _message.Span);
    }
}
