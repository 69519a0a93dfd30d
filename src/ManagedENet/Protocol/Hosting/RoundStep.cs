namespace ManagedENet.Protocol.Hosting;

/// <summary>What a service round wants next.</summary>
internal enum RoundStep
{
    /// <summary>Write datagrams into the transport, until there are no more or it takes no more, and flush.</summary>
    Send,

    /// <summary>Hand over datagrams that have arrived, as long as the round wants them.</summary>
    Receive,

    /// <summary>Take an event; there may be more.</summary>
    Event,

    /// <summary>The round is over: rest until something arrives or is due.</summary>
    Rest,
}
