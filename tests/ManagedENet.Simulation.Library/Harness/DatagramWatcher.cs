using System;

namespace ManagedENet.Simulation.Harness;

/// <summary>Sees a datagram as it leaves its sender, whether or not it arrives.</summary>
internal delegate void DatagramWatcher(in ENetAddress from, in ENetAddress to, ReadOnlySpan<byte> datagram);
