using System;
using System.Collections.Generic;
using System.Net;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Support;

/// <summary>In front of another transport: takes a few datagrams per flush and then nothing until the next, like a socket whose buffer is small.</summary>
internal sealed class StutteringTransport : IDatagramTransport
{
    private readonly IDatagramTransport _inner;
    private readonly Queue<(ENetAddress To, byte[] Datagram)> _staged = new();
    private readonly byte[] _slot = new byte[4096];
    private bool _isBlocked;

    public StutteringTransport(IDatagramTransport inner) => _inner = inner;

    /// <summary>Datagrams that one flush takes.</summary>
    public int PerFlush { get; set; } = int.MaxValue;

    /// <summary>Times that a slot was refused while blocked.</summary>
    public int Refusals { get; private set; }

    public string Name => "stuttering " + _inner.Name;

    public IPEndPoint LocalEndPoint => _inner.LocalEndPoint;

    public TransportStatistics Statistics => _inner.Statistics;

    public bool TryGetSendSlot(out Span<byte> slot)
    {
        slot = _isBlocked || _staged.Count == 16 ? default : _slot;
        if (_isBlocked) Refusals++;
        return !slot.IsEmpty;
    }

    public void CommitSend(in ENetAddress to, int length)
    {
        if (_isBlocked) throw new InvalidOperationException("Committed although no slot was lent.");
        _staged.Enqueue((to, _slot.AsSpan(0, length).ToArray()));
    }

    public int Flush()
    {
        int sent = 0;
        while (_staged.Count > 0 && sent < PerFlush)
        {
            (ENetAddress to, byte[] datagram) = _staged.Dequeue();
            _inner.TryGetSendSlot(out Span<byte> slot);
            datagram.CopyTo(slot);
            _inner.CommitSend(to, datagram.Length);
            _inner.Flush();
            sent++;
        }

        _isBlocked = _staged.Count > 0;
        return sent;
    }

    public int Receive() => _inner.Receive();

    public Span<byte> GetReceived(int index, out ENetAddress from) => _inner.GetReceived(index, out from);

    public bool Wait(TimeSpan timeout) => _inner.Wait(timeout) || _isBlocked;

    public void Dispose() => _inner.Dispose();
}
