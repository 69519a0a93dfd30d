namespace ManagedENet.Tests.Hosts.Handlers;

/// <summary>What a handler does that it must not.</summary>
public enum Misuse
{
    Service,
    ServiceWithHandler,
    CheckEvents,
    Dispose,
}
