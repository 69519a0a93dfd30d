using System.Collections.Generic;
using System.Globalization;
using ManagedENet.Conformance.Conversations;

namespace ManagedENet.Conformance.Replay;

/// <summary>Names and ports. All hosts live on one machine; names without a host (a server that is not there, a stranger) have a port by their letter.</summary>
internal sealed class AddressBook
{
    private const uint Loopback = 0x7F00_0001;
    private const int ServerPort = 7777;
    private const int FirstClientPort = 7801;

    private readonly Dictionary<string, int> _ports = new(System.StringComparer.Ordinal);
    private readonly Dictionary<int, string> _names = [];

    public AddressBook(IEnumerable<HostSetup> hosts)
    {
        foreach (HostSetup host in hosts)
        {
            _ports[host.Name] = host.Port;
            _names[host.Port] = host.Name;
        }
    }

    public static ENetAddress At(int port) => ENetAddress.FromIPv4(Loopback, (ushort)port);

    public ENetAddress Of(string name) => At(_ports.TryGetValue(name, out int port) ? port : name == "S" ? ServerPort : FirstClientPort + name[0] - 'C');

    public string NameOf(in ENetAddress address)
    {
        if (_names.TryGetValue(address.Port, out string? name)) return name;
        if (address.Port == ServerPort) return "S";
        int letter = 'C' + address.Port - FirstClientPort;
        return letter is >= 'C' and <= 'Z' ? ((char)letter).ToString() : address.Port.ToString(CultureInfo.InvariantCulture);
    }
}
