using System;
#pragma warning disable
namespace ManagedENet;

public readonly struct ENetPacket : IDisposable
{
    /// payload; throws ObjectDisposedException when disposed or moved
    public ReadOnlySpan<byte> Span => throw new NotImplementedException();
    /// the payload to be filled in before sending
    public Span<byte> WritableSpan => throw new NotImplementedException();
    public int Length => throw new NotImplementedException();
    public ENetPacketFlags Flags => throw new NotImplementedException();
    /// false for default, disposed and moved packets; never throws
    public bool IsAlive => throw new NotImplementedException();
    public void Dispose() => throw new NotImplementedException();
}
