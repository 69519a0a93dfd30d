using ManagedENet.Protocol.Buffers;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Peers;

/// <summary>Acknowledgements in the order in which they became due. Bounded: when the other side floods us and we cannot send, the rest is left unacknowledged.</summary>
internal struct AckQueue
{
    // Requirement: LIM-017
    private const int Limit = 1 << 15;

    private SlabList _queue;
    private int _count;

    /// <summary>An empty queue. The default value is not one.</summary>
    public static AckQueue Empty => new() { _queue = SlabList.Empty };

    public readonly bool IsEmpty => _queue.IsEmpty;

    /// <summary>Adds one; false when too many wait.</summary>
    public bool TryAdd(byte channelId, ushort sequence, ushort sentTime, CommandKind kind, Slab<PendingAcknowledgement> slab)
    {
        if (_count == Limit) return false;
        int index = slab.Allocate();
        ref PendingAcknowledgement entry = ref slab[index];
        entry.ChannelId = channelId;
        entry.ReliableSequence = sequence;
        entry.SentTime = sentTime;
        entry.Kind = kind;
        _queue.Append(slab, index);
        _count++;
        return true;
    }

    /// <summary>Writes as many as fit. True when one of them acknowledged a DISCONNECT.</summary>
    // Requirement: REL-006
    public bool WriteTo(ref DatagramWriter writer, Slab<PendingAcknowledgement> slab, out bool isIncomplete)
    {
        bool saidGoodbye = false;
        while (!_queue.IsEmpty && writer.Fits(CommandLayout.AcknowledgeBytes))
        {
            int index = _queue.Head;
            ref PendingAcknowledgement entry = ref slab[index];
            // Requirement: REL-007, CMD-003
            var header = new CommandHeader(CommandKind.Acknowledge, CommandFlags.None, entry.ChannelId, entry.ReliableSequence);
            new AcknowledgeCommand(entry.ReliableSequence, entry.SentTime).Write(writer.Add(header, CommandLayout.AcknowledgeBytes));
            saidGoodbye |= entry.Kind == CommandKind.Disconnect;
            Remove(index, slab);
        }

        isIncomplete = !_queue.IsEmpty;
        return saidGoodbye;
    }

    /// <summary>Drops everything but what answers the handshake, which a peer that leaves at once still owes.</summary>
    // Requirement: DIS-005, DEV-067
    public void KeepOnlyHandshake(Slab<PendingAcknowledgement> slab)
    {
        int next;
        for (int index = _queue.Head; index >= 0; index = next)
        {
            next = slab[index].Next;
            if (slab[index].Kind != CommandKind.VerifyConnect) Remove(index, slab);
        }
    }

    /// <summary>Drops everything.</summary>
    public void Clear(Slab<PendingAcknowledgement> slab)
    {
        while (!_queue.IsEmpty) Remove(_queue.Head, slab);
    }

    private void Remove(int index, Slab<PendingAcknowledgement> slab)
    {
        _queue.Remove(slab, index);
        slab.Free(index);
        _count--;
    }
}
