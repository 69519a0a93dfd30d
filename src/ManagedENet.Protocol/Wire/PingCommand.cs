namespace ManagedENet.Protocol.Wire;

/// <summary>PING: a command header and nothing else.</summary>
internal readonly record struct PingCommand;
