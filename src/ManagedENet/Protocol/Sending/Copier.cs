using System;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Recovery;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Sending;

/// <summary>
/// Sends small reliable commands once more before anybody can know whether they are lost: they ride in the datagrams that leave next, and where none leaves soon, in one
/// of their own. What a copy costs is bounded by a share of what leaves. Made for a connection that asks for it.
/// </summary>
/// <remarks>
/// <code>
///   datagram     1        2        3                        ack of 1 is overdue
///              [ A ]    [ B A ]  [ C B ]     ...    [ A ]        A and its copy are both lost: the last copy
/// </code>
/// </remarks>
internal sealed class Copier : IStashed<Copier>
{
    /// <summary>Bytes of the object with its arrays.</summary>
    public const int ObjectBytes = 88 + 24 + (MostEntries * 24) + 24 + (MostSendings * 16);

    /// <summary>Longest payload that is copied.</summary>
    public const int LongestPayload = 256;

    /// <summary>Most copies of a command, but for the one that is sent when an acknowledgement is overdue.</summary>
    public const int MostCopies = 3;

    /// <summary>What stands for one in <see cref="Allowance"/>.</summary>
    public const int WholeAllowance = 256;

    private const int MostEntries = 128;
    private const int MostSendings = 16;

    // Of the IP and the UDP header, which the line carries as well.
    private const int HeaderBytes = 28 + ProtocolConstants.HeaderBytes;

    // What was saved up in quiet times must not come in one heap.
    private const long MostCredit = 8_192 * WholeAllowance;

    // A loss seldom comes alone: right behind the first sending a copy shares its fate.
    private const long LeastGapUs = 2_000;
    private const long LeastWaitUs = 8_000;
    private const int WaitsOfARoundTrip = 4;

    // Who sends at least this often has a datagram for the copy soon enough.
    private const long LongestBeatUs = 22_000;

    private readonly Entry[] _entries = new Entry[MostEntries];
    private readonly Sending[] _sendings = new Sending[MostSendings];
    private int _count;
    private uint _sent;
    private long _credit;
    private long _lastNewUs;
    private long _beatUs;

    /// <inheritdoc/>
    public Copier? NextStashed { get; set; }

    /// <summary>What copies may take for each byte of the rest, in 256ths.</summary>
    public int Allowance { get; set; } = WholeAllowance;

    /// <summary>When a copy is to leave, microseconds; <see cref="ProtocolTime.Never"/> when none is.</summary>
    public long DueUs { get; private set; } = ProtocolTime.Never;

    /// <summary>Back to the start.</summary>
    public void Reset()
    {
        _count = 0;
        _sent = 0;
        _credit = 0;
        _lastNewUs = 0;
        _beatUs = 0;
        Allowance = WholeAllowance;
        DueUs = ProtocolTime.Never;
    }

    /// <summary>Takes note of what a datagram has added to what is under way.</summary>
    /// <param name="outbox">What was sent.</param>
    /// <param name="newest">What was the newest before, or -1.</param>
    /// <param name="context">What all senders share.</param>
    public void NoteSent(ref Outbox outbox, int newest, SendingContext context)
    {
        Slab<OutgoingCommand> slab = context.Commands;
        bool isAny = false;
        for (int index = newest < 0 ? outbox.InFlight.Head : slab[newest].Next; index >= 0; index = slab[index].Next)
        {
            ref OutgoingCommand command = ref slab[index];
            if (!command.CarriesPayload || command.Length > LongestPayload) continue;
            byte copies = outbox.Senders[command.ChannelId].Copies;
            if (copies == 0) continue;
            isAny = true;
            if (_count == MostEntries) RemoveOldest();
            _entries[_count++] = new Entry { FirstUs = context.NowUs, LastUs = context.NowUs, Index = index, Sequence = command.ReliableSequence, ChannelId = command.ChannelId, Left = copies };
        }

        if (!isAny) return;
        // How regularly something new leaves. A pause is none of the beats.
        long beatUs = context.NowUs - _lastNewUs;
        if (beatUs is > LeastGapUs and < 4 * LongestBeatUs) _beatUs += (beatUs - _beatUs) / 4;
        _lastNewUs = context.NowUs;
    }

