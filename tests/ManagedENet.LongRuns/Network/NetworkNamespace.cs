using System;
using System.ComponentModel;
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
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Check(LibC.Unshare(LibC.NewNetwork), "unshare");
                made._namespace = Check(LibC.Open("/proc/thread-self/ns/net", LibC.CloseOnExec), "open a namespace");
                made.OpenTunnel(address, netmask, mtu);
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is null) return made;
        made.Dispose();
        ExceptionDispatchInfo.Throw(failure);
        return made;
    }

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

    private static LibC.InterfaceRequest Request()
    {
        var request = default(LibC.InterfaceRequest);
        for (int i = 0; i < Interface.Length; i++) request.Name[i] = (byte)Interface[i];
        return request;
    }

    private static int Check(int answer, string call)
    {
        if (answer >= 0) return answer;
        throw new IOException($"{call}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
    }

    private void OpenTunnel(uint address, uint netmask, int mtu)
    {
        Tunnel = Check(LibC.Open("/dev/net/tun", LibC.ReadWrite | LibC.NonBlocking | LibC.CloseOnExec), "open /dev/net/tun");
        LibC.InterfaceRequest request = Request();
        request.Flags = LibC.TunnelWithoutHeader;
        Check(LibC.Control(Tunnel, LibC.SetTunnel, &request), "TUNSETIFF");

        int socket = Check(LibC.CreateSocket(LibC.Ipv4, LibC.InternetDatagrams, 0), "socket");
        try
        {
            request = Request();
            request.Family = LibC.Ipv4;
            request.Address = address;
            Check(LibC.Control(socket, LibC.SetAddress, &request), "set the address");
            request.Address = netmask;
            Check(LibC.Control(socket, LibC.SetNetmask, &request), "set the netmask");
            request = Request();
            request.Number = mtu;
            Check(LibC.Control(socket, LibC.SetMtu, &request), "set the MTU");
            request = Request();
            Check(LibC.Control(socket, LibC.GetFlags, &request), "get the flags");
            request.Flags |= LibC.IsUp;
            Check(LibC.Control(socket, LibC.SetFlags, &request), "bring the interface up");
        }
        finally
        {
            _ = LibC.Close(socket);
        }
    }
}
