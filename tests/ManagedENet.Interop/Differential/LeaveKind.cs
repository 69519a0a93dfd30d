namespace ManagedENet.Interop.Differential;

/// <summary>The four ways to leave.</summary>
internal enum LeaveKind
{
    Disconnect,
    DisconnectNow,
    DisconnectLater,
    Reset,
}
