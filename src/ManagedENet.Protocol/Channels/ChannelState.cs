using ManagedENet.Protocol.Buffers;

namespace ManagedENet.Protocol.Channels;

/// <summary>Both directions of one channel of one peer. Exists from the first use of the channel on, and comes from a stash.</summary>
internal sealed class ChannelState : IStashed<ChannelState>
{
    /// <summary>Bytes of the object and all that belongs to it, without its tables.</summary>
    public const int ObjectBytes = 48 + ChannelSender.ObjectBytes + ChannelReceiver.ObjectBytes;

    /// <summary>The sending side.</summary>
    public ChannelSender Sender { get; } = new();

    /// <summary>The receiving side.</summary>
    public ChannelReceiver Receiver { get; } = new();

    /// <summary>It was made to send something, and is on the account of what is to be sent.</summary>
    public bool IsForSending { get; set; }

    /// <inheritdoc/>
    public ChannelState? NextStashed { get; set; }

    /// <summary>Counts its tables.</summary>
    public void Measure(ref MemoryMeasure measure)
    {
        measure.ObjectBytes += ObjectBytes;
        Sender.Measure(ref measure);
        Receiver.Measure(ref measure);
    }
}
