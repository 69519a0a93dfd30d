using System;
using ManagedENet.Protocol.Channels;

namespace ManagedENet.Protocol.Sending;

/// <summary>The sending sides of a connection's channels, each made when the channel is first used.</summary>
internal struct SenderTable
{
    private ChannelSender?[]? _senders;

    /// <summary>The sender of a channel; made on first use.</summary>
    public ChannelSender Get(byte channelId, CommandStores stores)
    {
        ChannelSender?[]? senders = _senders;
        if (senders is not null && channelId < senders.Length && senders[channelId] is { } known) return known;
        return Make(channelId, stores);
    }

    /// <summary>The sender of a channel, or null when it was never used.</summary>
    public readonly ChannelSender? Find(byte channelId) => _senders is { } senders && channelId < senders.Length ? senders[channelId] : null;

    /// <summary>Gives all of them back.</summary>
    public void Release(CommandStores stores)
    {
        if (_senders is null) return;
        foreach (ChannelSender? sender in _senders)
        {
            if (sender is null) continue;
            sender.Reset();
            stores.Senders.Return(sender);
        }

        _senders = null;
    }

    private ChannelSender Make(byte channelId, CommandStores stores)
    {
        if (_senders is null) _senders = new ChannelSender?[channelId + 1];
        else if (channelId >= _senders.Length) Array.Resize(ref _senders, Math.Max(channelId + 1, _senders.Length * 2));
        return _senders[channelId] = stores.Senders.Get();
    }
}
