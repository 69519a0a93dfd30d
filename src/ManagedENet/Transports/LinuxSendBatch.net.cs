using System;
using System.Runtime.CompilerServices;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Transports;

/// <summary>
/// Datagrams on their way out, packed one behind the other in memory that stays where it is, and the messages that the kernel gets for them. Neighbours of equal size to
/// one destination lie next to each other and are one message.
/// </summary>
internal sealed unsafe class LinuxSendBatch
{
    /// <summary>Most messages of one call.</summary>
    public const int MessageLimit = 64;

    private const int SlotBytes = ProtocolConstants.MaximumMtu;
    private const int BufferBytes = 64 * SlotBytes;
    private const int DatagramLimit = 512;

    // UDP_MAX_SEGMENTS of the kernels that had it first, and the longest payload of an IPv4 datagram.
    private const int SegmentLimit = 64;
    private const int RunBytesLimit = 65_507;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferBytes, pinned: true);
    private readonly LinuxMessage[] _messages = GC.AllocateArray<LinuxMessage>(MessageLimit, pinned: true);
    private readonly LinuxVector[] _vectors = GC.AllocateArray<LinuxVector>(MessageLimit, pinned: true);
    private readonly LinuxControl[] _controls = GC.AllocateArray<LinuxControl>(MessageLimit, pinned: true);
    private readonly byte[] _names = GC.AllocateArray<byte>(MessageLimit * LinuxAddress.SlotBytes, pinned: true);
    private readonly DatagramPath[] _paths = new DatagramPath[DatagramLimit];
    private readonly DatagramSendOptions[] _options = new DatagramSendOptions[DatagramLimit];
    private readonly int[] _lengths = new int[DatagramLimit];
    private readonly int[] _ends = new int[MessageLimit];
    private readonly bool _isIPv6Socket;
    private readonly bool _choosesSource;
    private int _head;
    private int _tail;
    private int _headOffset;
    private int _tailOffset;
    private int _singlesUntil;
    private int _sourcelessUntil;

    /// <param name="isIPv6Socket">How the kernel wants addresses.</param>
    /// <param name="choosesSource">The socket has several addresses, and takes a word about which of them to send from.</param>
    public LinuxSendBatch(bool isIPv6Socket, bool choosesSource)
    {
        _isIPv6Socket = isIPv6Socket;
        _choosesSource = choosesSource;
        byte* names = Address(_names);
        for (int i = 0; i < MessageLimit; i++)
        {
            ref LinuxMessage message = ref _messages[i];
            message.Name = names + (i * LinuxAddress.SlotBytes);
            message.NameLength = (uint)LinuxAddress.LengthOf(isIPv6Socket);
            message.Vectors = Address(_vectors) + i;
            message.VectorCount = 1;
        }
    }

    /// <summary>True when the last flush left datagrams behind.</summary>
    public bool IsBlocked { get; set; }

    public bool IsEmpty => _head == _tail;

    /// <summary>The messages that <see cref="Prepare"/> has written.</summary>
    public LinuxMessage* Messages => Address(_messages);

    /// <summary>Where the first staged datagram goes.</summary>
    public ref readonly DatagramPath FirstPath => ref _paths[_head];

    /// <summary>How the first staged datagram is to be sent. What <see cref="Prepare"/> writes is all to be sent like it.</summary>
    public ref readonly DatagramSendOptions FirstOptions => ref _options[_head];

    /// <summary>Bytes of the first staged datagram.</summary>
    public int FirstLength => _lengths[_head];

    public bool TryGetSlot(out Span<byte> slot)
    {
        if (IsBlocked || _tail == DatagramLimit || _tailOffset + SlotBytes > BufferBytes)
        {
            slot = default;
            return false;
        }

        slot = _buffer.AsSpan(_tailOffset, SlotBytes);
        return true;
    }

    public void Commit(in DatagramPath path, int length, in DatagramSendOptions options)
    {
        if ((uint)length > SlotBytes) throw new ArgumentOutOfRangeException(nameof(length), length, "A datagram has 0 to 4,096 bytes.");
        if (!TryGetSlot(out _)) throw new InvalidOperationException("Ask TryGetSendSlot for a slot before each CommitSend.");
        _paths[_tail] = path;
        _options[_tail] = options;
        _lengths[_tail] = length;
        _tail++;
        _tailOffset += length;
    }

    /// <summary>Writes messages for what is staged, from the first on and as long as it is to be sent in the same way; answers how many.</summary>
    public int Prepare(bool mayJoin, int messageLimit)
    {
        int count = 0;
        int offset = _headOffset;
        DatagramFragmentation fragmentation = _options[_head].Fragmentation;
        for (int next = _head; next < _tail && count < messageLimit && _options[next].Fragmentation == fragmentation; count++)
        {
            int end = EndOfRun(next, mayJoin, out int bytes);
            ref LinuxMessage message = ref _messages[count];
            LinuxAddress.Write(_paths[next].Remote, _isIPv6Socket, _names.AsSpan(count * LinuxAddress.SlotBytes, LinuxAddress.SlotBytes));
            _vectors[count].Bytes = Address(_buffer) + offset;
            _vectors[count].Length = (nuint)bytes;
            bool isRun = end - next > 1;
            bool hasSource = HasSource(next);
            message.Control = isRun || hasSource ? Address(_controls) + count : null;
            message.ControlLength = isRun || hasSource ? (nuint)WriteControl(message.Control, next, isRun, hasSource) : 0u;
            _ends[count] = end;
            offset += bytes;
            next = end;
        }

        return count;
    }

    /// <summary>Forgets the datagrams of the first messages, which are done with; answers how many and how long they were.</summary>
    public (int Datagrams, int Bytes) Drop(int messages)
    {
        int end = _ends[messages - 1];
        int bytes = 0;
        for (int i = _head; i < end; i++) bytes += _lengths[i];
        int datagrams = end - _head;
        _head = end;
        _headOffset += bytes;
        if (_head == _tail) Clear();
        return (datagrams, bytes);
    }

    /// <summary>True when the first message that was prepared is a run of several datagrams.</summary>
    public bool StartsWithRun => _ends[0] - _head > 1;

    /// <summary>From now on the datagrams of the first message are sent one by one, each from the address that it is to leave from.</summary>
    public void BreakFirstRun() => (_singlesUntil, _sourcelessUntil) = (_ends[0], _head);

    /// <summary>True when the first message that was prepared says which address it is to leave from.</summary>
    public bool StartsWithSource => HasSource(_head);

    /// <summary>From now on the datagrams of the first message leave from whichever address the system picks.</summary>
    // Requirement: ADM-017
    public void LeaveFirstSource() => _sourcelessUntil = _ends[0];

    private static T* Address<T>(T[] pinned)
        where T : unmanaged => (T*)Unsafe.AsPointer(ref pinned[0]);

    private int EndOfRun(int start, bool mayJoin, out int bytes)
    {
        int segment = _lengths[start];
        bytes = segment;
        int end = start + 1;
        if (!mayJoin || start < _singlesUntil || segment == 0) return end;
        int limit = Math.Min(_tail, start + SegmentLimit);
        while (end < limit)
        {
            int length = _lengths[end];
            if (length > segment || length == 0 || bytes + length > RunBytesLimit || !IsSentAlike(start, end)) break;
            bytes += length;
            end++;

            // A shorter one can only be the last.
            if (length < segment) break;
        }

        return end;
    }

    // A source of the other family is none.
    private bool HasSource(int datagram)
    {
        if (!_choosesSource || datagram < _sourcelessUntil) return false;
        ref readonly DatagramPath path = ref _paths[datagram];
        return !path.Local.IsEmpty && path.Local.IsIPv4 == path.Remote.IsIPv4;
    }

    private int WriteControl(LinuxControl* control, int datagram, bool isRun, bool hasSource)
    {
        var bytes = new Span<byte>(control, LinuxControl.SpaceBytes);
        int length = isRun ? LinuxControl.WriteSegment(bytes, 0, _lengths[datagram]) : 0;
        return hasSource ? LinuxControl.WriteSource(bytes, length, _paths[datagram].Local) : length;
    }

    // One message has one destination, one sender and one set of options.
    private bool IsSentAlike(int first, int second)
    {
        ref readonly DatagramPath one = ref _paths[first];
        ref readonly DatagramPath other = ref _paths[second];
        return one.Remote == other.Remote && one.Local == other.Local && _options[first].Fragmentation == _options[second].Fragmentation;
    }

    private void Clear()
    {
        _head = 0;
        _tail = 0;
        _headOffset = 0;
        _tailOffset = 0;
        _singlesUntil = 0;
        _sourcelessUntil = 0;
    }
}
