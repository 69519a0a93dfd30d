using System;

namespace ManagedENet.Protocol.Diagnostics;

/// <summary>
/// What a host has counted since its start. 64-bit, so nothing wraps; native's are 32-bit. The host's thread counts, any thread may read: each value is whole, and
/// another thread than the host's may see it a moment late.
/// </summary>
internal sealed class HostCounters
{
    private readonly SharedCount[] _drops = new SharedCount[(int)DropReason.NotRead + 1];
    private SharedCount _sentDatagrams;
    private SharedCount _sentBytes;
    private SharedCount _receivedDatagrams;
    private SharedCount _receivedBytes;
    private readonly SharedCount[] _retransmissions = new SharedCount[(int)ENetLossTrigger.Probe + 1];
    private SharedCount _spuriousRetransmissions;
    private SharedCount _copies;
    private SharedCount _throttledPackets;
    private SharedCount _deliveredReliable;
    private SharedCount _deliveredUnreliable;

    /// <summary>Datagrams written.</summary>
    public long SentDatagrams
    {
        get => _sentDatagrams.Value;
        internal set => _sentDatagrams.Value = value;
    }

    /// <summary>Bytes of the datagrams written (<c>totalSentData</c>).</summary>
    public long SentBytes
    {
        get => _sentBytes.Value;
        internal set => _sentBytes.Value = value;
    }

    /// <summary>Datagrams handed in, good or bad.</summary>
    public long ReceivedDatagrams
    {
        get => _receivedDatagrams.Value;
        internal set => _receivedDatagrams.Value = value;
    }

    /// <summary>Bytes of the datagrams handed in (<c>totalReceivedData</c>).</summary>
    public long ReceivedBytes
    {
        get => _receivedBytes.Value;
        internal set => _receivedBytes.Value = value;
    }

    /// <summary>Reliable commands that were missing and were queued again.</summary>
    public long Retransmissions
    {
        get
        {
            long all = 0;
            for (int i = 0; i < _retransmissions.Length; i++) all += _retransmissions[i].Value;
            return all;
        }
    }

    /// <summary>Those of them that had arrived.</summary>
    public long SpuriousRetransmissions
    {
        get => _spuriousRetransmissions.Value;
        internal set => _spuriousRetransmissions.Value = value;
    }

    /// <summary>Commands that were written a second time before anybody knew whether the first was lost.</summary>
    public long Copies
    {
        get => _copies.Value;
        internal set => _copies.Value = value;
    }

    /// <summary>Unreliable packets that the packet throttle dropped before sending.</summary>
    public long ThrottledPackets
    {
        get => _throttledPackets.Value;
        internal set => _throttledPackets.Value = value;
    }

    /// <summary>Packets given to the application.</summary>
    public long DeliveredPackets => _deliveredReliable.Value + _deliveredUnreliable.Value;

    /// <summary>Those of them that were reliable.</summary>
    public long DeliveredReliablePackets => _deliveredReliable.Value;

    /// <summary>How often something was dropped for this reason.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such reason.</exception>
    public long this[DropReason reason] => (uint)reason < (uint)_drops.Length
        ? _drops[(int)reason].Value
        : throw new ArgumentOutOfRangeException(nameof(reason), reason, "There is no such reason; pass one that DropReason names.");

    /// <summary>How often something was dropped, whatever the reason.</summary>
    public long TotalDrops
    {
        get
        {
            long total = 0;
            for (int i = 0; i < _drops.Length; i++) total += _drops[i].Value;
            return total;
        }
    }

    /// <summary>Retransmissions for one reason.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such reason.</exception>
    public long RetransmissionsBy(ENetLossTrigger trigger) => (uint)trigger < (uint)_retransmissions.Length
        ? _retransmissions[(int)trigger].Value
        : throw new ArgumentOutOfRangeException(nameof(trigger), trigger, "There is no such reason; pass Timeout, Overtaken or Probe.");

    internal void Count(DropReason reason) => _drops[(int)reason].Add(1);

    internal void Count(ENetLossTrigger trigger) => _retransmissions[(int)trigger].Add(1);

    internal void CountDelivered(ENetPacketFlags flags)
    {
        if ((flags & ENetPacketFlags.Reliable) != 0) _deliveredReliable.Add(1);
        else _deliveredUnreliable.Add(1);
    }
}
