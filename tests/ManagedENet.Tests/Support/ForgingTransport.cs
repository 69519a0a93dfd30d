using System;
using System.Collections.Generic;

namespace ManagedENet.Tests.Support;

/// <summary>Lets any datagram arrive from any address, and swallows what is sent.</summary>
internal sealed class ForgingTransport : TestTransport
{
    private readonly Queue<(ENetAddress From, byte[] Datagram)> _waiting = new();
    private (ENetAddress From, byte[] Datagram) _received;

    public int Waiting => _waiting.Count;

    public void Arrive(in ENetAddress from, byte[] datagram) => _waiting.Enqueue((from, datagram));

    public override int Receive() => _waiting.TryDequeue(out _received) ? 1 : 0;

    public override Span<byte> GetReceived(int index, out DatagramPath path)
    {
        path = new DatagramPath(_received.From);
        return _received.Datagram;
    }

    public override bool Wait(TimeSpan timeout) => _waiting.Count > 0;
}
