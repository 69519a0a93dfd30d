namespace ManagedENet.Simulation.Harness;

/// <summary>An event that a host's application took, with its own copy of the payload.</summary>
internal sealed record SeenEvent(long AtMs, ENetEventType Type, int Slot, byte ChannelId, uint Data, ENetDisconnectReason Reason, ENetPacketFlags Flags, byte[] Payload);
