using System;
using System.Buffers;
using System.Threading;
using Microsoft.Extensions.ObjectPool;

namespace ManagedENet.Internal;

/// <summary>One copy of a message for several shards: who is done with it last gives it back.</summary>
internal sealed class SharedPayload
{
    private const int Kept = 1_024;

    private static readonly DefaultObjectPool<SharedPayload> Pool = new(new DefaultPooledObjectPolicy<SharedPayload>(), Kept);

    private byte[] _bytes = Array.Empty<byte>();
    private int _length;
    private int _holders;

    /// <summary>The message.</summary>
    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, _length);

    /// <summary>Copies a message, for one holder.</summary>
    public static SharedPayload Copy(ReadOnlySpan<byte> message)
    {
        SharedPayload payload = Pool.Get();
        payload._bytes = message.Length == 0 ? Array.Empty<byte>() : ArrayPool<byte>.Shared.Rent(message.Length);
        message.CopyTo(payload._bytes);
        payload._length = message.Length;
        payload._holders = 1;
        return payload;
    }

    /// <summary>One more has it.</summary>
    public void Hold() => Interlocked.Increment(ref _holders);

    /// <summary>One is done with it.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) > 0) return;
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = Array.Empty<byte>();
        Pool.Return(this);
    }
}
