namespace ManagedENet.Protocol.Sending;

/// <summary>How far a command has come on its way out.</summary>
internal enum OutgoingStage : byte
{
    /// <summary>It waits and has no number: what waits with it may still overtake it, take its place, or go without it.</summary>
    Unnumbered,

    /// <summary>It has its number: it was written, or something behind it was.</summary>
    Numbered,

    /// <summary>It was written and waits for its acknowledgement.</summary>
    InFlight,
}
