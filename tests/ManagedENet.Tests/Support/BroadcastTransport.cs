using System;
using System.Collections.Generic;
using System.Net;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Support;

/// <summary>
/// In front of another transport: what goes to 255.255.255.255 goes to each of the given addresses instead, as in a local network in which they all listen.
/// </summary>
internal sealed class BroadcastTransport : ForwardingTransport
{
    private readonly IReadOnlyList<IPAddress> _listeners;
    private readonly byte[] _slot = new byte[4096];

    public BroadcastTransport(IDatagramTransport inner, params IPAddress[] listeners)
        : base(inner) => _listeners = listeners;

    /// <summary>Datagrams that went to everybody.</summary>
    public int Broadcasts { get; private set; }

    public override bool TryGetSendSlot(out Span<byte> slot)
    {
        slot = _slot;
        return true;
    }

    public override void CommitSend(in DatagramPath path, int length, in DatagramSendOptions options)
    {
        if (!path.Remote.IsIPv4Broadcast)
        {
            SendOne(path, length, options);
            return;
        }

        Broadcasts++;
        foreach (IPAddress listener in _listeners) SendOne(new DatagramPath(new ENetAddress(listener, path.Remote.Port)), length, options);
    }

    private void SendOne(in DatagramPath path, int length, in DatagramSendOptions options)
    {
        if (!Inner.TryGetSendSlot(out Span<byte> slot)) throw new InvalidOperationException("These tests send less than a transport takes.");
        _slot.AsSpan(0, length).CopyTo(slot);
        Inner.CommitSend(path, length, options);
    }
}
