namespace ManagedENet.Protocol.Wire;

/// <summary>PING: a command header and nothing else.</summary>
// Requirement: CMD-050
internal readonly record struct PingCommand;
