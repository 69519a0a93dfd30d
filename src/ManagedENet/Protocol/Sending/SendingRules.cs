namespace ManagedENet.Protocol.Sending;

/// <summary>By which rules a connection sends.</summary>
/// <param name="Control">The rules.</param>
/// <param name="LossTolerance">What share of the datagrams the line may lose in each direction of itself, where the rules are those of a model.</param>
/// <param name="RemoteBandwidth">Bytes in a second that the other end wants at most; 0 is without a limit.</param>
internal readonly record struct SendingRules(ENetCongestionControl Control, double LossTolerance, uint RemoteBandwidth);
