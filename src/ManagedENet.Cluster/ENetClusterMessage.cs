using System;

namespace ManagedENet.Cluster;

/// <summary>A message on its way between gateways.</summary>
/// <param name="Payload">Its bytes. They belong to the sender and are valid until the call that has the message is completed; whoever needs them longer copies them.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Flags">How it is to travel to the player.</param>
public readonly record struct ENetClusterMessage(ReadOnlyMemory<byte> Payload, byte Channel, ENetPacketFlags Flags);
