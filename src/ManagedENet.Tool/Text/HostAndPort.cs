using System;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using ManagedENet.Tool.CommandLine;

namespace ManagedENet.Tool.Text;

/// <summary>A host name or address and a port as people write them: <c>example.org:7777</c>, <c>127.0.0.1:7777</c>, <c>[::1]:7777</c>.</summary>
internal sealed record HostAndPort(string Host, int Port)
{
    /// <summary>Reads the text. On failure <paramref name="error"/> says what is wrong with it.</summary>
    public static bool TryParse(string text, out HostAndPort? value, out string error)
    {
        value = null;
        error = string.Empty;
        int colon = text.LastIndexOf(':');
        string host = colon < 0 ? text : text[..colon];
        bool isWhole = colon >= 0 && host.Length > 0 && host.StartsWith('[') == host.EndsWith(']');
        if (!isWhole) error = $"'{text}' is not HOST:PORT, for example 127.0.0.1:7777 or [::1]:7777.";
        else if (!TryParsePort(text[(colon + 1)..], out int port)) error = $"'{text[(colon + 1)..]}' is not a port between 1 and 65535.";
        else if (host.StartsWith('[')) return TryBrackets(host[1..^1], port, out value, out error);
        else if (host.Contains(':', StringComparison.Ordinal)) error = $"put an IPv6 address in brackets: [{host}]:{port}.";
        else value = new HostAndPort(host, port);
        return value is not null;
    }

    /// <summary>The address to send to; a name is looked up, and of its addresses IPv4 comes first, as with native ENet.</summary>
    /// <exception cref="ToolException">Nobody has that name.</exception>
    public IPEndPoint Resolve()
    {
        if (IPAddress.TryParse(Host, out IPAddress? address)) return new IPEndPoint(address, Port);
        try
        {
            IPAddress? found = Dns.GetHostAddresses(Host)
                .Where(a => a.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6)
                .OrderBy(a => a.AddressFamily == AddressFamily.InterNetwork ? 0 : 1)
                .FirstOrDefault();
            if (found is not null) return new IPEndPoint(found, Port);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            // Falls through: the name is all that matters to the reader.
        }

        throw new ToolException($"the host '{Host}' was not found.");
    }

    private static bool TryParsePort(string text, out int port)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 1 and <= ushort.MaxValue;

    private static bool TryBrackets(string inside, int port, out HostAndPort? value, out string error)
    {
        bool isIPv6 = IPAddress.TryParse(inside, out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetworkV6;
        value = isIPv6 ? new HostAndPort(inside, port) : null;
        error = isIPv6 ? string.Empty : $"'{inside}' is not an IPv6 address.";
        return isIPv6;
    }
}
