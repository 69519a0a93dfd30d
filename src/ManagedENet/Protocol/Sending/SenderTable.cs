using System;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Sending;

/// <summary>The sending sides of a connection's channels, each made when the channel is first used.</summary>
internal struct SenderTable
{
    private ChannelSender?[]? _places;

    /// <summary>The sender of a channel that was opened.</summary>
    public readonly ChannelSender this[byte channelId] => _places![channelId]!;

    /// <summary>Bytes of the table.</summary>
    public readonly long SizeBytes => CountedArray.BytesOf(_places?.Length ?? 0);

    /// <summary>Makes sure that a channel has its sender; false when the ledger refuses it.</summary>
    public bool TryOpen(byte channelId, SendingStores stores, ref Account account) =>
        (_places is { } places && channelId < places.Length && places[channelId] is not null) || TryMake(channelId, stores, ref account);

    /// <summary>The sender of a channel, or null when it was never used.</summary>
    public readonly ChannelSender? Find(byte channelId) => _places is { } places && channelId < places.Length ? places[channelId] : null;

    /// <summary>Of what the channels have sent and nobody has acknowledged, the command that was queued first, or -1.</summary>
    public readonly int FindOldest(Slab<OutgoingCommand> slab)
    {
        int oldest = -1;
        foreach (ChannelSender? sender in _places ?? Array.Empty<ChannelSender?>())
        {
            if (sender is null || sender.FindOldest() is not (>= 0 and int index)) continue;
            if (oldest < 0 || OutgoingCommand.WasQueuedBefore(slab[index], slab[oldest])) oldest = index;
        }

        return oldest;
    }

    /// <summary>Gives all of them back.</summary>
    public void Release(SendingStores stores, ref Account account)
    {
        if (_places is null) return;
        LedgerSide ledger = stores.Ledger;
        foreach (ChannelSender? sender in _places)
        {
            if (sender is null) continue;
            sender.Reset(ledger, ref account);
            stores.Senders.Return(sender, ledger, ref account, Claim.Must);
        }

        ledger.Shrink(ref account, SizeBytes);
        _places = null;
    }

    /// <summary>Called now and then: tables that one burst made large become smaller.</summary>
    public readonly void EndInterval(LedgerSide ledger, ref Account account)
    {
        if (_places is null) return;
        foreach (ChannelSender? sender in _places) sender?.EndInterval(ledger, ref account);
    }

    /// <summary>Counts what they hold.</summary>
    public readonly void Measure(ref MemoryMeasure measure)
    {
        measure.TableBytes += SizeBytes;
        foreach (ChannelSender? sender in _places ?? Array.Empty<ChannelSender?>()) sender?.Measure(ref measure);
    }

    // Requirement: LIM-012
    private bool TryMake(byte channelId, SendingStores stores, ref Account account)
    {
        LedgerSide ledger = stores.Ledger;
        return CountedArray.TryReach(ref _places, channelId, ProtocolConstants.MaximumChannelCount, ledger, ref account)
            && (_places![channelId] = stores.Senders.TryTake(ledger, ref account, Claim.Next)) is not null;
    }
}
