using System;
using System.Net;
using ManagedENet.Tests.Support;

namespace ManagedENet.Tests.Impairment;

/// <summary>Takes everything, forgets it, and always has one datagram to receive; allocates nothing. Its clock moves by one with each wait.</summary>
internal sealed class EndlessTransport : TestTransport
{
    private readonly byte[] _received = new byte[1_392];

    public ManualClock Clock { get; } = new();

    public override IPEndPoint LocalEndPoint { get; } = new(IPAddress.Loopback, 8);

    public override int Receive() => 1;

    public override Span<byte> GetReceived(int index, out DatagramPath path)
    {
        path = new DatagramPath(ENetAddress.FromIPv4(0x7F000001, 9));
        return _received;
    }

    public override bool Wait(TimeSpan timeout)
    {
        Clock.NowMs++;
        return true;
    }
}
