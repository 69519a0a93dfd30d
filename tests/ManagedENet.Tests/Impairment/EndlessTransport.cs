using System;
using System.Net;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Impairment;

/// <summary>Takes everything, forgets it, and always has one datagram to receive; allocates nothing. Its clock moves by one with each wait.</summary>
internal sealed class EndlessTransport : IDatagramTransport, IMonotonicClock
{
    private readonly byte[] _slot = new byte[4_096];
    private readonly byte[] _received = new byte[1_392];

    public long NowMs { get; private set; }

    public string Name => "endless";

    public IPEndPoint LocalEndPoint { get; } = new(IPAddress.Loopback, 8);

    public TransportStatistics Statistics => default;

    public bool TryGetSendSlot(out Span<byte> slot)
    {
        slot = _slot;
        return true;
    }

    public void CommitSend(in ENetAddress to, int length)
    {
    }

    public int Flush() => 0;

    public int Receive() => 1;

    public Span<byte> GetReceived(int index, out ENetAddress from)
    {
        from = ENetAddress.FromIPv4(0x7F000001, 9);
        return _received;
    }

    public bool Wait(TimeSpan timeout)
    {
        NowMs++;
        return true;
    }

    public void Dispose()
    {
    }
}
