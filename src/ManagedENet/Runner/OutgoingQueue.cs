using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Threading;

namespace ManagedENet.Internal;

/// <summary>
/// Messages of a connection on their way from any thread to the network thread, and who waits for room among them. Threads write one message behind the other into an array; the network thread takes the array as a whole,
/// and leaves another one. Nothing but a short copy is done under the lock.
/// </summary>
/// <remarks>
/// <code>
///   any thread   --&gt;  [ filled     channel flags length bytes | channel flags length bytes | ... ]
///                                 the two change places when everything in the other one is done
///   network thread  &lt;--  [ emptied   ... ]
/// </code>
/// </remarks>
internal sealed class OutgoingQueue
{
    /// <summary>What a message takes beside its bytes, so that many empty ones fill a queue as well.</summary>
    public const int MessageBytes = 64;

    // Channel, flags, whether somebody wants to know that it has arrived; and the length.
    private const int HeaderBytes = 4 + sizeof(int);
    private const int FirstBytes = 256;
    private const int KeptBytes = 4_096;

    private readonly Gate _gate = new();
    private readonly WaitingLine<WaitingSend> _waiting = new();
    private readonly int _limitBytes;
    private Batch _filled;
    private int _bytes;
    private bool _isClosed;

    // Something was filled in, or somebody waits.
    private int _hasMore;

    // The network thread's.
    private Batch _emptied;
    private int _doneBytes;

    /// <summary>An empty queue.</summary>
    /// <param name="limitBytes">Bytes of messages that find room, each with <see cref="MessageBytes"/>.</param>
    public OutgoingQueue(int limitBytes) => _limitBytes = limitBytes;

    /// <summary>The network thread: nothing stands in it, and nobody waits.</summary>
    public bool IsEmpty => Volatile.Read(ref _hasMore) == 0 && _emptied.IsDone;

    /// <summary>Any thread: puts a message behind those that are there. It does not overtake those who wait for room.</summary>
    public ENetSendResult TryAdd(byte channel, ReadOnlySpan<byte> payload, ENetPacketFlags flags, Pending<ENetDelivery> confirmation, long askedAt)
    {
        lock (_gate)
        {
            if (_isClosed) return ENetSendResult.NotConnected;
            if (_waiting.Count > 0 || !HasRoom(payload.Length)) return ENetSendResult.QueueFull;
            Append(channel, payload, flags, confirmation, askedAt);
            return ENetSendResult.Queued;
        }
    }

    /// <summary>Any thread: waits for room, behind those who do already. False when there will never be any.</summary>
    public bool TryWait(in WaitingSend waiting)
    {
        lock (_gate)
        {
            if (_isClosed) return false;
            _waiting.Add(waiting);
            Volatile.Write(ref _hasMore, 1);
            return true;
        }
    }

    /// <summary>The network thread: the next message, which stays the next one until it is <see cref="Finish"/>ed. False when there is none that has found room.</summary>
    public bool TryPeek(out OutgoingMessage message)
    {
        if (_emptied.IsDone && !TryExchange())
        {
            message = default;
            return false;
        }

        message = _emptied.Next();
        return true;
    }

    /// <summary>The network thread: the message is done.</summary>
    public void Finish(in OutgoingMessage message)
    {
        _doneBytes += message.Payload.Length + MessageBytes;
        _emptied.Skip(message.Payload.Length, message.IsConfirmed);
    }

    /// <summary>The network thread: gives room to the next of those who wait for it, and hands out what is to be completed; false when there is none of either. Its bytes are its sender's until that is completed.</summary>
    public bool TryTakeWaiting(out Pending<bool> taken)
    {
        lock (_gate)
        {
            GiveRoom();
            while (_waiting.TryPeek(out WaitingSend waiting) && HasRoom(waiting.Payload.Length))
            {
                _waiting.TryTake(out _);
                taken = waiting.Taken;
                // Nobody else lets its sender go on from here: its bytes stay what they are.
                if (!taken.TryClaim()) continue;
                Append(waiting.Channel, waiting.Payload.Span, waiting.Flags, waiting.Confirmation, waiting.AskedAt);
                return true;
            }

            Volatile.Write(ref _hasMore, _filled.Length > 0 || _waiting.Count > 0 ? 1 : 0);
            taken = default;
            return false;
        }
    }

