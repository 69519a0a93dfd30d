using System;
using ManagedENet.Protocol.Channels;

namespace ManagedENet.Protocol.Reception;

/// <summary>The receiving sides of a connection's channels, each made when the channel is first used.</summary>
internal struct ReceiverTable
{
    private ChannelReceiver?[]? _receivers;

    /// <summary>The receiver of a channel; made on first use.</summary>
    public ChannelReceiver Get(byte channelId, CommandStores stores)
    {
        ChannelReceiver?[]? receivers = _receivers;
        if (receivers is not null && channelId < receivers.Length && receivers[channelId] is { } known) return known;
        return Make(channelId, stores);
    }

    /// <summary>The receiver of a channel, or null when it was never used.</summary>
    public readonly ChannelReceiver? Find(byte channelId) => _receivers is { } receivers && channelId < receivers.Length ? receivers[channelId] : null;

    /// <summary>Gives all of them back, with what they hold.</summary>
    public void Release(CommandStores stores, ref Inbox inbox)
    {
        if (_receivers is null) return;
        foreach (ChannelReceiver? receiver in _receivers)
        {
            if (receiver is null) continue;
            receiver.Reset(stores, ref inbox);
            stores.Receivers.Return(receiver);
        }

        _receivers = null;
    }

    private ChannelReceiver Make(byte channelId, CommandStores stores)
    {
        if (_receivers is null) _receivers = new ChannelReceiver?[channelId + 1];
        else if (channelId >= _receivers.Length) Array.Resize(ref _receivers, Math.Max(channelId + 1, _receivers.Length * 2));
        return _receivers[channelId] = stores.Receivers.Get();
    }
}
