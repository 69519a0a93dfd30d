using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace ManagedENet.Simulation.Harness;

/// <summary>
/// Writes a datagram by hand, byte by byte and without the core's writer, so that a test can send what no core would. Commands that carry the acknowledge flag by
/// nature carry it here; <see cref="WithFlags"/> changes the first byte of the command that was added last.
/// </summary>
internal sealed class WireDatagram
{
    public const byte Control = 0xFF;

    private readonly List<byte> _bytes = [];
    private readonly int _start;
    private int _last;

    public WireDatagram(int peerId, int session = 0, ushort? sentTime = null)
    {
        U16((ushort)((peerId & 0x0FFF) | (session << 12) | (sentTime is null ? 0 : 0x8000)));
        if (sentTime is { } time) U16(time);
        _start = _bytes.Count;
    }

    /// <summary>To somebody who does not know us yet.</summary>
    public static WireDatagram ToStranger(ushort sentTime = 1) => new(0x0FFF, 0, sentTime);

    public byte[] Bytes => _bytes.ToArray();

    public int Length => _bytes.Count;

    public ReadOnlySpan<byte> Commands => Bytes.AsSpan(_start);

    public WireDatagram Acknowledge(byte channel, ushort sequence, ushort sentTime, ushort? headerSequence = null) =>
        Begin(0x01, channel, headerSequence ?? sequence).U16(sequence).U16(sentTime);

    public WireDatagram Connect(WireProposal proposal) => Begin(0x82, Control, 1).Terms(proposal).U32(proposal.Data);

    public WireDatagram Verify(WireProposal terms) => Begin(0x83, Control, 1).Terms(terms);

    public WireDatagram Disconnect(ushort sequence, uint data) => Begin(0x84, Control, sequence).U32(data);

    public WireDatagram DisconnectNow(ushort sequence, uint data) => Begin(0x44, Control, sequence).U32(data);

    public WireDatagram Ping(ushort sequence) => Begin(0x85, Control, sequence);

    public WireDatagram Reliable(byte channel, ushort sequence, params byte[] payload) => Begin(0x86, channel, sequence).U16((ushort)payload.Length).Raw(payload);

    public WireDatagram Unreliable(byte channel, ushort reliable, ushort unreliable, params byte[] payload) =>
        Begin(0x07, channel, reliable).U16(unreliable).U16((ushort)payload.Length).Raw(payload);

    public WireDatagram Unsequenced(byte channel, ushort group, params byte[] payload) => Begin(0x49, channel, 0).U16(group).U16((ushort)payload.Length).Raw(payload);

    public WireDatagram Fragment(byte channel, ushort start, int number, int count, int total, int offset, params byte[] payload) =>
        Begin(0x88, channel, (ushort)(start + number)).Part(start, (uint)number, (uint)count, (uint)total, (uint)offset, payload);

    public WireDatagram UnreliableFragment(byte channel, ushort reliable, ushort unreliable, int number, int count, int total, int offset, params byte[] payload) =>
        Begin(0x0C, channel, reliable).Part(unreliable, (uint)number, (uint)count, (uint)total, (uint)offset, payload);

    public WireDatagram Bandwidth(ushort sequence, uint incoming, uint outgoing) => Begin(0x8A, Control, sequence).U32(incoming).U32(outgoing);

    public WireDatagram Throttle(ushort sequence, uint interval, uint acceleration, uint deceleration) =>
        Begin(0x8B, Control, sequence).U32(interval).U32(acceleration).U32(deceleration);

    /// <summary>A command header with any first byte.</summary>
    public WireDatagram Begin(byte first, byte channel, ushort sequence)
    {
        _last = _bytes.Count;
        _bytes.Add(first);
        _bytes.Add(channel);
        return U16(sequence);
    }

    /// <summary>Replaces the flags, the high four bits, of the command that was added last.</summary>
    public WireDatagram WithFlags(byte flags)
    {
        _bytes[_last] = (byte)((_bytes[_last] & 0x0F) | flags);
        return this;
    }

    public WireDatagram Raw(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public WireDatagram U16(ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        return Raw(bytes.ToArray());
    }

    public WireDatagram U32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return Raw(bytes.ToArray());
    }

    private WireDatagram Part(ushort start, uint number, uint count, uint total, uint offset, byte[] payload) =>
        U16(start).U16((ushort)payload.Length).U32(count).U32(number).U32(total).U32(offset).Raw(payload);

    private WireDatagram Terms(WireProposal terms)
    {
        Span<byte> id = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(id, terms.ConnectId);
        return U16((ushort)terms.PeerId).Raw((byte)terms.IncomingSession, (byte)terms.OutgoingSession)
            .U32(terms.Mtu).U32(terms.Window).U32(terms.Channels).U32(terms.IncomingBandwidth).U32(terms.OutgoingBandwidth)
            .U32(terms.ThrottleInterval).U32(terms.Acceleration).U32(terms.Deceleration).Raw(id.ToArray());
    }
}
