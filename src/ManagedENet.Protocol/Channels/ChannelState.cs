namespace ManagedENet.Protocol.Channels;

/// <summary>Both directions of one channel of one peer. Exists from the first use of the channel on, and comes from a pool.</summary>
internal sealed class ChannelState
{
    /// <summary>The sending side.</summary>
    public ChannelSender Sender { get; } = new();

    /// <summary>The receiving side.</summary>
    public ChannelReceiver Receiver { get; } = new();
}
