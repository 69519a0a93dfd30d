namespace ManagedENet.Conformance.Own;

/// <summary>A call that is made each time an event of this name is handled.</summary>
internal sealed record ScenarioHandler(string Host, string Event, string Call);
