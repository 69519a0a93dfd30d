using System;
using ManagedENet.Protocol.Peers;

namespace ManagedENet.Simulation.Harness;

/// <summary>An application on the handler face: false refuses the packet, which is then queued as an event.</summary>
internal delegate bool DirectTaker(PeerCore peer, byte channelId, ENetPacketFlags flags, ReadOnlySpan<byte> payload);
