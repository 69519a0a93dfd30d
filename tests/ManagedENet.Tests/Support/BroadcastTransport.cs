using System;
using System.Collections.Generic;
using System.Net;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Support;

/// <summary>
/// In front of another transport: what goes to 255.255.255.255 goes to each of the given addresses instead, as in a local network in which they all listen.
/// </summary>
internal sealed class BroadcastTransport : IDatagramTransport
{
    private readonly IDatagramTransport _inner;
    private readonly IReadOnlyList<IPAddress> _listeners;
    private readonly byte[] _slot = new byte[4096];

    public BroadcastTransport(IDatagramTransport inner, params IPAddress[] listeners)
    {
        _inner = inner;
        _listeners = listeners;
    }

    /// <summary>Datagrams that went to everybody.</summary>
    public int Broadcasts { get; private set; }

    public string Name => "broadcasting " + _inner.Name;

    public IPEndPoint LocalEndPoint => _inner.LocalEndPoint;

    public TransportStatistics Statistics => _inner.Statistics;

    public bool TryGetSendSlot(out Span<byte> slot)
    {
        slot = _slot;
        return true;
    }

    public void CommitSend(in ENetAddress to, int length)
    {
        if (!to.IsIPv4Broadcast)
        {
            SendOne(to, length);
            return;
        }

        Broadcasts++;
        foreach (IPAddress listener in _listeners) SendOne(new ENetAddress(listener, to.Port), length);
    }

    public int Flush() => _inner.Flush();

    public int Receive() => _inner.Receive();

    public Span<byte> GetReceived(int index, out ENetAddress from) => _inner.GetReceived(index, out from);

    public bool Wait(TimeSpan timeout) => _inner.Wait(timeout);

    public void Dispose() => _inner.Dispose();

    private void SendOne(in ENetAddress to, int length)
    {
        if (!_inner.TryGetSendSlot(out Span<byte> slot)) throw new InvalidOperationException("These tests send less than a transport takes.");
        _slot.AsSpan(0, length).CopyTo(slot);
        _inner.CommitSend(to, length);
    }
}
