using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using ManagedENet.Interop.Native;

namespace ManagedENet.Simulation.Native;

/// <summary>
/// What libenet asks of the operating system, answered by the virtual world: its clock, its sockets, its chance. The library itself is unchanged, only what it calls is
/// replaced, as in <c>tests/native/conversation_driver.c</c>. It stays replaced until the process ends, so no test of this assembly may use the library otherwise; and there
/// is one clock for all native hosts, which the host that is called sets to that of its world, so the tests that have some run one after another.
/// </summary>
internal static class NativeSystem
{
    private static readonly Lazy<string?> WhyNot = new(Replace);
    private static readonly Dictionary<int, NativeHost> Sockets = [];

    // What the library calls must stay where it is.
    private static readonly Dictionary<string, Delegate> Functions = new(StringComparer.Ordinal)
    {
        ["enet_time_get"] = new TimeFunction(() => unchecked((uint)NowMs)),
        ["enet_host_random_seed"] = new TimeFunction(() => 0),
        ["enet_socket_create"] = new SocketFunction(_ => NextSocket),
        ["enet_socket_destroy"] = new SocketFunction(_ => 0),
        ["enet_socket_bind"] = new AddressFunction((_, _) => 0),
        ["enet_socket_set_option"] = new OptionFunction((_, _, _) => 0),
        ["enet_socket_send"] = new BuffersFunction((socket, address, buffers, count) => Sockets[socket].OnSend(address, buffers, (int)count)),
        ["enet_socket_receive"] = new BuffersFunction((socket, address, buffers, _) => Sockets[socket].OnReceive(address, buffers)),
    };

    private delegate uint TimeFunction();

    private delegate int SocketFunction(int socketOrKind);

    private delegate int AddressFunction(int socket, IntPtr address);

    private delegate int OptionFunction(int socket, int option, int value);

    private delegate int BuffersFunction(int socket, IntPtr address, IntPtr buffers, nuint count);

    /// <summary>The time of all native hosts.</summary>
    public static long NowMs { get; set; }

    private static int NextSocket { get; set; }

    /// <summary>Native's library on virtual time; ignores the calling test where that cannot be.</summary>
    public static void Require()
    {
        NativeLibraryGuard.Require();
        if (WhyNot.Value is { } reason) Assert.Ignore(reason);
    }

    /// <summary>The next host that the library makes is this one.</summary>
    public static int Open(NativeHost host)
    {
        Sockets.Add(++NextSocket, host);
        return NextSocket;
    }

    public static void Close(int socket) => Sockets.Remove(socket);

    private static string? Replace()
    {
        Dictionary<string, IntPtr> places = ImportTable.Read(NativeLibrary.Load(LibENet.Library));
        string? missing = Functions.Keys.FirstOrDefault(name => !places.ContainsKey(name));
        if (missing is not null) return $"This build of {LibENet.Library} does not look up {missing}, which virtual time needs to replace: that of Debian for x64 does.";
        foreach ((string name, Delegate function) in Functions) ImportTable.Write(places[name], Marshal.GetFunctionPointerForDelegate(function));
        return null;
    }
}
