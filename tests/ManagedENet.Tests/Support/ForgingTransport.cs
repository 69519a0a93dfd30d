using System;
using System.Collections.Generic;
using System.Net;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Support;

/// <summary>Lets any datagram arrive from any address, and swallows what is sent.</summary>
internal sealed class ForgingTransport : IDatagramTransport
{
    private readonly Queue<(ENetAddress From, byte[] Datagram)> _waiting = new();
    private readonly byte[] _slot = new byte[4096];
    private (ENetAddress From, byte[] Datagram) _received;

    public int Waiting => _waiting.Count;

    public string Name => "forging";

    public IPEndPoint LocalEndPoint { get; } = new(IPAddress.Loopback, 7777);

    public TransportStatistics Statistics => default;

    public void Arrive(in ENetAddress from, byte[] datagram) => _waiting.Enqueue((from, datagram));

    public bool TryGetSendSlot(out Span<byte> slot)
    {
        slot = _slot;
        return true;
    }

    public void CommitSend(in ENetAddress to, int length)
    {
    }

    public int Flush() => 0;

    public int Receive() => _waiting.TryDequeue(out _received) ? 1 : 0;

    public Span<byte> GetReceived(int index, out ENetAddress from)
    {
        from = _received.From;
        return _received.Datagram;
    }

    public bool Wait(TimeSpan timeout) => _waiting.Count > 0;

    public void Dispose()
    {
    }
}
