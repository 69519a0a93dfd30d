using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ManagedENet.Protocol.Memory;

namespace ManagedENet.Protocol.Reception;

/// <summary>
/// Collects the fragments of one packet. They are kept as a log in order of arrival, so memory follows the bytes that arrived, however large the packet claims
/// to be; the packet is put together when the last one is there. The log and the bits of what has arrived lie in blocks of the pool, which asks for them.
/// </summary>
/// <remarks>
/// <code>
///   log blocks (4 KiB):  [ #0 bytes | #2 by ] -> [ tes | #1 bytes ]        seen: 1 1 1 0 0 ...
/// </code>
/// </remarks>
internal sealed class FragmentAssembly : IStashed<FragmentAssembly>
{
    /// <summary>Bytes of the object and of its place in the table of assemblies.</summary>
    public const int ObjectBytes = 96 + ObjectTable<FragmentAssembly>.PlaceBytes;

    // Requirement: LIM-014
    private const int LogBlockBytes = 4096;
    private const int NumberBytes = 4;
    private const int WordBits = 64;

    private ulong _few;
    private PacketBlock? _many;
    private PacketBlock? _first;
    private PacketBlock? _last;
    private long _logged;

    /// <summary>An assembly under a number.</summary>
    public FragmentAssembly(int id) => Id = id;

    /// <summary>Number under which structs without references know the assembly.</summary>
    public int Id { get; }

    /// <summary>How the packet was cut.</summary>
    public FragmentShape Shape { get; private set; }

    /// <summary>Fragments still missing.</summary>
    public int Missing { get; private set; }

    /// <summary>Bytes of the blocks it holds.</summary>
    public long BlockBytes { get; private set; }

    /// <inheritdoc/>
    public FragmentAssembly? NextStashed { get; set; }

    /// <summary>Starts a packet; false when there is no memory for the bits of so many fragments.</summary>
    public bool TryBegin(in FragmentShape shape, PacketPool pool, LedgerSide ledger, ref Account account, Claim claim)
    {
        Shape = shape;
        Missing = shape.Count;
        _few = 0;
        if (shape.Count <= WordBits) return true;
        int bytes = (shape.Count + WordBits - 1) / WordBits * sizeof(ulong);
        _many = pool.TryRent(bytes, ENetPacketFlags.None, ledger, ref account, 0, claim);
        if (_many is null) return false;
        _many.Span.Clear();
        BlockBytes = _many.Cost;
        return true;
    }

    /// <summary>True when this fragment is here already.</summary>
    public bool Has(int number) => (Word(number) & (1UL << (number % WordBits))) != 0;

    /// <summary>Keeps a fragment that is not here yet, fits the shape, and is not the last one missing; false when there is no memory for it.</summary>
    // Requirement: LIM-014, DEV-058
    public bool TryAdd(int number, ReadOnlySpan<byte> payload, PacketPool pool, LedgerSide ledger, ref Account account, Claim claim)
    {
        PacketBlock? more = null;
        if (RoomInLast < NumberBytes + payload.Length)
        {
            // What all missing fragments will need at most; the log's last block need not be longer.
            long wanted = Shape.TotalBytes + ((long)Shape.Count * NumberBytes) - _logged - RoomInLast;
            more = pool.TryRent((int)Math.Min(LogBlockBytes, wanted), ENetPacketFlags.None, ledger, ref account, 0, claim);
            if (more is null) return false;
            more.Length = 0;
            more.Next = -1;
            BlockBytes += more.Cost;
        }

        Word(number) |= 1UL << (number % WordBits);
        Missing--;
        Span<byte> prefix = stackalloc byte[NumberBytes];
        BinaryPrimitives.WriteInt32LittleEndian(prefix, number);
        Log(prefix, ref more);
        Log(payload, ref more);
        return true;
    }

    /// <summary>Puts the packet together with the fragment that completes it.</summary>
    public void CopyTo(Span<byte> destination, int number, ReadOnlySpan<byte> payload, PacketPool pool)
    {
        var log = new LogReader(_first, pool);
        Span<byte> prefix = stackalloc byte[NumberBytes];
        for (int i = Shape.Count - Missing; i > 0; i--)
        {
            log.Read(prefix);
            int offset = BinaryPrimitives.ReadInt32LittleEndian(prefix) * Shape.FragmentBytes;
            log.Read(destination.Slice(offset, Math.Min(Shape.FragmentBytes, Shape.TotalBytes - offset)));
        }

        payload.CopyTo(destination.Slice(number * Shape.FragmentBytes));
    }

    /// <summary>Gives the memory back.</summary>
    public void Clear(PacketPool pool, LedgerSide ledger, ref Account account)
    {
        for (PacketBlock? block = _first; block is not null;)
        {
            PacketBlock? next = Follower(block, pool);
            pool.Release(block, ledger, ref account, 0);
            block = next;
        }

        if (_many is not null) pool.Release(_many, ledger, ref account, 0);
        Forget();
    }

    /// <summary>Gives the blocks back to the pool; what was asked for them is used for something else.</summary>
    public void GiveUpCounted(PacketPool pool)
    {
        for (PacketBlock? block = _first; block is not null;)
        {
            PacketBlock? next = Follower(block, pool);
            pool.ReleaseCounted(block);
            block = next;
        }

        if (_many is not null) pool.ReleaseCounted(_many);
        Forget();
    }

    private static PacketBlock? Follower(PacketBlock block, PacketPool pool) => block.Next < 0 ? null : pool[block.Next];

    private void Forget()
    {
        _many = null;
        _first = null;
        _last = null;
        _logged = 0;
        BlockBytes = 0;
    }

    private int RoomInLast => _last is null ? 0 : _last.Buffer.Length - _last.Length;

    private ref ulong Word(int number)
    {
        if (_many is null) return ref _few;
        return ref MemoryMarshal.Cast<byte, ulong>(_many.Span)[number / WordBits];
    }

    private void Log(ReadOnlySpan<byte> bytes, ref PacketBlock? more)
    {
        _logged += bytes.Length;
        while (bytes.Length > 0)
        {
            if (RoomInLast == 0)
            {
                if (_last is null) _first = more;
                else _last.Next = more!.Id;
                _last = more;
                more = null;
            }

            int taken = Math.Min(bytes.Length, RoomInLast);
            bytes.Slice(0, taken).CopyTo(_last!.Buffer.AsSpan(_last.Length));
            _last.Length += taken;
            bytes = bytes.Slice(taken);
        }
    }

    private struct LogReader
    {
        private readonly PacketPool _pool;
        private PacketBlock? _block;
        private int _position;

        public LogReader(PacketBlock? first, PacketPool pool)
        {
            _pool = pool;
            _block = first;
            _position = 0;
        }

        public void Read(Span<byte> destination)
        {
            while (destination.Length > 0)
            {
                if (_position == _block!.Length)
                {
                    _block = _pool[_block.Next];
                    _position = 0;
                }

                int taken = Math.Min(destination.Length, _block.Length - _position);
                _block.Buffer.AsSpan(_position, taken).CopyTo(destination);
                _position += taken;
                destination = destination.Slice(taken);
            }
        }
    }
}
