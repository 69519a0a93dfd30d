using System;
using ManagedENet.Protocol.Connections;

namespace ManagedENet.Simulation.Harness;

/// <summary>An application on the handler face: false refuses the packet, which is then queued as an event.</summary>
internal delegate bool DirectTaker(Connection peer, byte channelId, ENetPacketFlags flags, ReadOnlySpan<byte> payload);
