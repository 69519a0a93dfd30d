using System;
using System.Buffers.Binary;
using System.Net;

namespace ManagedENet;

/// <summary>
/// Address and port of a datagram's other end, as a value: comparing, hashing and copying it allocates nothing.
/// IPv4 addresses are kept in their IPv6-mapped form, so that both spellings of one address are equal. Stands for <c>ENetAddress</c>.
/// </summary>
public readonly struct ENetAddress : IEquatable<ENetAddress>
{
    private const ulong MappedPrefix = 0x0000_0000_0000_FFFF;

    private readonly ulong _high;
    private readonly ulong _low;
    private readonly uint _scope;
    private readonly ushort _port;

    /// <summary>From the 16 bytes of an IPv6 address as two big-endian numbers.</summary>
    public ENetAddress(ulong high, ulong low, ushort port, uint scope = 0)
    {
        _high = high;
        _low = low;
        _port = port;
        _scope = scope;
    }

    /// <summary>From an end point. IPv4 and IPv6 are understood.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="endPoint"/> is null.</exception>
    public ENetAddress(IPEndPoint endPoint)
        : this((endPoint ?? throw new ArgumentNullException(nameof(endPoint))).Address, endPoint.Port)
    {
    }

    /// <summary>From an address and a port between 0 and 65,535.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="address"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The port is outside 0 to 65,535.</exception>
    public ENetAddress(IPAddress address, int port)
    {
        if (address is null) throw new ArgumentNullException(nameof(address));
        if ((uint)port > ushort.MaxValue) throw new ArgumentOutOfRangeException(nameof(port), port, "A port lies between 0 and 65,535.");
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        if (!address.TryWriteBytes(bytes, out int written)) throw new ArgumentException("Only IPv4 and IPv6 addresses are understood.", nameof(address));
        if (written == 4)
        {
            this = FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes), (ushort)port);
            return;
        }

        _high = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _low = BinaryPrimitives.ReadUInt64BigEndian(bytes.Slice(8));
        _port = (ushort)port;
        _scope = IsIPv4 ? 0 : (uint)address.ScopeId;
    }

    /// <summary>The first eight bytes of the IPv6 form, big-endian.</summary>
    public ulong High => _high;

    /// <summary>The last eight bytes of the IPv6 form, big-endian.</summary>
    public ulong Low => _low;

    /// <summary>The UDP port, 0 to 65,535.</summary>
    public int Port => _port;

    /// <summary>The zone of a link-local IPv6 address, else 0.</summary>
    public uint Scope => _scope;

    /// <summary>True for an IPv4 address, in either spelling.</summary>
    public bool IsIPv4 => _high == 0 && _low >> 32 == MappedPrefix;

    /// <summary>The four bytes of an IPv4 address as a big-endian number; meaningful only when <see cref="IsIPv4"/>.</summary>
    public uint IPv4 => (uint)_low;

    /// <summary>True for 255.255.255.255, to which a connection may be asked for (<c>ENET_HOST_BROADCAST</c>).</summary>
    public bool IsIPv4Broadcast => IsIPv4 && IPv4 == 0xFFFF_FFFF;

    /// <summary>False for what can be no single sender's address: port 0, and unspecified, multicast or broadcast addresses.</summary>
    // Requirement: LIM-021
    public bool CanBeAnswered
    {
        get
        {
            const uint multicast = 0xE000_0000;
            if (_port == 0) return false;
            if (IsIPv4) return IPv4 != 0 && IPv4 < multicast;
            return (_high | _low) != 0 && _high >> 56 != 0xFF;
        }
    }

    /// <summary>True for the unset value.</summary>
    public bool IsEmpty => _high == 0 && _low == 0 && _port == 0;

    /// <summary>From the four bytes of an IPv4 address as a big-endian number.</summary>
    public static ENetAddress FromIPv4(uint address, ushort port) => new(0, (MappedPrefix << 32) | address, port);

    /// <summary>True when both name the same machine address, whatever the port.</summary>
    public bool HasSameHost(in ENetAddress other) => _low == other._low && _high == other._high && _scope == other._scope;

    /// <summary>A new end point object (allocates).</summary>
    public IPEndPoint ToIPEndPoint()
    {
        if (IsIPv4)
        {
            Span<byte> four = stackalloc byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(four, IPv4);
            return new IPEndPoint(new IPAddress(four), _port);
        }

        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.Slice(8), _low);
        return new IPEndPoint(new IPAddress(bytes, _scope), _port);
    }

    /// <inheritdoc/>
    public bool Equals(ENetAddress other) => _low == other._low && _port == other._port && _high == other._high && _scope == other._scope;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ENetAddress other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_high, _low, _port, _scope);

    /// <inheritdoc/>
    public override string ToString() => ToIPEndPoint().ToString();

    /// <summary>Same address and port.</summary>
    public static bool operator ==(ENetAddress left, ENetAddress right) => left.Equals(right);

    /// <summary>Different address or port.</summary>
    public static bool operator !=(ENetAddress left, ENetAddress right) => !left.Equals(right);
}
