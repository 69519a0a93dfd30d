using System;
using System.Globalization;
using System.Net;

namespace ManagedENet;

/// <summary>
/// Addresses that begin with the same bits, whatever the port: <c>203.0.113.7/32</c> is one, <c>10.0.0.0/8</c> a network, <c>2001:db8::/56</c> what a household gets. The unset value is every
/// address.
/// </summary>
public readonly record struct ENetAddressRange
{
    private const int IPv4Bits = 32;
    private const int AllBits = 128;
    private const int MappedBits = AllBits - IPv4Bits;
    private const int WordBits = 64;

    private readonly ulong _high;
    private readonly ulong _low;
    private readonly byte _bits;

    /// <summary>The addresses whose first bits are those of this one.</summary>
    /// <param name="address">Any address of the range; its port is not looked at.</param>
    /// <param name="prefixBits">How many bits: 0 to 32 for IPv4, 0 to 128 for IPv6.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many bits in such an address.</exception>
    public ENetAddressRange(ENetAddress address, int prefixBits)
    {
        int most = address.IsIPv4 ? IPv4Bits : AllBits;
        if (prefixBits < 0 || prefixBits > most) throw new ArgumentOutOfRangeException(nameof(prefixBits), prefixBits, $"{address} has between 0 and {most} bits to begin with.");
        // IPv4 lies behind the prefix of its IPv6 form.
        _bits = (byte)(prefixBits + (address.IsIPv4 ? MappedBits : 0));
        _high = address.High & MaskOf(_bits);
        _low = address.Low & MaskOf(_bits - WordBits);
    }

    private ENetAddressRange(ulong high, ulong low, int bits) => (_high, _low, _bits) = (high & MaskOf(bits), low & MaskOf(bits - WordBits), (byte)bits);

    /// <summary>The first eight bytes that are compared, in the IPv6 form, big-endian.</summary>
    internal ulong High => _high;

    /// <summary>The last eight of them.</summary>
    internal ulong Low => _low;

    /// <summary>Bits that are compared, counted in the IPv6 form, in which an IPv4 address stands behind 96 others: 0 to 128.</summary>
    internal int MappedPrefixBits => _bits;

    /// <summary>
    /// Reads an address, or an address and a number of bits behind a slash: <c>192.0.2.1</c>, <c>192.0.2.0/24</c>, <c>2001:db8::/32</c>. IPv4 in IPv6 form has its bits counted in that form:
    /// <c>::ffff:192.0.2.0/120</c>.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="FormatException">It is neither; the message shows what it should look like.</exception>
    public static ENetAddressRange Parse(string text)
    {
        if (text is null) throw new ArgumentNullException(nameof(text));
        int slash = text.IndexOf('/');
        if (!IPAddress.TryParse(slash < 0 ? text : text.AsSpan(0, slash), out IPAddress? parsed)) throw Malformed(text);
        var address = new ENetAddress(parsed, 0);
        int most = address.IsIPv4 ? IPv4Bits : AllBits;
        if (slash < 0) return new ENetAddressRange(address, most);
        if (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int bits)) throw Malformed(text);
        if (parsed.IsIPv4MappedToIPv6) bits -= MappedBits;
        return bits >= 0 && bits <= most ? new ENetAddressRange(address, bits) : throw Malformed(text);
    }

    /// <summary>True when the address is one of them.</summary>
    /// <param name="address">An address; its port is not looked at.</param>
    public bool Contains(in ENetAddress address) => (address.High & MaskOf(_bits)) == _high && (address.Low & MaskOf(_bits - WordBits)) == _low;

    /// <summary>The range with so many bits that an address is in.</summary>
    internal static ENetAddressRange Around(in ENetAddress address, int mappedBits) => new(address.High, address.Low, mappedBits);

    /// <inheritdoc/>
    public override string ToString()
    {
        var address = new ENetAddress(_high, _low, 0);
        bool isIPv4 = address.IsIPv4 && _bits >= MappedBits;
        return $"{address.ToIPEndPoint().Address}/{_bits - (isIPv4 ? MappedBits : 0)}";
    }

    private static ulong MaskOf(int bits) => bits <= 0 ? 0 : bits >= WordBits ? ulong.MaxValue : ~(ulong.MaxValue >> bits);

    private static FormatException Malformed(string text) => new($"'{text}' is no range of addresses. Write 192.0.2.1, 192.0.2.0/24 or 2001:db8::/32.");
}
