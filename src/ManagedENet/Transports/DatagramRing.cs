using System;
using System.Threading;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Transports;

/// <summary>Datagrams on their way from the one thread that adds to the one that takes: a ring of cells, each as long as a datagram may be. What finds it full is dropped and counted, as in a socket's buffer.</summary>
// Requirement: SHD-003
internal sealed class DatagramRing
{
    /// <summary>Datagrams that may wait: 4 MiB when all are as long as can be, which is what a socket is asked for.</summary>
    public const int Cells = 1_024;

    private readonly byte[]?[] _cells = new byte[Cells][];
    private readonly int[] _lengths = new int[Cells];
    private readonly DatagramPath[] _paths = new DatagramPath[Cells];
    private uint _added;
    private uint _taken;
    private long _overflow;

    /// <summary>Set when something was added, or the one that takes is to look for another reason.</summary>
    public ManualResetEventSlim Signal { get; } = new(false, spinCount: 0);

    /// <summary>Datagrams that found no room.</summary>
    public long Overflow => Volatile.Read(ref _overflow);

    /// <summary>The one that takes: datagrams that wait.</summary>
    public int Count => (int)(Volatile.Read(ref _added) - _taken);

    /// <summary>The one that adds: false when there is no room.</summary>
    public bool TryAdd(ReadOnlySpan<byte> datagram, in DatagramPath path)
    {
        if (_added - Volatile.Read(ref _taken) == Cells)
        {
            Volatile.Write(ref _overflow, _overflow + 1);
            return false;
        }

        uint cell = _added % Cells;
        byte[] bytes = _cells[cell] ??= new byte[ProtocolConstants.MaximumMtu];
        datagram.CopyTo(bytes);
        _lengths[cell] = datagram.Length;
        _paths[cell] = path;
        Volatile.Write(ref _added, _added + 1);
        return true;
    }

    /// <summary>The one that takes: one of those that wait, the oldest with index 0.</summary>
    public Span<byte> Peek(int index, out DatagramPath path)
    {
        uint cell = (_taken + (uint)index) % Cells;
        path = _paths[cell];
        return _cells[cell].AsSpan(0, _lengths[cell]);
    }

    /// <summary>The one that takes: so many of the oldest are done.</summary>
    public void Skip(int count) => Volatile.Write(ref _taken, _taken + (uint)count);
}
