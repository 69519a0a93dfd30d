namespace ManagedENet.Protocol.Recovery;

/// <summary>What a <see cref="CongestionController"/> is told of a datagram that was written.</summary>
/// <param name="Bytes">Its length.</param>
/// <param name="ConfirmedBytes">Payload bytes in it that are acknowledged.</param>
/// <param name="IsReliable">It carries something that is acknowledged.</param>
/// <param name="HasUnconfirmed">It carries packets that nobody acknowledges.</param>
/// <param name="IsWindowFull">More would be in it if more might be under way.</param>
/// <param name="IsIncomplete">More waits than it holds.</param>
internal readonly record struct WrittenDatagram(int Bytes, int ConfirmedBytes, bool IsReliable, bool HasUnconfirmed, bool IsWindowFull, bool IsIncomplete);
