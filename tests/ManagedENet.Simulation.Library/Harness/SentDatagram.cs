using System;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Harness;

/// <summary>A datagram as it left its sender.</summary>
internal sealed record SentDatagram(long AtMs, ENetAddress From, ENetAddress To, byte[] Bytes, ImpairmentFate Fate, DatagramSendOptions Options = default)
{
    /// <summary>Read by the harness's own reader, which shares no code with the core.</summary>
    public SeenDatagram Seen => SeenDatagram.Read(Bytes, AtMs);

    public override string ToString() => $"{AtMs} ms, {From} to {To}, {Fate}: {Convert.ToHexString(Bytes)}";
}
