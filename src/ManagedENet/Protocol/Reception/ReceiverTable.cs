using System;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Reception;

/// <summary>The receiving sides of a connection's channels, each made when the channel is first used.</summary>
internal struct ReceiverTable
{
    private ChannelReceiver?[]? _places;

    /// <summary>The receiver of a channel that was opened.</summary>
    public readonly ChannelReceiver this[byte channelId] => _places![channelId]!;

    /// <summary>Bytes of the table.</summary>
    public readonly long SizeBytes => CountedArray.BytesOf(_places?.Length ?? 0);

    /// <summary>Makes sure that a channel has its receiver; false when the ledger refuses it.</summary>
    public bool TryOpen(byte channelId, ReceptionStores stores, ref Account account) =>
        (_places is { } places && channelId < places.Length && places[channelId] is not null) || TryMake(channelId, stores, ref account);

    /// <summary>The receiver of a channel, or null when it was never used.</summary>
    public readonly ChannelReceiver? Find(byte channelId) => _places is { } places && channelId < places.Length ? places[channelId] : null;

    /// <summary>Gives up an incomplete unreliable packet; false when there is none.</summary>
    // Requirement: LIM-016
    public readonly bool TryGiveUpUnreliable(ReceptionStores stores, ref Inbox inbox)
    {
        if (inbox.UnreliableAssemblies == 0) return false;
        foreach (ChannelReceiver? receiver in _places!)
        {
            if (receiver is not null && receiver.TryGiveUpOldest(stores, ref inbox)) return true;
        }

        return false;
    }

    /// <summary>Gives all of them back, with what they hold.</summary>
    public void Release(ReceptionStores stores, ref Inbox inbox)
    {
        if (_places is null) return;
        LedgerSide ledger = stores.Ledger;
        foreach (ChannelReceiver? receiver in _places)
        {
            if (receiver is null) continue;
            receiver.Reset(stores, ref inbox);
            stores.Receivers.Return(receiver, ledger, ref inbox.Account, Claim.Must);
        }

        ledger.Shrink(ref inbox.Account, SizeBytes);
        _places = null;
    }

    /// <summary>Called now and then: tables that one burst made large become smaller.</summary>
    public readonly void EndInterval(LedgerSide ledger, ref Inbox inbox)
    {
        if (_places is null) return;
        foreach (ChannelReceiver? receiver in _places) receiver?.EndInterval(ledger, ref inbox);
    }

    /// <summary>Counts what they hold.</summary>
    public readonly void Measure(ref MemoryMeasure measure)
    {
        measure.TableBytes += SizeBytes;
        foreach (ChannelReceiver? receiver in _places ?? Array.Empty<ChannelReceiver?>()) receiver?.Measure(ref measure);
    }

    // Requirement: LIM-012
    private bool TryMake(byte channelId, ReceptionStores stores, ref Account account)
    {
        LedgerSide ledger = stores.Ledger;
        return CountedArray.TryReach(ref _places, channelId, ProtocolConstants.MaximumChannelCount, ledger, ref account)
            && (_places![channelId] = stores.Receivers.TryTake(ledger, ref account, Claim.Next)) is not null;
    }
}
