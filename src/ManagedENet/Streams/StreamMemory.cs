using System;
using System.Buffers;
using System.Threading;
using Microsoft.Extensions.ObjectPool;

namespace ManagedENet.Internal;

/// <summary>
/// The memory in which the streams of a runner keep what is written and not sent, and what is received and not read. One thread takes it and another gives it back, which the pools of the framework pay for with
/// allocations.
/// </summary>
internal sealed class StreamMemory : MemoryPool<byte>
{
    /// <summary>Bytes of a piece.</summary>
    public const int PieceBytes = 16 * 1024;

    private const int Kept = 256;

    private readonly DefaultObjectPool<Piece> _pieces;
    private long _rentedBytes;

    public StreamMemory() => _pieces = new DefaultObjectPool<Piece>(new Policy(this), Kept);

    /// <inheritdoc/>
    public override int MaxBufferSize => PieceBytes;

    /// <summary>Bytes that are in use.</summary>
    public long RentedBytes => Interlocked.Read(ref _rentedBytes);

    /// <inheritdoc/>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        if (minBufferSize > PieceBytes) throw new ArgumentOutOfRangeException(nameof(minBufferSize), minBufferSize, "A piece is not as long as that.");
        Interlocked.Add(ref _rentedBytes, PieceBytes);
        Piece piece = _pieces.Get();
        piece.Take();
        return piece;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }

    private void Return(Piece piece)
    {
        Interlocked.Add(ref _rentedBytes, -PieceBytes);
        _pieces.Return(piece);
    }

    private sealed class Piece : IMemoryOwner<byte>
    {
        private readonly StreamMemory _home;
        private readonly byte[] _bytes = new byte[PieceBytes];
        private int _isTaken;

        public Piece(StreamMemory home) => _home = home;

        public Memory<byte> Memory => _bytes;

        public void Take() => Volatile.Write(ref _isTaken, 1);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isTaken, 0) != 0) _home.Return(this);
        }
    }

    private sealed class Policy : PooledObjectPolicy<Piece>
    {
        private readonly StreamMemory _home;

        public Policy(StreamMemory home) => _home = home;

        public override Piece Create() => new(_home);

        public override bool Return(Piece piece) => true;
    }
}