    /// <summary>The network thread: nothing is taken any more. What is there can still be peeked at, and has no room to go to.</summary>
    public void Close()
    {
        lock (_gate) _isClosed = true;
    }

    /// <summary>The network thread: takes one out of those who wait, for whom there is no room any more.</summary>
    public bool TryDropWaiting(out WaitingSend waiting)
    {
        lock (_gate) return _waiting.TryTake(out waiting);
    }

    /// <summary>The network thread: it is closed and empty, and keeps nothing.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _filled.Release();
            _emptied.Release();
        }
    }

    // One that is longer than the limit goes alone.
    private bool HasRoom(int length) => _bytes == 0 || _bytes + (long)length + MessageBytes <= _limitBytes;

    private void GiveRoom()
    {
        _bytes -= _doneBytes;
        _doneBytes = 0;
    }

    private void Append(byte channel, ReadOnlySpan<byte> payload, ENetPacketFlags flags, Pending<ENetDelivery> confirmation, long askedAt)
    {
        _bytes += payload.Length + MessageBytes;
        _filled.Append(channel, payload, flags, confirmation, askedAt);
        Volatile.Write(ref _hasMore, 1);
    }

    private bool TryExchange()
    {
        // Whoever adds something from now on signals it.
        if (Volatile.Read(ref _hasMore) == 0 && _doneBytes == 0) return false;
        NetworkThread.Gap();
        lock (_gate)
        {
            GiveRoom();
            _emptied.Clear();
            (_filled, _emptied) = (_emptied, _filled);
            Volatile.Write(ref _hasMore, _waiting.Count > 0 ? 1 : 0);
        }

        return !_emptied.IsDone;
    }

    // One behind the other in an array of the shared pool.
    private struct Batch
    {
        private byte[]? _bytes;
        private Queue<Wish>? _wishes;
        private int _read;

        public int Length { get; private set; }

        public readonly bool IsDone => _read == Length;

        public void Append(byte channel, ReadOnlySpan<byte> payload, ENetPacketFlags flags, Pending<ENetDelivery> confirmation, long askedAt)
        {
            int length = HeaderBytes + payload.Length;
            Span<byte> place = Reserve(length);
            bool isConfirmed = confirmation.IsOpen;
            place[0] = channel;
            place[1] = (byte)flags;
            place[2] = isConfirmed ? (byte)1 : (byte)0;
            BinaryPrimitives.WriteInt32LittleEndian(place.Slice(HeaderBytes - sizeof(int)), payload.Length);
            payload.CopyTo(place.Slice(HeaderBytes));
            Length += length;
            if (isConfirmed) (_wishes ??= new Queue<Wish>()).Enqueue(new Wish(confirmation, askedAt));
        }

        public readonly OutgoingMessage Next()
        {
            ReadOnlySpan<byte> place = _bytes.AsSpan(_read);
            int length = BinaryPrimitives.ReadInt32LittleEndian(place.Slice(HeaderBytes - sizeof(int)));
            Wish wish = place[2] != 0 ? _wishes!.Peek() : default;
            return new OutgoingMessage(place[0], place.Slice(HeaderBytes, length), (ENetPacketFlags)place[1], place[2] != 0, wish.Confirmation, wish.AskedAt);
        }

        public void Skip(int length, bool isConfirmed)
        {
            _read += HeaderBytes + length;
            if (isConfirmed) _wishes!.Dequeue();
        }

        // What one burst made large goes back.
        public void Clear()
        {
            (Length, _read) = (0, 0);
            if (_bytes is { Length: > KeptBytes }) Release();
        }

        public void Release()
        {
            if (_bytes is null) return;
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = null;
        }

        private Span<byte> Reserve(int length)
        {
            int needed = checked(Length + length);
            if (_bytes is null || _bytes.Length < needed)
            {
                byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(FirstBytes, 2 * Length)));
                _bytes.AsSpan(0, Length).CopyTo(larger);
                if (_bytes is not null) ArrayPool<byte>.Shared.Return(_bytes);
                _bytes = larger;
            }

            return _bytes.AsSpan(Length, length);
        }
    }

    private readonly record struct Wish(Pending<ENetDelivery> Confirmation, long AskedAt);
}
