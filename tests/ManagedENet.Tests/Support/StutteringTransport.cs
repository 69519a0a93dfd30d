using System;
using System.Collections.Generic;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Support;

/// <summary>In front of another transport: takes a few datagrams per flush and then nothing until the next, like a socket whose buffer is small.</summary>
internal sealed class StutteringTransport : ForwardingTransport
{
    private readonly Queue<(DatagramPath Path, byte[] Datagram, DatagramSendOptions Options)> _staged = new();
    private readonly byte[] _slot = new byte[4096];
    private bool _isBlocked;

    public StutteringTransport(IDatagramTransport inner)
        : base(inner)
    {
    }

    /// <summary>Datagrams that one flush takes.</summary>
    public int PerFlush { get; set; } = int.MaxValue;

    /// <summary>Times that a slot was refused while blocked.</summary>
    public int Refusals { get; private set; }

    public override bool TryGetSendSlot(out Span<byte> slot)
    {
        slot = _isBlocked || _staged.Count == 16 ? default : _slot;
        if (_isBlocked) Refusals++;
        return !slot.IsEmpty;
    }

    public override void CommitSend(in DatagramPath path, int length, in DatagramSendOptions options)
    {
        if (_isBlocked) throw new InvalidOperationException("Committed although no slot was lent.");
        _staged.Enqueue((path, _slot.AsSpan(0, length).ToArray(), options));
    }

    public override int Flush()
    {
        int sent = 0;
        while (_staged.Count > 0 && sent < PerFlush)
        {
            (DatagramPath path, byte[] datagram, DatagramSendOptions options) = _staged.Dequeue();
            Inner.TryGetSendSlot(out Span<byte> slot);
            datagram.CopyTo(slot);
            Inner.CommitSend(path, datagram.Length, options);
            Inner.Flush();
            sent++;
        }

        _isBlocked = _staged.Count > 0;
        return sent;
    }

    public override bool Wait(TimeSpan timeout) => Inner.Wait(timeout) || _isBlocked;
}
