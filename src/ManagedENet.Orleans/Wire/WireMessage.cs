using System;
using ManagedENet.Cluster;
using Orleans;

namespace ManagedENet.Orleans.Wire;

/// <summary>A message between machines. Its bytes are copied once, where it begins, and nobody changes them: calls inside a silo share them.</summary>
[GenerateSerializer]
[Immutable]
[Alias("ManagedENet.Message")]
internal readonly struct WireMessage
{
    public WireMessage(in ENetClusterMessage message)
    {
        Payload = message.Payload.ToArray();
        Channel = message.Channel;
        Flags = (int)message.Flags;
    }

    [Id(0)]
    public byte[] Payload { get; init; }

    [Id(1)]
    public byte Channel { get; init; }

    [Id(2)]
    public int Flags { get; init; }

    public ENetClusterMessage ToMessage() => new(Payload ?? ReadOnlyMemory<byte>.Empty, Channel, (ENetPacketFlags)Flags);
}
