using System;
using System.Collections.Generic;
using System.Net;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Impairment;

/// <summary>A transport on virtual time: writes down what is sent when, receives what a test has put in, and waits by moving the clock.</summary>
internal sealed class RecordingTransport : IDatagramTransport, IMonotonicClock
{
    private readonly byte[] _slot = new byte[4_096];
    private readonly List<byte[]> _batch = new();
    private readonly List<(long AtMs, string Hex)> _staged = new();

    public long NowMs { get; set; }

    public List<(long AtMs, string Hex)> Sent { get; } = new();

    public Queue<(long AtMs, byte[] Datagram)> Arriving { get; } = new();

    public List<double> Waits { get; } = new();

    public int FreeSlots { get; set; } = int.MaxValue;

    public bool DoesTimeStandStill { get; set; }

    public bool IsDisposed { get; private set; }

    public string Name => "recording";

    public IPEndPoint LocalEndPoint { get; } = new(IPAddress.Loopback, 7);

    public TransportStatistics Statistics => new() { SentDatagrams = Sent.Count };

    public static ENetAddress Other => ENetAddress.FromIPv4(0x7F000001, 99);

    public bool TryGetSendSlot(out Span<byte> slot)
    {
        slot = FreeSlots > 0 ? _slot : default;
        return FreeSlots > 0;
    }

    public void CommitSend(in ENetAddress to, int length)
    {
        Assert.That(to, Is.EqualTo(Other));
        FreeSlots--;
        _staged.Add((NowMs, Convert.ToHexString(_slot, 0, length)));
    }

    public int Flush()
    {
        int count = _staged.Count;
        Sent.AddRange(_staged);
        _staged.Clear();
        return count;
    }

    public int Receive()
    {
        _batch.Clear();
        while (Arriving.Count > 0 && Arriving.Peek().AtMs <= NowMs) _batch.Add(Arriving.Dequeue().Datagram);
        return _batch.Count;
    }

    public Span<byte> GetReceived(int index, out ENetAddress from)
    {
        from = Other;
        return _batch[index];
    }

    public bool Wait(TimeSpan timeout)
    {
        Assert.That(timeout, Is.GreaterThanOrEqualTo(TimeSpan.Zero), "an endless wait would hang this test");
        Waits.Add(timeout.TotalMilliseconds);
        long untilMs = NowMs + (long)timeout.TotalMilliseconds;
        if (DoesTimeStandStill) return false;
        bool isReadable = Arriving.Count > 0 && Arriving.Peek().AtMs <= untilMs;
        NowMs = isReadable ? Math.Max(NowMs, Arriving.Peek().AtMs) : untilMs;
        return isReadable;
    }

    public void Dispose() => IsDisposed = true;
}
