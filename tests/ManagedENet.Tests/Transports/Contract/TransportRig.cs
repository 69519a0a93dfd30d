using System;
using System.Collections.Generic;
using System.Net;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Transports.Contract;

/// <summary>Transports of one kind that can reach each other, and what the contract's tests do with them.</summary>
internal sealed class TransportRig : IDisposable
{
    private readonly TransportKind _kind;
    private readonly LoopbackHub _hub = new();
    private readonly List<IDatagramTransport> _opened = new();

    public TransportRig(TransportKind kind)
    {
        _kind = kind;
        First = Open();
        Second = Open();
    }

    public IDatagramTransport First { get; }

    public IDatagramTransport Second { get; }

    /// <summary>True where a wait takes time, because something can come while it goes on.</summary>
    public bool CanWait => !IsInMemory;

    private bool IsInMemory => _kind is TransportKind.Loopback or TransportKind.ImpairedLoopback or TransportKind.ImpairedLoopbackOneWay
        or TransportKind.PaddedLoopback or TransportKind.ImpairedPadded;

    private bool IsIPv6 => _kind is TransportKind.SocketIPv6 or TransportKind.LinuxIPv6;

    /// <summary>A destination to which the system refuses to send.</summary>
    public ENetAddress Refusing => IsInMemory ? new ENetAddress(IPAddress.Loopback, 9) : new ENetAddress(IsIPv6 ? IPAddress.IPv6Loopback : IPAddress.Loopback, 0);

    public IDatagramTransport Open()
    {
        IDatagramTransport transport = OpenOne();
        _opened.Add(transport);
        return transport;
    }

    /// <summary>The address at which others of this rig reach a transport.</summary>
    public ENetAddress AddressOf(IDatagramTransport transport)
        => new(IsIPv6 ? IPAddress.IPv6Loopback : IPAddress.Loopback, transport.LocalEndPoint.Port);

    public void Stage(IDatagramTransport transport, in ENetAddress to, ReadOnlySpan<byte> datagram, in DatagramSendOptions options = default)
    {
        Assert.That(transport.TryGetSendSlot(out Span<byte> slot), Is.True, "a slot");
        datagram.CopyTo(slot);
        transport.CommitSend(new DatagramPath(to), datagram.Length, options);
    }

    /// <summary>Stages and flushes, whatever the size of the stage.</summary>
    public void Send(IDatagramTransport transport, in ENetAddress to, ReadOnlySpan<byte> datagram)
    {
        Stage(transport, to, datagram);
        transport.Flush();
    }

    /// <summary>Receives until so many have come.</summary>
    public List<(byte[] Datagram, DatagramPath Path)> Receive(IDatagramTransport transport, int wanted)
    {
        var deadline = new TestDeadline();
        var received = new List<(byte[], DatagramPath)>();
        while (received.Count < wanted)
        {
            deadline.ThrowIfPassed($"{wanted} datagrams");
            int count = transport.Receive();
            for (int i = 0; i < count; i++)
            {
                byte[] datagram = transport.GetReceived(i, out DatagramPath path).ToArray();
                received.Add((datagram, path));
            }

            if (count == 0) transport.Wait(TimeSpan.FromMilliseconds(10));
        }

        Assert.That(received, Has.Count.EqualTo(wanted));
        return received;
    }

    public void Dispose()
    {
        foreach (IDatagramTransport transport in _opened) transport.Dispose();
    }

    private IDatagramTransport OpenOne() => _kind switch
    {
        TransportKind.SocketIPv4 => OpenSocket(IPAddress.Loopback),
        TransportKind.SocketIPv6 => OpenSocket(Machine.RequireIPv6()),
        TransportKind.SocketDual => OpenSocket(Machine.RequireIPv6Any()),
        TransportKind.LinuxIPv4 => OpenLinux(IPAddress.Loopback),
        TransportKind.LinuxIPv6 => OpenLinux(Machine.RequireIPv6()),
        TransportKind.LinuxDual => OpenLinux(Machine.RequireIPv6Any()),
        TransportKind.Loopback => _hub.Open(),
        TransportKind.ImpairedLinux => Impair(OpenLinux(IPAddress.Loopback), both: true),
        TransportKind.ImpairedLoopback => Impair(_hub.Open(), both: true),
        TransportKind.ImpairedLoopbackOneWay => Impair(_hub.Open(), both: false),
        TransportKind.PaddedSocket => new PaddingTransport(OpenSocket(IPAddress.Loopback)),
        TransportKind.PaddedLoopback => new PaddingTransport(_hub.Open()),
        TransportKind.ImpairedPadded => Impair(new PaddingTransport(_hub.Open()), both: true),
        _ => throw new ArgumentOutOfRangeException(nameof(_kind)),
    };

    private static IDatagramTransport OpenSocket(IPAddress address) => SystemTransport.Open(ENetTransportKind.Socket, address);

    private static IDatagramTransport OpenLinux(IPAddress address) => SystemTransport.Open(ENetTransportKind.LinuxBatch, address);

    // A network without faults, through which everything goes all the same.
    private static ImpairedTransport Impair(IDatagramTransport inner, bool both) => new(inner, new ImpairedTransportOptions
    {
        Outgoing = new NetworkImpairmentOptions(),
        Incoming = both ? new NetworkImpairmentOptions() : null,
    });
}
