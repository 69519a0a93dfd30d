using System;
using System.Buffers.Binary;
using ManagedENet.Protocol.Buffers;

namespace ManagedENet.Protocol.Channels;

/// <summary>
/// Collects the fragments of one packet. They are kept as a log in order of arrival, so memory follows the bytes that arrived, however large the packet claims
/// to be; the packet is put together when the last one is there.
/// </summary>
/// <remarks>
/// <code>
///   log blocks (4 KiB):  [ #0 bytes | #2 by ] -> [ tes | #1 bytes ]        seen: 1 1 1 0 0 ...
/// </code>
/// </remarks>
internal sealed class FragmentAssembly
{
    // Requirement: LIM-014
    private const int LogBlockBytes = 4096;
    private const int NumberBytes = 4;
    private const int WordBits = 64;

    private ulong[] _seen = new ulong[4];
    private PacketBlock? _first;
    private PacketBlock? _last;

    /// <summary>How the packet was cut.</summary>
    public FragmentShape Shape { get; private set; }

    /// <summary>Fragments still missing.</summary>
    public int Missing { get; private set; }

    /// <summary>True when every fragment has arrived.</summary>
    // Requirement: FRG-017
    public bool IsComplete => Missing == 0;

    /// <summary>Starts a packet.</summary>
    public void Begin(in FragmentShape shape)
    {
        Shape = shape;
        Missing = shape.Count;
        int words = (shape.Count + WordBits - 1) / WordBits;
        if (_seen.Length < words) _seen = new ulong[words];
        else Array.Clear(_seen, 0, words);
    }

    /// <summary>Bytes that keeping a first fragment costs besides its payload.</summary>
    public static int OverheadBytes(in FragmentShape shape) => (shape.Count / 8) + MemoryBudget.CommandOverheadBytes;

    /// <summary>Bytes that keeping a fragment costs.</summary>
    public static int CostOf(int payloadBytes) => payloadBytes + NumberBytes;

    /// <summary>True when this fragment is here already.</summary>
    public bool Has(int number) => (_seen[number / WordBits] & (1UL << (number % WordBits))) != 0;

    /// <summary>Keeps a fragment that is not here yet and fits the shape.</summary>
    public void Add(int number, ReadOnlySpan<byte> payload, PacketPool pool)
    {
        _seen[number / WordBits] |= 1UL << (number % WordBits);
        Missing--;
        Span<byte> prefix = stackalloc byte[NumberBytes];
        BinaryPrimitives.WriteInt32LittleEndian(prefix, number);
        Log(prefix, pool);
        Log(payload, pool);
    }

    /// <summary>Puts the complete packet together.</summary>
    public void CopyTo(Span<byte> destination)
    {
        var log = new LogReader(_first);
        Span<byte> prefix = stackalloc byte[NumberBytes];
        for (int i = 0; i < Shape.Count; i++)
        {
            log.Read(prefix);
            int offset = BinaryPrimitives.ReadInt32LittleEndian(prefix) * Shape.FragmentBytes;
            log.Read(destination.Slice(offset, Math.Min(Shape.FragmentBytes, Shape.TotalBytes - offset)));
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Clear(PacketPool pool)
    {
        const int keptWords = 512;
        while (_first is not null)
        {
            PacketBlock block = _first;
            _first = block.Next;
            block.Next = null;
            pool.Release(block);
        }

        _last = null;
        if (_seen.Length > keptWords) _seen = new ulong[4];
    }

    // Requirement: LIM-014, DEV-058
    private void Log(ReadOnlySpan<byte> bytes, PacketPool pool)
    {
        while (bytes.Length > 0)
        {
            if (_last is null || _last.Length == LogBlockBytes)
            {
                PacketBlock block = pool.Rent(LogBlockBytes, ENetPacketFlags.None);
                block.Length = 0;
                if (_last is null) _first = block;
                else _last.Next = block;
                _last = block;
            }

            int taken = Math.Min(bytes.Length, LogBlockBytes - _last.Length);
            bytes.Slice(0, taken).CopyTo(_last.Buffer.AsSpan(_last.Length));
            _last.Length += taken;
            bytes = bytes.Slice(taken);
        }
    }

    private struct LogReader
    {
        private PacketBlock? _block;
        private int _position;

        public LogReader(PacketBlock? first)
        {
            _block = first;
            _position = 0;
        }

        public void Read(Span<byte> destination)
        {
            while (destination.Length > 0)
            {
                if (_position == _block!.Length)
                {
                    _block = _block.Next;
                    _position = 0;
                }

                int taken = Math.Min(destination.Length, _block!.Length - _position);
                _block.Buffer.AsSpan(_position, taken).CopyTo(destination);
                _position += taken;
                destination = destination.Slice(taken);
            }
        }
    }
}
