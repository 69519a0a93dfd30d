using System;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Transports;

/// <summary>
/// Datagrams that were written and wait for the next flush, in order. Nothing that was committed is lost by a network that is full for a while.
/// </summary>
/// <remarks><code>
///  slots:  [ sent | sent | staged | staged | free | free ]
///                          ^ head            ^ tail
/// </code>
/// After a flush that got through, head and tail go back to the start. After one that was stopped, no slot is lent until the rest has left.
/// </remarks>
internal sealed class SendStage
{
    private const int SlotBytes = ProtocolConstants.MaximumMtu;

    private readonly byte[] _slots;
    private readonly DatagramPath[] _paths;
    private readonly DatagramSendOptions[] _options;
    private readonly int[] _lengths;
    private int _head;
    private int _tail;

    public SendStage(int slots)
    {
        _slots = new byte[slots * SlotBytes];
        _paths = new DatagramPath[slots];
        _options = new DatagramSendOptions[slots];
        _lengths = new int[slots];
    }

    /// <summary>True when the last flush left datagrams behind.</summary>
    public bool IsBlocked { get; private set; }

    public bool TryGetSlot(out Span<byte> slot)
    {
        if (IsBlocked || _tail == _lengths.Length)
        {
            slot = default;
            return false;
        }

        slot = _slots.AsSpan(_tail * SlotBytes, SlotBytes);
        return true;
    }

    public void Commit(in DatagramPath path, int length, in DatagramSendOptions options)
    {
        if ((uint)length > SlotBytes) throw new ArgumentOutOfRangeException(nameof(length), length, "A datagram has 0 to 4,096 bytes.");
        if (IsBlocked || _tail == _lengths.Length) throw new InvalidOperationException("Ask TryGetSendSlot for a slot before each CommitSend.");
        _paths[_tail] = path;
        _options[_tail] = options;
        _lengths[_tail] = length;
        _tail++;
    }

    /// <summary>Sends until all is gone or the sender is blocked; the number of datagrams sent.</summary>
    public int Flush<TSender>(TSender sender)
        where TSender : class, IDatagramSender
    {
        if (IsBlocked && !sender.CanSendAgain()) return 0;
        int sent = 0;
        IsBlocked = false;
        while (_head < _tail)
        {
            SendOutcome outcome = sender.TrySend(_slots, _head * SlotBytes, _lengths[_head], _paths[_head], _options[_head]);
            if (outcome == SendOutcome.Blocked)
            {
                IsBlocked = true;
                return sent;
            }

            if (outcome == SendOutcome.Sent) sent++;
            _head++;
        }

        _head = 0;
        _tail = 0;
        return sent;
    }
}
