namespace ManagedENet;

/// <summary>
/// How one datagram is to be sent. The unset value sends it as always. These are wishes: what a transport cannot do it leaves out, and sends the datagram all the same.
/// </summary>
public readonly record struct DatagramSendOptions
{
    /// <summary>Whether it may be cut on the way.</summary>
    public DatagramFragmentation Fragmentation { get; init; }
}
