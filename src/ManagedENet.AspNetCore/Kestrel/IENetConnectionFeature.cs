namespace ManagedENet.AspNetCore;

/// <summary>What an ENet connection of Kestrel has beside its transport: <c>context.Features.Get&lt;IENetConnectionFeature&gt;()</c>.</summary>
public interface IENetConnectionFeature
{
    /// <summary>
    /// The connection itself: messages on other channels than 0, reliable or not, what the other end has asked with, how it ended. It is Kestrel's to leave: abort the context, or let the handler end. What comes on other
    /// channels and nobody receives waits, up to <see cref="ENetRunnerOptions.ReceiveQueueLength"/> messages each, and holds up nothing else.
    /// </summary>
    ENetConnection Connection { get; }

    /// <summary>Channel 0 as the stream that the transport is.</summary>
    ENetChannelStream Stream { get; }
}
