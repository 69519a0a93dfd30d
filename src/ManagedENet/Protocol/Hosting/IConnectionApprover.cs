namespace ManagedENet;

/// <summary>Decides over incoming connections before anything is kept for them.</summary>
public interface IConnectionApprover
{
    /// <summary>
    /// True to accept. False refuses: the other end gets a disconnect with <paramref name="refusalData"/>, and this side's application never sees a peer. The address
    /// has not been proved at this point: whoever it is may be pretending.
    /// </summary>
    /// <remarks>
    /// Asked on the host's thread, inside a service call, while a slot is free and before one is taken, and again for each repetition of the question that arrives until
    /// the connection has a slot or the other end has heard the refusal. You may use the host, connect included, but not service, dispose or ask it for events; when
    /// you take the last slot yourself, whoever was accepted goes unanswered and asks again. What you throw leaves the service call: nothing is kept of the question, and the
    /// next call goes on behind it.
    /// </remarks>
    /// <param name="from">Who asks.</param>
    /// <param name="channelCount">Channels wanted, 1 to 255.</param>
    /// <param name="data">The number that the other end passed to its connect.</param>
    /// <param name="refusalData">A number for the other end's disconnect event; not looked at when you accept.</param>
    bool Approve(in ENetAddress from, int channelCount, uint data, out uint refusalData);
}
