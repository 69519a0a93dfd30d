namespace ManagedENet;

/// <summary>Decides over incoming connections before anything is kept for them.</summary>
public interface IConnectionApprover
{
    /// <summary>
    /// True to accept. False refuses: the other end gets a disconnect with <paramref name="refusalData"/>, and this side's application never sees a peer. The address
    /// has not been proved at this point: whoever it is may be pretending.
    /// </summary>
    /// <remarks>
    /// Asked on the host's thread, inside a service call, before a slot is taken and also while none is free: once for each attempt, for as long as the host remembers it, five seconds after it
    /// was answered last. You may use the host, connect and disconnect included, but not service, dispose or ask it for events; whoever you accept while there is no slot is told that the host is
    /// full. What you throw leaves the service call: nothing is kept of the question, and the next call goes on behind it. <see cref="IProvedConnectionApprover"/> is asked again when the
    /// address is proved.
    /// </remarks>
    /// <param name="from">Who asks.</param>
    /// <param name="channelCount">Channels wanted, 1 to 255.</param>
    /// <param name="data">The number that the other end passed to its connect.</param>
    /// <param name="refusalData">A number for the other end's disconnect event; not looked at when you accept.</param>
    bool Approve(in ENetAddress from, int channelCount, uint data, out uint refusalData);
}
