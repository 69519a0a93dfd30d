namespace ManagedENet.Protocol.Reception;

/// <summary>What a channel says to a packet.</summary>
internal enum Placement
{
    /// <summary>It is next: deliver it.</summary>
    Deliver,

    /// <summary>It is early: keep it.</summary>
    Hold,

    /// <summary>It is not needed; nothing is wrong, and it is acknowledged where its number allows that.</summary>
    Ignore,
}
