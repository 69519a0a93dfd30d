using System.Net;

namespace ManagedENet.LongRuns.Door;

/// <summary>Who is where in the two namespaces. Addresses are IPv4, as they lie in memory.</summary>
internal static class Places
{
    /// <summary>Clients that there is room for: the third byte of an address tells them apart.</summary>
    public const int MostClients = 256;

    /// <summary>255.0.0.0: all but the invented addresses are in one network.</summary>
    public const uint Netmask = 0x0000_00ff;

    /// <summary>The port of the host under test.</summary>
    public const int ServerPort = 5_000;

    private const byte OurNetwork = 10;
    private const byte PlayersNetwork = 77;
    private const byte ClientsNetwork = 78;

    /// <summary>10.77.0.2, the host.</summary>
    public static uint Server => Of(PlayersNetwork, 0, 2);

    /// <summary>10.77.0.1, those who play.</summary>
    public static uint Players => Of(PlayersNetwork, 0, 1);

    /// <summary>Where the host listens.</summary>
    public static IPEndPoint ServerEndPoint => new(new IPAddress(Server), ServerPort);

    /// <summary>10.78.n.1: each client in a network of its own.</summary>
    public static uint Client(int number) => Of(ClientsNetwork, (byte)number, 1);

    /// <summary>Whether an address is one of these.</summary>
    public static bool IsOurs(uint address) => (byte)address == OurNetwork;

    /// <summary>The number of a client, or -1 for anybody else.</summary>
    public static int ClientOf(uint address) => IsOurs(address) && (byte)(address >> 8) == ClientsNetwork ? (byte)(address >> 16) : -1;

    private static uint Of(byte second, byte third, byte last) => OurNetwork | ((uint)second << 8) | ((uint)third << 16) | ((uint)last << 24);
}
