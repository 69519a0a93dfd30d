namespace ManagedENet.Cluster;

/// <summary>What became of a broadcast to a group.</summary>
/// <param name="Players">Players of this gateway in whose queues the message is now. Those whose connection is over, full or without the channel are not counted.</param>
/// <param name="Gateways">Other gateways that were told: one call each, however many players they have in the group.</param>
/// <param name="IsEverywhere">False when the directory did not answer in time: the players of this gateway have it, and whether others have nobody knows.</param>
public readonly record struct ENetGroupSendResult(int Players, int Gateways, bool IsEverywhere);
