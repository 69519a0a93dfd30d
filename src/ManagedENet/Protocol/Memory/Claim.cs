namespace ManagedENet.Protocol.Memory;

/// <summary>What memory is asked for, and with it how far the limits give way.</summary>
internal enum Claim
{
    /// <summary>A packet that the application wants to send.</summary>
    Queue,

    /// <summary>What arrived too early and waits behind a gap: it has a limit of its own, so that it never keeps out what fills the gap.</summary>
    Behind,

    /// <summary>What is next: it frees what waits, so it is admitted up to one MTU beyond any limit.</summary>
    Next,

    /// <summary>What a connection cannot be without. It is counted and never refused, and whoever asks for it is bounded by something else.</summary>
    Must,
}