    /// <summary>Adds copies to a datagram that leaves anyway, or to one that leaves for their sake; at the end of everything else.</summary>
    /// <param name="outbox">What was sent.</param>
    /// <param name="roundTrip">What round trips are.</param>
    /// <param name="number">The number of the datagram.</param>
    /// <param name="readUntilUs">What arrived until then was read.</param>
    /// <param name="writer">The datagram.</param>
    /// <param name="result">What is known of it.</param>
    /// <param name="context">What all senders share.</param>
    // Requirement: REL-080, REL-081, REL-082, DEV-092
    public void Write(
        ref Outbox outbox, in RoundTripEstimator roundTrip, uint number, long readUntilUs, ref DatagramWriter writer, ref PacketizerResult result, SendingContext context)
    {
        long nowUs = context.NowUs;
        bool leavesAnyway = writer.CommandCount > 0;
        if (leavesAnyway) _credit = Math.Min(_credit + ((long)(writer.CommandBytes + HeaderBytes) * Allowance), MostCredit);
        if (_count == 0) return;
        // What is due may have been acknowledged by what waits to be read.
        bool isDue = nowUs >= DueUs && DueUs <= readUntilUs;
        if (!leavesAnyway && !isDue) return;
        long waitUs = WaitUs(roundTrip);
        long overdueUs = roundTrip.MeanUs + Math.Max(4L * roundTrip.VarianceUs, LeastGapUs);
        long rideUs = (long)roundTrip.MeanUs + roundTrip.VarianceUs - ProtocolTime.UsPerMs;
        long dueUs = ProtocolTime.Never;
        bool wrote = false;
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            Entry entry = _entries[i];
            int index = outbox.Find(entry.ChannelId, entry.Sequence);
            if (index != entry.Index || !context.Commands[index].IsInFlight) continue;
            // The ride costs little: what should be there by now takes it, and only what is late for certain is worth a datagram of its own.
            bool isOverdue = nowUs - entry.FirstUs >= (leavesAnyway ? rideUs : overdueUs);
            long ownDueUs = entry.DueUs(waitUs, overdueUs);
            bool mayRide = entry.Left > 0 ? nowUs - entry.LastUs >= LeastGapUs : isOverdue;
            if (mayRide && (writer.CommandCount > 0 || nowUs >= ownDueUs))
            {
                ref OutgoingCommand command = ref context.Commands[index];
                int bytes = CommandLayout.SizeOf(command.Kind) + command.Length;
                if (!writer.Fits(bytes))
                {
                    result.IsIncomplete |= nowUs >= ownDueUs;
                    if (ownDueUs < dueUs) dueUs = ownDueUs;
                    _entries[kept++] = entry;
                    continue;
                }

                // What the share has no room for falls away.
                long cost = (long)(bytes + (writer.CommandCount > 0 ? 0 : HeaderBytes)) * WholeAllowance;
                if (cost <= _credit)
                {
                    _credit -= cost;
                    CommandWriter.Write(ref writer, ref command, bytes, context);
                    outbox.Wishes!.Copies++;
                    context.Counters.Copies++;
                    context.Log?.NoteCopied(nowUs, command.Length, command.ChannelId, command.ReliableSequence, command.SentTimeUs);
                    wrote = true;
                }

                entry.LastUs = nowUs;

                // Behind the last one comes another only when its answer is overdue.
                if (entry.Left == 0) continue;
                entry.Left = isOverdue ? (byte)0 : (byte)(entry.Left - 1);
                if (isOverdue) continue;
                ownDueUs = entry.DueUs(waitUs, overdueUs);
            }

            if (ownDueUs < dueUs) dueUs = ownDueUs;
            _entries[kept++] = entry;
        }

        _count = kept;
        DueUs = dueUs;
        if (!wrote) return;
        writer.HasSentTime = true;
        result.WroteReliable = true;
        _sendings[_sent++ % MostSendings] = new Sending { TimeUs = nowUs, Number = number, WireTime = ProtocolTime.ToWire(context.NowMs) };
    }

    /// <summary>The last datagram with copies that was sent at this time of the wire; false when none is known.</summary>
    /// <param name="wireTime">The time that an acknowledgement echoes.</param>
    /// <param name="nowUs">The time.</param>
    /// <param name="sentTimeUs">When that was, microseconds.</param>
    /// <param name="number">Its number.</param>
    public bool TryFind(ushort wireTime, long nowUs, out long sentTimeUs, out uint number)
    {
        for (uint i = 1; i <= Math.Min(_sent, MostSendings); i++)
        {
            ref Sending sending = ref _sendings[(_sent - i) % MostSendings];
            // The wire shows the same time again after a minute.
            if (sending.WireTime != wireTime || nowUs - sending.TimeUs > ushort.MaxValue / 2 * ProtocolTime.UsPerMs) continue;
            (sentTimeUs, number) = (sending.TimeUs, sending.Number);
            return true;
        }

        (sentTimeUs, number) = (0, 0);
        return false;
    }

    // A datagram that leaves regularly takes the copy along without headers of its own.
    private long WaitUs(in RoundTripEstimator roundTrip)
    {
        long waitUs = Math.Max(LeastWaitUs, roundTrip.MeanUs / WaitsOfARoundTrip);
        return _beatUs > LongestBeatUs ? waitUs : Math.Max(waitUs, _beatUs + (_beatUs / 4));
    }

    private void RemoveOldest()
    {
        _count--;
        Array.Copy(_entries, 1, _entries, 0, _count);
    }

    private struct Entry
    {
        public long FirstUs;
        public long LastUs;
        public int Index;
        public ushort Sequence;
        public byte ChannelId;
        public byte Left;

        public readonly long DueUs(long waitUs, long overdueUs) => Left > 0 ? LastUs + waitUs : FirstUs + overdueUs;
    }

    private struct Sending
    {
        public long TimeUs;
        public uint Number;
        public ushort WireTime;
    }
}
