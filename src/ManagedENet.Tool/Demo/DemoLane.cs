using System;
using System.Collections;
using System.Diagnostics;
using ManagedENet.Tool.Text;

namespace ManagedENet.Tool.Demo;

/// <summary>The packets of one way of sending in one direction of one connection: what was sent at one end, and what came out at the other.</summary>
internal sealed class DemoLane
{
    private readonly int _id;
    private readonly BitArray _isDelivered;
    private int _highest = -1;

    public DemoLane(int id, SendingWay way, int planned)
    {
        _id = id;
        Way = way;
        Planned = planned;
        _isDelivered = new BitArray(planned);
    }

    public SendingWay Way { get; }

    public int Planned { get; }

    /// <summary>Packets that the connection took.</summary>
    public int Sent { get; private set; }

    /// <summary>Packets that arrived intact, each counted once.</summary>
    public int Delivered { get; private set; }

    /// <summary>Of the delivered ones: those that came after everything sent before them that came at all.</summary>
    public int InOrder { get; private set; }

    public int Duplicated { get; private set; }

    public int Corrupt { get; private set; }

    public long FirstSentAt { get; private set; }

    public long LastDeliveredAt { get; private set; }

    public Percentiles Latencies { get; } = new();

    public bool IsSent => Sent == Planned;

    /// <summary>Sends what is due when all packets are spread evenly over the time that is given.</summary>
    public void SendDue(ENetPeer peer, TimeSpan elapsed, TimeSpan window, byte[] buffer)
    {
        int due = elapsed >= window ? Planned : (int)Math.Ceiling(Planned * (elapsed / window));
        while (Sent < due)
        {
            Span<byte> payload = buffer.AsSpan(0, Way.BytesOf(Sent));
            long now = Stopwatch.GetTimestamp();
            DemoPayload.Write(payload, _id, Sent, now);

            // A full queue is tried again at the next turn; a packet that is never taken is missing from the operations in the end.
            if (peer.Send(Way.ChannelId, payload, Way.Flags) != ENetSendResult.Queued) return;
            if (Sent++ == 0) FirstSentAt = now;
        }
    }

    public void Receive(ReadOnlySpan<byte> packet)
    {
        if (!DemoPayload.TryRead(packet, Way, _id, out int number, out long sentAt) || number >= Sent)
        {
            Corrupt++;
            return;
        }

        if (_isDelivered[number])
        {
            Duplicated++;
            return;
        }

        _isDelivered[number] = true;
        Delivered++;
        if (number > _highest)
        {
            InOrder++;
            _highest = number;
        }

        LastDeliveredAt = Stopwatch.GetTimestamp();
        Latencies.Add(LastDeliveredAt - sentAt);
    }
}
