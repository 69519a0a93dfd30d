using System;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace ManagedENet.Transports;

/// <content>net8.0 and later: the system's calls take the raw socket address, which is written and read in place. Nothing is allocated.</content>
public sealed partial class SocketTransport
{
    // The layout of sockaddr_in and sockaddr_in6. The family in front of it is written by the constructor of SocketAddress, as each system wants it.
    private const int PortOffset = 2;
    private const int IPv4Offset = 4;
    private const int IPv6Offset = 8;
    private const int IPv6ScopeOffset = 24;

    private SocketAddress _to = null!;
    private SocketAddress _from = null!;
    private ENetAddress _toIsWrittenFor;

    private LinuxSingle? _single;

    /// <summary>A read of a socket that has nothing throws.</summary>
    private bool AsksBeforeReading => _single is null;

    private void CreateAddresses(bool asksForAddresses)
    {
        // Requirement: ADM-015
        if (asksForAddresses) _single = LinuxSingle.TryOpen(_socket);
        _to = new SocketAddress(_socket.AddressFamily);
        _from = new SocketAddress(_socket.AddressFamily);
    }

    /// <summary>What this transport can do beyond moving datagrams, for its name.</summary>
    private string Abilities => _single is { TellsLocal: true } ? $"({LinuxPacketInfo.Word})" : string.Empty;

    private SocketError SendTo(byte[] buffer, int offset, int length, in DatagramPath path)
    {
        if (_single is not null) return _single.Send(new ReadOnlySpan<byte>(buffer, offset, length), path);
        ENetAddress to = path.Remote;
        // One peer's datagrams often follow each other.
        if (to != _toIsWrittenFor)
        {
            Write(to, _to.Buffer.Span);
            _toIsWrittenFor = to;
        }

        _socket.SendTo(new ReadOnlySpan<byte>(buffer, offset, length), SocketFlags.None, _to);
        return SocketError.Success;
    }

    private SocketError ReceiveFrom(byte[] buffer, int offset, ref int length, out DatagramPath path)
    {
        if (_single is not null) return _single.Receive(new Span<byte>(buffer, offset, length), out length, out path);

        // The call sets the size to what it wrote, and refuses an address that is shorter than its family's longest.
        _from.Size = _to.Size;
        length = _socket.ReceiveFrom(new Span<byte>(buffer, offset, length), SocketFlags.None, _from);
        path = new DatagramPath(Read(_from.Buffer.Span), _local);
        return SocketError.Success;
    }

    private void Write(in ENetAddress address, Span<byte> raw)
    {
        BinaryPrimitives.WriteUInt16BigEndian(raw.Slice(PortOffset), (ushort)address.Port);
        if (!_isIPv6Socket)
        {
            BinaryPrimitives.WriteUInt32BigEndian(raw.Slice(IPv4Offset), address.IPv4);
            return;
        }

        BinaryPrimitives.WriteUInt64BigEndian(raw.Slice(IPv6Offset), address.High);
        BinaryPrimitives.WriteUInt64BigEndian(raw.Slice(IPv6Offset + 8), address.Low);
        BitConverter.TryWriteBytes(raw.Slice(IPv6ScopeOffset), address.Scope);
    }

    private ENetAddress Read(ReadOnlySpan<byte> raw)
    {
        ushort port = BinaryPrimitives.ReadUInt16BigEndian(raw.Slice(PortOffset));
        if (!_isIPv6Socket) return ENetAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(raw.Slice(IPv4Offset)), port);
        ulong high = BinaryPrimitives.ReadUInt64BigEndian(raw.Slice(IPv6Offset));
        ulong low = BinaryPrimitives.ReadUInt64BigEndian(raw.Slice(IPv6Offset + 8));
        return new ENetAddress(high, low, port, BitConverter.ToUInt32(raw.Slice(IPv6ScopeOffset)));
    }
}
