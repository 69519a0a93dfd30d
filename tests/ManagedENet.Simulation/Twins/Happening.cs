using System;

namespace ManagedENet.Simulation.Twins;

/// <summary>Something an application of a twin world was told, with its own copy of the payload.</summary>
internal sealed record Happening(long AtMs, string Host, bool CameDirectly, ENetEventType Type, int Slot, uint ConnectId, byte ChannelId, uint Data, ENetDisconnectReason Reason, ENetPacketFlags Flags, byte[] Payload)
{
    public bool Equals(Happening? other) =>
        other is not null && (AtMs, Host, CameDirectly, Type, Slot, ConnectId, ChannelId) == (other.AtMs, other.Host, other.CameDirectly, other.Type, other.Slot, other.ConnectId, other.ChannelId)
        && (Data, Reason, Flags) == (other.Data, other.Reason, other.Flags) && Payload.AsSpan().SequenceEqual(other.Payload);

    public override int GetHashCode() => HashCode.Combine(AtMs, Host, Type, Slot, ChannelId, Payload.Length);

    public override string ToString() => $"{AtMs} ms, {Host} {Type}{(CameDirectly ? " directly" : "")} from slot {Slot} ({ConnectId:x8}), channel {ChannelId}, data {Data}, {Reason}, {Flags}, {Payload.Length} bytes";
}
