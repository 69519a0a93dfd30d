using System;
using System.Collections.Generic;
using System.Threading;
using ManagedENet.Internal;
using ManagedENet.Protocol.Memory;

namespace ManagedENet;

/// <summary>
/// Peers in whatever shards of an <see cref="ENetShardedHost"/> that get the same messages: those of a room, or of a team. A message is copied once and posted once to each shard that has members; there it is queued for them
/// with memory in common. Who disconnects is not in it any more. Any thread may use it.
/// </summary>
public sealed class ENetPeerGroup
{
    private readonly ENetShardedHost _host;
    private readonly Members[] _membersOf;

    internal ENetPeerGroup(ENetShardedHost host)
    {
        _host = host;
        _membersOf = new Members[host.Shards.Count];
        for (int i = 0; i < _membersOf.Length; i++) _membersOf[i] = new Members();
    }

    /// <summary>Members in all shards, those included that are on their way in or have disconnected since the last message.</summary>
    public int Count
    {
        get
        {
            int count = 0;
            foreach (Members members in _membersOf) count += Volatile.Read(ref members.Expected);
            return count;
        }
    }

    /// <summary>Takes a peer in: it gets what the calling thread sends from now on. Does nothing when it is a member, or has disconnected.</summary>
    /// <param name="peer">Its key (<see cref="ENetPeer.Key"/>).</param>
    /// <exception cref="ArgumentException">The host has no such shard.</exception>
    /// <returns><see cref="ENetSendResult.Queued"/>; <see cref="ENetSendResult.QueueFull"/> when too much waits to be done in its shard, or <see cref="ENetSendResult.NotConnected"/> when the host has stopped: nothing was done.</returns>
    public ENetSendResult Add(ENetPeerKey peer)
    {
        ENetShard shard = _host.ShardOf(peer);
        Members members = _membersOf[shard.Number];
        // Before it is on its way: what is sent meanwhile must find that somebody may be there.
        Interlocked.Increment(ref members.Expected);
        if (shard.IsCurrent)
        {
            Join(shard, shard.Host.Find(peer));
            return ENetSendResult.Queued;
        }

        ENetSendResult result = shard.Post(PostQueue.Kind.Join, peer, 0, default, default, this, null);
        if (result != ENetSendResult.Queued) Interlocked.Decrement(ref members.Expected);
        return result;
    }

    /// <summary>Lets a peer go: it gets what was sent before by the calling thread, and nothing that is sent later. Does nothing when it is no member.</summary>
    /// <param name="peer">Its key.</param>
    /// <exception cref="ArgumentException">The host has no such shard.</exception>
    /// <returns>As <see cref="Add"/>.</returns>
    public ENetSendResult Remove(ENetPeerKey peer)
    {
        ENetShard shard = _host.ShardOf(peer);
        if (!shard.IsCurrent) return shard.Post(PostQueue.Kind.Leave, peer, 0, default, default, this, null);
        Leave(shard, shard.Host.Find(peer));
        return ENetSendResult.Queued;
    }

    /// <summary>Sends a message to all members.</summary>
    /// <param name="channel">The channel, 0 to 254. Members with fewer channels are left out.</param>
    /// <param name="payload">Its bytes, 0 or more; the span is not needed after the call.</param>
    /// <param name="flags">How it is to travel.</param>
    /// <returns>
    /// <see cref="ENetSendResult.Queued"/>; <see cref="ENetSendResult.QueueFull"/> when too much waits to be done in one of the shards: its members are left out and the others are not; <see cref="ENetSendResult.TooLarge"/>;
    /// <see cref="ENetSendResult.NotConnected"/> when the host has stopped. A member without room for it does not get it, which <see cref="ENetShard.LostPosts"/> counts.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">There are no such <paramref name="flags"/>.</exception>
    // Requirement: SHD-013
    public ENetSendResult Send(byte channel, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
    {
        SendArguments.VerifyFlags(flags);
        if (payload.Length > _host.Options.MaximumPacketBytes) return ENetSendResult.TooLarge;
        SharedPayload? shared = null;
        ENetSendResult result = ENetSendResult.Queued;
        for (int i = 0; i < _membersOf.Length; i++)
        {
            if (Volatile.Read(ref _membersOf[i].Expected) == 0) continue;
            ENetShard shard = _host.Shards[i];
            if (shard.IsCurrent)
            {
                shard.SendTo(this, channel, payload, flags);
                continue;
            }

            shared ??= SharedPayload.Copy(payload);
            shared.Hold();
            ENetSendResult posted = shard.Post(PostQueue.Kind.ToGroup, default, channel, default, flags, this, shared);
            if (posted == ENetSendResult.Queued) continue;
            shared.Release();
            result = posted;
        }

        shared?.Release();
        return result;
    }

    /// <summary>The shard's thread: a peer is in it from now on, or was gone.</summary>
    internal void Join(ENetShard shard, ENetPeer? peer)
    {
        Members members = _membersOf[shard.Number];
        if (peer is not { State: ENetPeerState.Connected } || !members.TryAdd(peer)) Interlocked.Decrement(ref members.Expected);
    }

    /// <summary>The shard's thread: a peer is not in it any more.</summary>
    internal void Leave(ENetShard shard, ENetPeer? peer)
    {
        Members members = _membersOf[shard.Number];
        if (peer is not null && members.TryRemove(peer)) Interlocked.Decrement(ref members.Expected);
    }

    /// <summary>The shard's thread: sends to those that are in it. Answers how many of them had no room.</summary>
    internal int SendTo(ENetShard shard, ENetHost host, byte channel, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
    {
        Members members = _membersOf[shard.Number];
        PacketBlock? block = null;
        int lost = 0;
        for (int i = members.Peers.Count - 1; i >= 0; i--)
        {
            ENetPeer peer = members.Peers[i];
            if (host.Core.TrySendShared(peer.Connection, channel, payload, flags, ref block)) continue;
            if (peer.State == ENetPeerState.Connected)
            {
                if (channel < peer.ChannelCount) lost++;
                continue;
            }

            members.TryRemove(peer);
            Interlocked.Decrement(ref members.Expected);
        }

        host.Core.EndSharing(block);
        return lost;
    }

    // Those of one shard. All but the number is that shard's.
    private sealed class Members
    {
        private const int LeastToClean = 64;

        public int Expected;
        public readonly List<ENetPeer> Peers = new();
        private readonly Dictionary<ENetPeer, int> _places = new();
        private int _cleanAt = LeastToClean;

        public bool TryAdd(ENetPeer peer)
        {
            // A group to which nobody sends must not keep all that ever were in it.
            if (Peers.Count >= _cleanAt) Clean();
            if (!_places.TryAdd(peer, Peers.Count)) return false;
            Peers.Add(peer);
            return true;
        }

        public bool TryRemove(ENetPeer peer)
        {
            if (!_places.Remove(peer, out int place)) return false;
            ENetPeer last = Peers[Peers.Count - 1];
            Peers.RemoveAt(Peers.Count - 1);
            if (last == peer) return true;
            Peers[place] = last;
            _places[last] = place;
            return true;
        }

        private void Clean()
        {
            for (int i = Peers.Count - 1; i >= 0; i--)
            {
                if (Peers[i].State != ENetPeerState.Connected && TryRemove(Peers[i])) Interlocked.Decrement(ref Expected);
            }

            _cleanAt = Math.Max(LeastToClean, 2 * Peers.Count);
        }
    }
}
