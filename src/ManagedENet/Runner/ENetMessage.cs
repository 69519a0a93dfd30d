using System;

namespace ManagedENet;

/// <summary>A message that an <see cref="ENetConnection"/> has received. It is yours: dispose it when you have read it, so that its memory is used again. Use it on one thread at a time; any thread may dispose it.</summary>
public readonly struct ENetMessage : IDisposable
{
    private readonly ENetPacket _packet;

    internal ENetMessage(byte channel, ENetPacket packet)
    {
        Channel = channel;
        _packet = packet;
    }

    /// <summary>The channel on which it came, 0 to 254.</summary>
    public byte Channel { get; }

    /// <summary>How it travelled.</summary>
    /// <exception cref="ObjectDisposedException">The message was disposed before.</exception>
    public ENetPacketFlags Flags => _packet.Flags;

    /// <summary>Its bytes; valid until the message is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The message was disposed before.</exception>
    public ReadOnlySpan<byte> Span => _packet.Span;

    /// <summary>Its bytes, for code that awaits while it reads them; valid until the message is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The message was disposed before.</exception>
    public ReadOnlyMemory<byte> Memory => _packet.Memory;

    /// <summary>How many bytes it has; may be 0.</summary>
    /// <exception cref="ObjectDisposedException">The message was disposed before.</exception>
    public int Length => _packet.Length;

    /// <summary>It is no message.</summary>
    internal bool IsNone => _packet == default;

    /// <summary>Gives its memory back. A second call does nothing.</summary>
    public void Dispose() => _packet.Dispose();
}
