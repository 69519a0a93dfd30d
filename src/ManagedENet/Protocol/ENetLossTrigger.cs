namespace ManagedENet;

/// <summary>Why a sending was repeated.</summary>
public enum ENetLossTrigger : byte
{
    /// <summary>Nothing was repeated.</summary>
    None = 0,

    /// <summary>It was not acknowledged within its time-out: native's rules, and those of every handshake and goodbye.</summary>
    Timeout = 1,

    /// <summary>Something that left later was acknowledged.</summary>
    Overtaken = 2,

    /// <summary>Nothing at all was acknowledged for too long, and it asks for an answer. It may well have arrived.</summary>
    Probe = 3,
}
