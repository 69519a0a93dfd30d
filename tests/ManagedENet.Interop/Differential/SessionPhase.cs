namespace ManagedENet.Interop.Differential;

/// <summary>How far a session has come.</summary>
internal enum SessionPhase
{
    Connecting,
    Talking,
    Quieting,
    Leaving,
    Over,
}
