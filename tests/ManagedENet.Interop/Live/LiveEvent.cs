namespace ManagedENet.Interop.Live;

/// <summary>One event of a host of either implementation. A received payload is a copy.</summary>
internal sealed record LiveEvent(ENetEventType Type, ILivePeer Peer, byte ChannelId, uint Data, ENetPacketFlags Flags, byte[] Payload);
