using System;
using System.Collections.Generic;
using System.Net;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Impairment;

/// <summary>A transport on virtual time: writes down what is sent when, receives what a test has put in, and waits by moving the clock.</summary>
internal sealed class RecordingTransport : TestTransport
{
    private readonly List<byte[]> _batch = new();
    private readonly List<(long AtMs, string Hex)> _staged = new();

    public ManualClock Clock { get; } = new() { NowMs = 0 };

    public long NowMs
    {
        get => Clock.NowMs;
        set => Clock.NowMs = value;
    }

    public List<(long AtMs, string Hex)> Sent { get; } = new();

    public List<(DatagramPath Path, DatagramSendOptions Options)> Committed { get; } = new();

    public Queue<(long AtMs, byte[] Datagram)> Arriving { get; } = new();

    public List<double> Waits { get; } = new();

    public int Wakes { get; private set; }

    public int FreeSlots { get; set; } = int.MaxValue;

    public bool DoesTimeStandStill { get; set; }

    public bool IsDisposed { get; private set; }

    public override IPEndPoint LocalEndPoint { get; } = new(IPAddress.Loopback, 7);

    public override TransportStatistics Statistics => new() { SentDatagrams = Sent.Count };

    public static ENetAddress Other => ENetAddress.FromIPv4(0x7F000001, 99);

    /// <summary>The way that everything comes which is received here.</summary>
    public static DatagramPath FromOther => new(Other, ENetAddress.FromIPv4(0x7F000002, 7));

    public override bool IsDrained => Arriving.Count == 0 || Arriving.Peek().AtMs > NowMs;

    public override bool TryGetSendSlot(out Span<byte> slot)
    {
        slot = FreeSlots > 0 ? Slot : default;
        return FreeSlots > 0;
    }

    public override void CommitSend(in DatagramPath path, int length, in DatagramSendOptions options)
    {
        Assert.That(path.Remote, Is.EqualTo(Other));
        FreeSlots--;
        Committed.Add((path, options));
        _staged.Add((NowMs, Convert.ToHexString(Slot, 0, length)));
    }

    public override int Flush()
    {
        int count = _staged.Count;
        Sent.AddRange(_staged);
        _staged.Clear();
        return count;
    }

    public override int Receive()
    {
        _batch.Clear();
        while (Arriving.Count > 0 && Arriving.Peek().AtMs <= NowMs) _batch.Add(Arriving.Dequeue().Datagram);
        return _batch.Count;
    }

    public override Span<byte> GetReceived(int index, out DatagramPath path)
    {
        path = FromOther;
        return _batch[index];
    }

    public override bool Wait(TimeSpan timeout)
    {
        Assert.That(timeout, Is.GreaterThanOrEqualTo(TimeSpan.Zero), "an endless wait would hang this test");
        Waits.Add(timeout.TotalMilliseconds);
        long untilMs = NowMs + (long)timeout.TotalMilliseconds;
        if (DoesTimeStandStill) return false;
        bool isReadable = Arriving.Count > 0 && Arriving.Peek().AtMs <= untilMs;
        NowMs = isReadable ? Math.Max(NowMs, Arriving.Peek().AtMs) : untilMs;
        return isReadable;
    }

    public override void Wake() => Wakes++;

    public override void Dispose()
    {
        IsDisposed = true;
        base.Dispose();
    }
}
