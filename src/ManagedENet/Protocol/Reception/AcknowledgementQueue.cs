using System;
using System.Buffers.Binary;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Reception;

/// <summary>
/// Acknowledgements in the order in which they became due: a ring that grows when it must, each place holding the eight bytes that go on the wire. Bounded: when the other side
/// floods us and we cannot send, the rest is left unacknowledged.
/// </summary>
/// <remarks>
/// <code>
///   place:   kind | channel | number | number | sent time      on the wire the first byte is ACKNOWLEDGE; here it is the kind that is acknowledged
/// </code>
/// </remarks>
internal struct AcknowledgementQueue
{
    // Requirement: LIM-017
    private const int Limit = 1 << 15;
    private const int FirstCapacity = 4;
    private const int KeptCapacity = 64;
    private const int KindShift = 56;
    private const ulong WithoutKind = (1UL << KindShift) - 1;
    private const ulong Acknowledge = (ulong)CommandKind.Acknowledge << KindShift;

    private ulong[]? _ring;
    private int _head;
    private int _count;
    private int _most;

    public readonly bool IsEmpty => _count == 0;

    public readonly int Count => _count;

    /// <summary>Bytes the ring takes.</summary>
    public readonly long SizeBytes => BytesOf(_ring?.Length ?? 0);

    /// <summary>Adds one; false when too many wait, or the ledger refuses the room for more.</summary>
    public bool TryAdd(byte channelId, ushort sequence, ushort sentTime, CommandKind kind, LedgerSide ledger, ref Account account)
    {
        ulong[]? ring = _ring;
        if (ring is null || _count == ring.Length)
        {
            ring = _count == Limit ? null : TryGrow(ledger, ref account);
            if (ring is null) return false;
        }

        ring[(_head + _count) & (ring.Length - 1)] =
            ((ulong)kind << KindShift) | ((ulong)channelId << 48) | ((ulong)sequence << 32) | ((ulong)sequence << 16) | sentTime;
        _count++;
        return true;
    }

    /// <summary>Writes as many as fit. True when one of them acknowledged a DISCONNECT.</summary>
    // Requirement: REL-006
    public bool WriteTo(ref DatagramWriter writer, out bool isIncomplete)
    {
        isIncomplete = false;
        if (_count == 0) return false;
        if (_count > _most) _most = _count;
        ulong[] ring = _ring!;
        int written = Math.Min(_count, writer.RoomFor(CommandLayout.AcknowledgeBytes));
        Span<byte> target = writer.Add(written, CommandLayout.AcknowledgeBytes);
        bool saidGoodbye = false;
        for (int i = 0; i < written; i++)
        {
            // Requirement: REL-007, CMD-003
            ulong entry = ring[(_head + i) & (ring.Length - 1)];
            saidGoodbye |= KindOf(entry) == CommandKind.Disconnect;
            BinaryPrimitives.WriteUInt64BigEndian(target.Slice(i * CommandLayout.AcknowledgeBytes), (entry & WithoutKind) | Acknowledge);
        }

        _head = (_head + written) & (ring.Length - 1);
        _count -= written;
        isIncomplete = _count > 0;
        return saidGoodbye;
    }

    /// <summary>Drops everything but what answers the handshake, which a peer that leaves at once still owes.</summary>
    // Requirement: DIS-005, DEV-067
    public void KeepOnlyHandshake()
    {
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            ulong entry = _ring![(_head + i) & (_ring.Length - 1)];
            if (KindOf(entry) == CommandKind.VerifyConnect) _ring[(_head + kept++) & (_ring.Length - 1)] = entry;
        }

        _count = kept;
    }

    /// <summary>Called now and then: a ring that one burst made large is given up when it was not needed since the last call.</summary>
    public void EndInterval(LedgerSide ledger, ref Account account)
    {
        if (_count == 0 && _ring is { Length: > KeptCapacity } ring && _most <= ring.Length / 4) GiveUp(ledger, ref account);
        _most = _count;
    }

    /// <summary>Drops everything and gives the ring up.</summary>
    public void Clear(LedgerSide ledger, ref Account account)
    {
        _head = 0;
        _count = 0;
        _most = 0;
        GiveUp(ledger, ref account);
    }

    private static CommandKind KindOf(ulong entry) => (CommandKind)(entry >> KindShift);

    private static long BytesOf(int places) => places == 0 ? 0 : ObjectBytes.Array((long)places * sizeof(ulong));

    private void GiveUp(LedgerSide ledger, ref Account account)
    {
        ledger.Shrink(ref account, SizeBytes);
        _ring = null;
        _head = 0;
    }

    // A few acknowledgements always find room: what is next in order may go beyond the limits, and its acknowledgement with it.
    // Requirement: LIM-012
    private ulong[]? TryGrow(LedgerSide ledger, ref Account account)
    {
        int places = Math.Max(FirstCapacity, _count * 2);
        long growth = BytesOf(places) - SizeBytes;
        if (!ledger.TryGrow(ref account, growth, Claim.Next)) return null;
        ulong[] grown;
        try
        {
            grown = new ulong[places];
        }
        catch
        {
            ledger.Shrink(ref account, growth);
            throw;
        }

        for (int i = 0; i < _count; i++) grown[i] = _ring![(_head + i) & (_ring.Length - 1)];
        _head = 0;
        return _ring = grown;
    }
}
