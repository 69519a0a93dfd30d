using System;
using System.ComponentModel;
using System.IO;

namespace ManagedENet.Interop.Reach;

/// <summary>
/// Two networks with two cables between them: a server with two addresses of every kind, and a client with one. Nothing of it can be seen from outside, and it is gone when the
/// process is.
/// </summary>
/// <remarks><code>
///   server   first    10.77.0.1, .2   fd00:77::1, ::2   2001:db8:77::1, ::2   fe80::a:1, ::a:2    client   first    10.77.0.9   fd00:77::9   2001:db8:77::9   fe80::b:9
///            second                                                           fe80::c:1                    second                                           fe80::d:9
/// </code></remarks>
internal sealed class TwoMachines : IDisposable
{
    private static readonly Lazy<(TwoMachines? Machines, string WhyNot)> Made = new(TryMake);

    private TwoMachines(NetworkNamespace server, NetworkNamespace client)
    {
        Server = server;
        Client = client;
    }

    public NetworkNamespace Server { get; }

    public NetworkNamespace Client { get; }

    /// <summary>The two; ignores the calling test where the machine does not allow them.</summary>
    public static TwoMachines Require()
    {
        if (Made.Value.Machines is { } machines) return machines;
        Assert.Ignore(Made.Value.WhyNot);
        throw new InvalidOperationException();
    }

    public static void Release()
    {
        if (Made.IsValueCreated) Made.Value.Machines?.Dispose();
    }

    /// <summary>Number of an interface of the client, by which it names the cable of a link-local address.</summary>
    public uint ScopeAtClient(string interfaceName) => Client.Inside(() => LibC.IndexOf(interfaceName));

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }

    private static (TwoMachines? Machines, string WhyNot) TryMake()
    {
        if (!OperatingSystem.IsLinux()) return (null, "Networks of a test's own are made on Linux alone.");
        NetworkNamespace? server = null, client = null;
        try
        {
            server = NetworkNamespace.Create();
            client = NetworkNamespace.Create();
            server.Configure(
                $"link add first type veth peer name first netns {client.Path}",
                $"link add second type veth peer name second netns {client.Path}",
                "link set lo up",
                "link set first addrgenmode none",
                "link set second addrgenmode none",
                "link set first up",
                "link set second up",
                "addr add 10.77.0.1/24 brd + dev first",
                "addr add 10.77.0.2/24 brd + dev first",
                "addr add fd00:77::1/64 dev first nodad",
                "addr add fd00:77::2/64 dev first nodad",
                "addr add 2001:db8:77::1/64 dev first nodad",
                "addr add 2001:db8:77::2/64 dev first nodad",
                "addr add fe80::a:1/64 dev first nodad",
                "addr add fe80::a:2/64 dev first nodad",
                "addr add fe80::c:1/64 dev second nodad");
            client.Configure(
                "link set lo up",
                "link set first addrgenmode none",
                "link set second addrgenmode none",
                "link set first up",
                "link set second up",
                "addr add 10.77.0.9/24 brd + dev first",
                "route add default dev first",
                "addr add fd00:77::9/64 dev first nodad",
                "addr add 2001:db8:77::9/64 dev first nodad",
                "addr add fe80::b:9/64 dev first nodad",
                "addr add fe80::d:9/64 dev second nodad");
            return (new TwoMachines(server, client), string.Empty);
        }
        catch (Exception e) when (e is IOException or Win32Exception or EntryPointNotFoundException)
        {
            client?.Dispose();
            server?.Dispose();
            return (null, $"This machine does not let a test make networks of its own (it takes a privileged user and the program ip): {e.Message}");
        }
    }
}
