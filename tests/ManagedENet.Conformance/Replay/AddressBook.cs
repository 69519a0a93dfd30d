using System;
using System.Collections.Generic;
using System.Globalization;
using ManagedENet.Conformance.Conversations;

namespace ManagedENet.Conformance.Replay;

/// <summary>
/// Names and ports. All hosts live on one machine. A name without a port (a server that is not there, a stranger, a host whose line leaves it out) has one by
/// its letter, or a number of its own; a number in the place of a name is a port.
/// </summary>
internal sealed class AddressBook
{
    private const uint Loopback = 0x7F00_0001;
    private const int ServerPort = 7777;
    private const int FirstClientPort = 7801;
    private const int FirstOtherPort = 9001;

    private readonly Dictionary<string, int> _ports = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> _names = [];

    public AddressBook(IEnumerable<HostSetup> hosts)
    {
        foreach (HostSetup host in hosts)
        {
            if (host.Port != 0) Enter(host.Name, host.Port);
        }
    }

    public static ENetAddress At(int port) => ENetAddress.FromIPv4(Loopback, (ushort)port);

    public ENetAddress Of(string name)
    {
        if (_ports.TryGetValue(name, out int port)) return At(port);
        if (int.TryParse(name.AsSpan(name.LastIndexOf(':') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number)) return At(number);
        int byLetter = PortByLetter(name);
        Enter(name, byLetter != 0 && !_names.ContainsKey(byLetter) ? byLetter : NextFree());
        return At(_ports[name]);
    }

    public string NameOf(in ENetAddress address)
    {
        if (_names.TryGetValue(address.Port, out string? name)) return name;
        if (address.Port == ServerPort) return "S";
        int letter = 'C' + address.Port - FirstClientPort;
        return letter is >= 'C' and <= 'Z' ? ((char)letter).ToString() : address.Port.ToString(CultureInfo.InvariantCulture);
    }

    private static int PortByLetter(string name)
    {
        if (name == "S") return ServerPort;
        return name.Length == 1 && name[0] is >= 'C' and <= 'Z' ? FirstClientPort + name[0] - 'C' : 0;
    }

    private int NextFree()
    {
        int port = FirstOtherPort;
        while (_names.ContainsKey(port)) port++;
        return port;
    }

    private void Enter(string name, int port)
    {
        _ports[name] = port;
        _names[port] = name;
    }
}
