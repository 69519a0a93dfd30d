namespace ManagedENet.Protocol.Hosting;

/// <summary>Decides over incoming connections before anything is kept for them.</summary>
public interface IConnectionApprover
{
    /// <summary>
    /// True to accept. False refuses: the other end gets a disconnect with <paramref name="refusalData"/>, and this side's application never sees a peer. The address
    /// has not been proved at this point: whoever it is may be pretending.
    /// </summary>
    bool Approve(in ENetAddress from, int channelCount, uint data, out uint refusalData);
}
