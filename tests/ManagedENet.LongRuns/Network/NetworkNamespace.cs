using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Globalization;
using System.IO;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace ManagedENet.LongRuns.Network;

/// <summary>
/// A network namespace with one tunnel interface. Threads of this process join it, and sockets that they make stay in it. What the interface sends is read from
/// <see cref="Tunnel"/>, and what is written there arrives at it.
/// </summary>
internal sealed unsafe class NetworkNamespace : IDisposable
{
    private const string Interface = "tun0";
    private const int Niceness = -15;

    private int _namespace = -1;

    private NetworkNamespace()
    {
    }

    /// <summary>The descriptor of the tunnel; it does not block.</summary>
    public int Tunnel { get; private set; } = -1;

    /// <summary>Makes one; a thread that ends right afterwards goes first.</summary>
    /// <param name="address">IPv4 address of its interface, as it lies in memory.</param>
    /// <param name="netmask">Its netmask, as it lies in memory.</param>
    /// <param name="mtu">Longest packet.</param>
    public static NetworkNamespace Create(uint address, uint netmask, int mtu)
    {
        var made = new NetworkNamespace();
        try
        {
            RunApart(() =>
            {
                Check(LibC.Unshare(LibC.NewNetwork), "unshare");
                made._namespace = Check(LibC.Open("/proc/thread-self/ns/net", LibC.CloseOnExec), "open a namespace");
                made.OpenTunnel(address, netmask, mtu);
            });
        }
        catch
        {
            made.Dispose();
            throw;
        }

        return made;
    }

    /// <summary>Gives the interface more addresses, as they lie in memory, besides the one it was made with.</summary>
    public void AddAddresses(IReadOnlyList<uint> addresses) => RunInside(socket =>
    {
        for (int i = 0; i < addresses.Count; i++)
        {
            LibC.InterfaceRequest request = Request(string.Create(CultureInfo.InvariantCulture, $"{Interface}:{i + 1}"));
            request.Family = LibC.Ipv4;
            request.Address = addresses[i];
            Check(LibC.Control(socket, LibC.SetAddress, &request), "add an address");
        }
    });

    /// <summary>Whatever address anybody writes to, it leaves by the interface.</summary>
    public void RouteEverything() => RunInside(socket =>
    {
        LibC.InterfaceRequest name = Request(Interface);
        var route = new LibC.RouteEntry { DestinationFamily = LibC.Ipv4, MaskFamily = LibC.Ipv4, Flags = LibC.IsUp, Interface = name.Name };
        Check(LibC.Control(socket, LibC.AddRoute, &route), "add a route");
    });

    /// <summary>
    /// Starts a thread that is in this namespace. It goes before other threads of the machine where that is allowed: the kernel's TCP waits for nobody, and what else the machine
    /// does is not to be measured.
    /// </summary>
    public Thread Start(string name, Action body)
    {
        var thread = new Thread(() =>
        {
            Check(LibC.Join(_namespace, LibC.NewNetwork), "setns");
            _ = LibC.SetNiceness(LibC.ThisThread, 0, Niceness);
            body();
        })
        {
            IsBackground = true,
            Name = name,
        };
        thread.Start();
        return thread;
    }

    public void Dispose()
    {
        if (Tunnel >= 0) _ = LibC.Close(Tunnel);
        if (_namespace >= 0) _ = LibC.Close(_namespace);
        Tunnel = _namespace = -1;
    }

    private static LibC.InterfaceRequest Request(string name)
    {
        var request = default(LibC.InterfaceRequest);
        for (int i = 0; i < name.Length; i++) request.Name[i] = (byte)name[i];
        return request;
    }

    // A thread that has changed its namespace stays in it, and is good for nothing else.
    private static void RunApart(Action body)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                body();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
    }

    private static void WithSocket(Action<int> body)
    {
        int socket = Check(LibC.CreateSocket(LibC.Ipv4, LibC.InternetDatagrams, 0), "socket");
        try
        {
            body(socket);
        }
        finally
        {
            _ = LibC.Close(socket);
        }
    }

    private static int Check(int answer, string call)
    {
        if (answer >= 0) return answer;
        throw new IOException($"{call}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
    }

    private void RunInside(Action<int> body) => RunApart(() =>
    {
        Check(LibC.Join(_namespace, LibC.NewNetwork), "setns");
        WithSocket(body);
    });

    private void OpenTunnel(uint address, uint netmask, int mtu)
    {
        Tunnel = Check(LibC.Open("/dev/net/tun", LibC.ReadWrite | LibC.NonBlocking | LibC.CloseOnExec), "open /dev/net/tun");
        LibC.InterfaceRequest request = Request(Interface);
        request.Flags = LibC.TunnelWithoutHeader;
        Check(LibC.Control(Tunnel, LibC.SetTunnel, &request), "TUNSETIFF");
        WithSocket(socket => SetUp(socket, address, netmask, mtu));
    }

    private static void SetUp(int socket, uint address, uint netmask, int mtu)
    {
        LibC.InterfaceRequest request = Request(Interface);
        request.Family = LibC.Ipv4;
        request.Address = address;
        Check(LibC.Control(socket, LibC.SetAddress, &request), "set the address");
        request.Address = netmask;
        Check(LibC.Control(socket, LibC.SetNetmask, &request), "set the netmask");
        request = Request(Interface);
        request.Number = mtu;
        Check(LibC.Control(socket, LibC.SetMtu, &request), "set the MTU");
        request = Request(Interface);
        Check(LibC.Control(socket, LibC.GetFlags, &request), "get the flags");
        request.Flags |= LibC.IsUp;
        Check(LibC.Control(socket, LibC.SetFlags, &request), "bring the interface up");
    }
}
