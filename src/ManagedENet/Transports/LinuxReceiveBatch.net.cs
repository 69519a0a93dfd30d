using System;
using System.Net;
using System.Runtime.CompilerServices;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Transports;

/// <summary>
/// Messages on their way in, each with room for as much as the kernel may hand over at once, and the datagrams that were found in them.
/// </summary>
/// <remarks><code>
///   message 0   from A, segments of 1372      [ 1372 ][ 1372 ][ 300 ]      datagrams 0, 1, 2
///   message 1   from B                        [ 90 ]                       datagram  3
/// </code></remarks>
internal sealed unsafe class LinuxReceiveBatch
{
    // Whatever the kernel coalesces is shorter than 64 KiB; without coalescing one byte more than the longest datagram tells that one was longer.
    private const int CoalescedBytes = 1 << 16;
    private const int SingleBytes = ProtocolConstants.MaximumMtu + 64;

    // A client has no use for many messages at a time, and beyond some dozen a call more costs nothing that could be seen. What nothing is received into is never touched.
    private const int LeastMessages = 4;
    private const int MostMessages = 32;
    private const int PeersPerMessage = 4;
    private const int DatagramsPerMessage = 64;

    private readonly bool _isIPv6Socket;
    private readonly ENetAddress _local;
    private readonly int _slotBytes;
    private readonly byte[] _buffer;
    private readonly LinuxMessage[] _messages;
    private readonly LinuxVector[] _vectors;
    private readonly LinuxControl[] _controls;
    private readonly byte[] _names;

    // The way that each message came; its datagrams have come together.
    private readonly DatagramPath[] _paths;
    private readonly ushort _port;
    private Datagram[] _datagrams;

    /// <param name="isIPv6Socket">How the kernel writes addresses.</param>
    /// <param name="isCoalescing">The kernel may hand over several datagrams as one.</param>
    /// <param name="peerLimit">Peers of the host, for which there should be room.</param>
    /// <param name="bound">The address and port of the socket: where everything comes to, unless it has all addresses of its machine.</param>
    public LinuxReceiveBatch(bool isIPv6Socket, bool isCoalescing, int peerLimit, IPEndPoint bound)
    {
        _isIPv6Socket = isIPv6Socket;
        _local = SocketSetup.OnlyAddressOf(bound);
        _port = (ushort)bound.Port;
        _slotBytes = isCoalescing ? CoalescedBytes : SingleBytes;
        int messages = Math.Clamp(peerLimit / PeersPerMessage, LeastMessages, MostMessages);
        _datagrams = new Datagram[messages * DatagramsPerMessage];
        _buffer = GC.AllocateUninitializedArray<byte>(messages * _slotBytes, pinned: true);
        _messages = GC.AllocateArray<LinuxMessage>(messages, pinned: true);
        _vectors = GC.AllocateArray<LinuxVector>(messages, pinned: true);
        _controls = GC.AllocateArray<LinuxControl>(messages, pinned: true);
        _names = GC.AllocateArray<byte>(messages * LinuxAddress.SlotBytes, pinned: true);
        _paths = new DatagramPath[messages];
        for (int i = 0; i < messages; i++)
        {
            _vectors[i].Bytes = Address(_buffer) + (i * _slotBytes);
            _vectors[i].Length = (nuint)_slotBytes;
            _messages[i].Name = Address(_names) + (i * LinuxAddress.SlotBytes);
            _messages[i].Vectors = Address(_vectors) + i;
            _messages[i].VectorCount = 1;
            _messages[i].Control = Address(_controls) + i;
            Reset(i);
        }
    }

    /// <summary>Messages that one call may fill.</summary>
    public int Capacity => _messages.Length;

    /// <summary>Datagrams that were found.</summary>
    public int Count { get; private set; }

    public LinuxMessage* Messages => Address(_messages);

    /// <summary>Bytes of the datagrams that were found in the messages read last.</summary>
    public long Bytes { get; private set; }

    /// <summary>Datagrams without a byte.</summary>
    public int Empty { get; private set; }

    /// <summary>Datagrams longer than any ENet peer may send.</summary>
    public int TooLong { get; private set; }

    /// <summary>A datagram and the way it came.</summary>
    public Span<byte> Get(int index, out DatagramPath path)
    {
        if ((uint)index >= (uint)Count) throw new ArgumentOutOfRangeException(nameof(index), index, "The batch has fewer datagrams; see what Receive answered.");
        ref Datagram datagram = ref _datagrams[index];
        path = _paths[datagram.Message];
        return _buffer.AsSpan(datagram.Offset, datagram.Length);
    }

    /// <summary>Forgets the datagrams.</summary>
    public void Clear()
    {
        Count = 0;
        Bytes = 0;
        Empty = 0;
        TooLong = 0;
    }

    /// <summary>Finds the datagrams in the first messages, which the kernel has just filled, and makes the messages ready for the next call.</summary>
    public void Read(int messages)
    {
        for (int i = 0; i < messages; i++)
        {
            ref LinuxMessage message = ref _messages[i];
            int segmentBytes = int.MaxValue;
            ENetAddress local = _local;
            if (message.ControlLength > 0) LinuxControl.Read(ControlOf(i, (int)message.ControlLength), _port, ref segmentBytes, ref local);
            ENetAddress from = LinuxAddress.Read(_names.AsSpan(i * LinuxAddress.SlotBytes, LinuxAddress.SlotBytes), _isIPv6Socket);
            _paths[i] = new DatagramPath(from, local);
            Split(i, (int)message.Moved, segmentBytes);
            Reset(i);
        }
    }

    private static T* Address<T>(T[] pinned)
        where T : unmanaged => (T*)Unsafe.AsPointer(ref pinned[0]);

    // The kernel writes over these fields.
    private void Reset(int index)
    {
        ref LinuxMessage message = ref _messages[index];
        message.NameLength = LinuxAddress.SlotBytes;
        message.ControlLength = LinuxControl.SpaceBytes;
    }

    private ReadOnlySpan<byte> ControlOf(int index, int length) => new(Address(_controls) + index, Math.Min(length, LinuxControl.SpaceBytes));

    private void Split(int index, int length, int segmentBytes)
    {
        if (length == 0)
        {
            Empty++;
            return;
        }

        int start = index * _slotBytes;
        for (int offset = 0; offset < length; offset += Math.Min(segmentBytes, length - offset))
        {
            int bytes = Math.Min(segmentBytes, length - offset);
            if (bytes > ProtocolConstants.MaximumMtu)
            {
                TooLong++;
                continue;
            }

            if (Count == _datagrams.Length) Array.Resize(ref _datagrams, Count * 2);
            _datagrams[Count++] = new Datagram(start + offset, bytes, index);
            Bytes += bytes;
        }
    }

    private readonly record struct Datagram(int Offset, int Length, int Message);
}
