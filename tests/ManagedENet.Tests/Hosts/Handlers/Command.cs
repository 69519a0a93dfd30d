namespace ManagedENet.Tests.Hosts.Handlers;

/// <summary>What a handler does that it may.</summary>
public enum Command
{
    DisconnectNow,
    Reset,
    Disconnect,
    Flush,
}
