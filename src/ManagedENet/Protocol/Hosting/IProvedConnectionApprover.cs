namespace ManagedENet;

/// <summary>Decides once more over an incoming connection, when its address is proved: for what costs something, or counts for each address.</summary>
public interface IProvedConnectionApprover : IConnectionApprover
{
    /// <summary>
    /// True to let it in. False ends it: the other end, which is connected from its own view, gets a disconnect with <paramref name="refusalData"/>, and this side's application never sees a
    /// peer. Whoever it is has got what was sent to its address.
    /// </summary>
    /// <remarks>
    /// Asked on the host's thread, inside a service call, once for each connection, while a slot is free and before it is taken. What holds of <see cref="IConnectionApprover.Approve"/> holds of this
    /// as well: you may use the host, but not service, dispose or ask it for events.
    /// </remarks>
    /// <param name="from">Who asks.</param>
    /// <param name="channelCount">Channels wanted, 1 to 255.</param>
    /// <param name="data">The number that the other end passed to its connect.</param>
    /// <param name="refusalData">A number for the other end's disconnect event; not looked at when you accept.</param>
    bool ApproveProved(in ENetAddress from, int channelCount, uint data, out uint refusalData);
}
