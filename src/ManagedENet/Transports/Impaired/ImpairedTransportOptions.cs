
namespace ManagedENet.Transports;

/// <summary>How bad the network of an <see cref="ImpairedTransport"/> is, for each direction.</summary>
public sealed record ImpairedTransportOptions
{
    /// <summary>
    /// What happens to sent datagrams. Null leaves them alone; <c>new NetworkImpairmentOptions()</c> leaves them alone until
    /// <see cref="ImpairedTransport.Outgoing"/> is told otherwise.
    /// </summary>
    public NetworkImpairmentOptions? Outgoing { get; init; }

    /// <summary>
    /// What happens to received datagrams. Null leaves them alone. Give it another seed than <see cref="Outgoing"/>: with the same one, both directions
    /// lose the same numbers.
    /// </summary>
    public NetworkImpairmentOptions? Incoming { get; init; }

    /// <summary>Is told the fate of every datagram, for logs and measurements; null for nobody.</summary>
    public ImpairmentObserver? Observer { get; init; }
}
