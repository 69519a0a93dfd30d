using System;

namespace ManagedENet.Simulation.Harness;

/// <summary>Something with an address on the virtual network.</summary>
internal interface IEndPoint
{
    ENetAddress Address { get; }

    /// <summary>When it must be looked at, if nothing arrives; <see cref="long.MaxValue"/> for never.</summary>
    long NextWakeMs { get; }

    /// <summary>A datagram comes out of the network.</summary>
    void Arrive(in ENetAddress from, ReadOnlySpan<byte> datagram);

    /// <summary>It is time to work: something has arrived, or the wake time has come.</summary>
    void Service();
}
