using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ManagedENet.Transports;

/// <content>
/// Linux, where the framework's setting is not enough: it would go on believing what it has heard of the path, and refuse the very datagrams that are to probe it; and it
/// reads the system's default as "allowed", so that nothing would bring it back.
/// </content>
internal sealed partial class FragmentationSwitch
{
    // IP_MTU_DISCOVER and IPV6_MTU_DISCOVER with their levels, and two of their values.
    private const int LevelIPv4 = 0;
    private const int LevelIPv6 = 41;
    private const int DiscoverIPv4 = 10;
    private const int DiscoverIPv6 = 23;
    private const int NeverSetTheBit = 0;
    private const int AlwaysSetTheBit = 3;

    // IPV6_MTU: in the other family only the sender cuts, so it must know a length that every path takes.
    private const int LongestPieceIPv6 = 24;
    private const int LeastMtuIPv6 = 1_280;

    private int _defaultIPv4;
    private int _defaultIPv6;
    private bool _isDefaultKnown;

    private bool TrySetExactly(DatagramFragmentation wanted)
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux)) return false;
        bool isIPv6 = _socket.AddressFamily == AddressFamily.InterNetworkV6;
        if (!_isDefaultKnown)
        {
            _defaultIPv4 = Get(LevelIPv4, DiscoverIPv4);
            _defaultIPv6 = isIPv6 ? Get(LevelIPv6, DiscoverIPv6) : 0;
            _isDefaultKnown = true;
        }

        // A socket for both families asks each option for the datagrams of its own.
        Set(LevelIPv4, DiscoverIPv4, ValueOf(wanted, _defaultIPv4));
        if (!isIPv6) return true;
        Set(LevelIPv6, DiscoverIPv6, ValueOf(wanted, _defaultIPv6));
        bool wasAllowed = _current == DatagramFragmentation.Allowed;
        if (wasAllowed || wanted == DatagramFragmentation.Allowed) Set(LevelIPv6, LongestPieceIPv6, wanted == DatagramFragmentation.Allowed ? LeastMtuIPv6 : 0);
        return true;
    }

    private static int ValueOf(DatagramFragmentation wanted, int byDefault) => wanted switch
    {
        DatagramFragmentation.Forbidden => AlwaysSetTheBit,
        DatagramFragmentation.Allowed => NeverSetTheBit,
        _ => byDefault,
    };
}
