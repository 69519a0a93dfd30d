using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace ManagedENet.Internal;

/// <summary>
/// What any thread posts to the peers and groups of a shard. Messages stand one behind the other in an array, as in <see cref="OutgoingQueue"/>; the shard takes the array as a whole and leaves another one. Nothing but a
/// short copy is done under the lock.
/// </summary>
// Requirement: SHD-012
internal sealed class PostQueue
{
    /// <summary>Bytes of messages that may wait, each with its header; a shard that stands still for longer refuses more.</summary>
    public const int LimitBytes = 16 << 20;

    // Key, channel, flags, kind, an unused byte, length.
    private const int HeaderBytes = sizeof(ulong) + 4 + sizeof(int);
    private const int FirstBytes = 1_024;
    private const int KeptBytes = 64 << 10;

    private readonly Gate _gate = new();
    private Batch _filled;
    private Batch _emptied;
    private bool _isClosed;

    /// <summary>What a post is.</summary>
    public enum Kind : byte
    {
        /// <summary>A message to a peer.</summary>
        ToPeer,

        /// <summary>A message to those of a group who are in this shard.</summary>
        ToGroup,

        /// <summary>A peer is to be in a group.</summary>
        Join,

        /// <summary>A peer is not to be in a group any more.</summary>
        Leave,
    }

    /// <summary>Any thread: puts something behind what is there; with <paramref name="isFirst"/> nothing was, and the shard is to be told.</summary>
    public ENetSendResult TryAdd(Kind kind, ENetPeerKey key, byte channel, ReadOnlySpan<byte> message, ENetPacketFlags flags, ENetPeerGroup? group, SharedPayload? shared, out bool isFirst)
    {
        int length = HeaderBytes + message.Length;
        int counted = length + (shared?.Span.Length ?? 0);
        lock (_gate)
        {
            isFirst = _filled.Length == 0;
            if (_isClosed) return ENetSendResult.NotConnected;
            if (!isFirst && _filled.Counted + (long)counted > LimitBytes) return ENetSendResult.QueueFull;
            Span<byte> place = _filled.Reserve(length);
            BinaryPrimitives.WriteUInt64LittleEndian(place, key.Value);
            place[sizeof(ulong)] = channel;
            place[sizeof(ulong) + 1] = (byte)flags;
            place[sizeof(ulong) + 2] = (byte)kind;
            BinaryPrimitives.WriteInt32LittleEndian(place.Slice(HeaderBytes - sizeof(int)), message.Length);
            message.CopyTo(place.Slice(HeaderBytes));
            _filled.Length += length;
            _filled.Counted += counted;
            if (group is not null) _filled.AddGroup(group, shared);
            return ENetSendResult.Queued;
        }
    }

    /// <summary>The shard: takes what is there now. What comes meanwhile is told of again.</summary>
    public void Exchange()
    {
        lock (_gate)
        {
            _emptied.Clear();
            (_filled, _emptied) = (_emptied, _filled);
        }
    }

    /// <summary>The shard: the next of what it has taken; false when all of it is done.</summary>
    public bool TryTake(out Post post)
    {
        if (_emptied.Read == _emptied.Length)
        {
            post = default;
            return false;
        }

        ReadOnlySpan<byte> place = _emptied.Bytes.AsSpan(_emptied.Read);
        int length = BinaryPrimitives.ReadInt32LittleEndian(place.Slice(HeaderBytes - sizeof(int)));
        var kind = (Kind)place[sizeof(ulong) + 2];
        (ENetPeerGroup? group, SharedPayload? shared) = kind == Kind.ToPeer ? default : _emptied.TakeGroup();
        post = new Post(
            kind,
            new ENetPeerKey(BinaryPrimitives.ReadUInt64LittleEndian(place)),
            place[sizeof(ulong)],
            (ENetPacketFlags)place[sizeof(ulong) + 1],
            place.Slice(HeaderBytes, length),
            group,
            shared);
        _emptied.Read += HeaderBytes + length;
        return true;
    }

    /// <summary>The shard: nothing is taken any more, and what waits is given up.</summary>
    public void Close()
    {
        lock (_gate) _isClosed = true;
        Exchange();
        while (TryTake(out Post post)) post.Shared?.Release();
        Exchange();
        while (TryTake(out Post post)) post.Shared?.Release();
        lock (_gate)
        {
            _filled.Release();
            _emptied.Release();
        }
    }

    /// <summary>Something that was posted; its bytes are valid until the next exchange.</summary>
    public readonly ref struct Post
    {
        public readonly Kind What;
        public readonly ENetPeerKey Key;
        public readonly byte Channel;
        public readonly ENetPacketFlags Flags;
        public readonly ReadOnlySpan<byte> Message;
        public readonly ENetPeerGroup? Group;
        public readonly SharedPayload? Shared;

        public Post(Kind what, ENetPeerKey key, byte channel, ENetPacketFlags flags, ReadOnlySpan<byte> message, ENetPeerGroup? group, SharedPayload? shared)
        {
            What = what;
            Key = key;
            Channel = channel;
            Flags = flags;
            Message = message;
            Group = group;
            Shared = shared;
        }
    }

    private struct Batch
    {
        public byte[]? Bytes;
        public int Length;
        public int Counted;
        public int Read;
        private Queue<(ENetPeerGroup Group, SharedPayload? Shared)>? _groups;

        public Span<byte> Reserve(int length)
        {
            int needed = checked(Length + length);
            if (Bytes is null || Bytes.Length < needed)
            {
                byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(FirstBytes, 2 * Length)));
                Bytes.AsSpan(0, Length).CopyTo(larger);
                if (Bytes is not null) ArrayPool<byte>.Shared.Return(Bytes);
                Bytes = larger;
            }

            return Bytes.AsSpan(Length, length);
        }

        public void AddGroup(ENetPeerGroup group, SharedPayload? shared) => (_groups ??= new Queue<(ENetPeerGroup, SharedPayload?)>()).Enqueue((group, shared));

        public readonly (ENetPeerGroup Group, SharedPayload? Shared) TakeGroup() => _groups!.Dequeue();

        // What one burst made large goes back.
        public void Clear()
        {
            (Length, Read, Counted) = (0, 0, 0);
            if (Bytes is { Length: > KeptBytes }) Release();
        }

        public void Release()
        {
            if (Bytes is null) return;
            ArrayPool<byte>.Shared.Return(Bytes);
            Bytes = null;
        }
    }
}
