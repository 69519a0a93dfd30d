using System;
using System.Diagnostics;
using System.Threading;
using ManagedENet.LongRuns.Network;

namespace ManagedENet.LongRuns.Door;

/// <summary>
/// What lies between the two namespaces: a line on which each client has a delay of its own, and the flood, written straight into the host's interface. One thread does both,
/// and looks at the line between any few packets of the flood.
/// </summary>
internal sealed unsafe class DoorLine : IDisposable
{
    /// <summary>Questions of the flood in a second.</summary>
    public const int PerSecond = PerMs * 1_000;

    private const int PerMs = 100;
    private const int Burst = 10;
    private const int MostBehindMs = 10;
    private const int Slots = 4_096;
    private const int SourceAt = 12;
    private const int DestinationAt = 16;
    private const int ShortestHeader = 20;
    private const int MostRead = 64;
    private const long NsPerSecond = 1_000_000_000;
    private const long NsPerMs = 1_000_000;
    private const long LongestWaitNs = 20 * NsPerMs;
    private const int Priority = 10;

    private readonly int _near;
    private readonly int _far;
    private readonly long[] _delayNs;
    private readonly DelayedPackets _underWay = new(Slots);
    private readonly InventedQuestions _questions = new(Places.Server, Places.ServerPort);
    private readonly Thread _thread;
    private volatile bool _isOver;
    private volatile bool _isFlooding;
    private volatile Exception? _failure;
    private bool _hasBegun;
    private long _beganNs;
    private long _endedNs;
    private long _steps;
    private long _skipped;
    private long _refused;
    private long _written;
    private long _carried;
    private long _replyBytes;

    /// <summary>Begins to carry packets.</summary>
    /// <param name="near">Where everybody is but the host.</param>
    /// <param name="far">Where the host is.</param>
    /// <param name="roundTripsMs">The round trip of each client.</param>
    public DoorLine(NetworkNamespace near, NetworkNamespace far, double[] roundTripsMs)
    {
        _near = near.Tunnel;
        _far = far.Tunnel;
        _delayNs = Array.ConvertAll(roundTripsMs, ms => (long)(ms * NsPerMs / 2));
        _thread = new Thread(Run) { IsBackground = true, Name = "line and flood" };
        _thread.Start();
    }

    /// <summary>Packets of the flood so far.</summary>
    public long Written => Volatile.Read(ref _written);

    /// <summary>Bytes of the flood so far, IP headers included.</summary>
    public long FloodBytes => Written * _questions.Length;

    /// <summary>Packets that were brought to the host for everybody else so far.</summary>
    public long Carried => Volatile.Read(ref _carried);

    /// <summary>Bytes that the host has sent to invented addresses, IP headers included.</summary>
    public long ReplyBytes => Volatile.Read(ref _replyBytes);

    /// <summary>How long the flood lasted.</summary>
    public double FloodSeconds => (_endedNs - _beganNs) / (double)NsPerSecond;

    /// <summary>By how much packets arrived later than they should have.</summary>
    public Histogram Lateness { get; } = new(bucketNs: NsPerMs / 20, buckets: 4_000);

    /// <summary>The thread runs before others of the machine.</summary>
    public bool HasPriority { get; private set; }

    /// <summary>The flood begins.</summary>
    public void StartFlood() => _isFlooding = true;

    /// <summary>The flood is over when this returns.</summary>
    public void StopFlood()
    {
        _isFlooding = false;
        while (Volatile.Read(ref _endedNs) == 0 && _failure is null) Thread.Sleep(1);
        ThrowIfFailed();
    }

    /// <summary>Throws what has ended the line, or says that it was no line.</summary>
    public void ThrowIfFailed()
    {
        if (_failure is { } failure) throw new InvalidOperationException("The line has failed.", failure);
        if (_underWay.Overflows > 0) throw new InvalidOperationException("The line had too few slots.");
        if (_refused > 0) throw new InvalidOperationException($"The interface has refused {_refused} packets.");
    }

    public void Dispose()
    {
        _isOver = true;
        _thread.Join();
        _underWay.Dispose();
        _questions.Dispose();
    }

    private static long NowNs() => (long)(Stopwatch.GetTimestamp() * ((double)NsPerSecond / Stopwatch.Frequency));

    private static uint AddressAt(byte* packet, int offset) => *(uint*)(packet + offset);

    private void Run()
    {
        try
        {
            int priority = Priority;
            HasPriority = LibC.SetScheduler(0, LibC.FirstInFirstOut, &priority) == 0;
            LibC.PollDescriptor* polled = stackalloc LibC.PollDescriptor[2];
            polled[0] = new LibC.PollDescriptor { Descriptor = _near, Wanted = LibC.PollIn };
            polled[1] = new LibC.PollDescriptor { Descriptor = _far, Wanted = LibC.PollIn };
            while (!_isOver)
            {
                Deliver();
                Carry(_near, _far, SourceAt);
                Carry(_far, _near, DestinationAt);
                int owed = Owed(out long nextStepNs);
                if (owed > 0)
                {
                    Flood(Math.Min(owed, Burst));
                    continue;
                }

                long waitNs = Math.Clamp(Math.Min(_underWay.DueNs, nextStepNs) - NowNs(), 0, LongestWaitNs);
                var timeout = new LibC.TimeSpec { Nanoseconds = waitNs };
                _ = LibC.Poll(polled, 2, &timeout, 0);
            }
        }
        catch (Exception e)
        {
            _failure = e;
        }
    }

    private void Deliver()
    {
        while (_underWay.DueNs <= NowNs())
        {
            Lateness.Add(NowNs() - _underWay.DueNs);
            byte* packet = _underWay.Take(out int length, out int end);
            Bring(end, packet, length);
        }
    }

    private void Carry(int from, int to, int clientAt)
    {
        byte* packet = stackalloc byte[DelayedPackets.SlotBytes];
        for (int i = 0; i < MostRead; i++)
        {
            int length = (int)LibC.Read(from, packet, DelayedPackets.SlotBytes);
            if (length <= 0) return;
            // What else an interface sends of itself is IPv6.
            if (length < ShortestHeader || packet[0] >> 4 != 4) continue;
            uint address = AddressAt(packet, clientAt);
            if (!Places.IsOurs(address))
            {
                if (from == _far) Volatile.Write(ref _replyBytes, _replyBytes + length);
                continue;
            }

            int client = Places.ClientOf(address);
            if (client >= 0 && client < _delayNs.Length && _delayNs[client] > 0) _underWay.Add(packet, length, to, NowNs() + _delayNs[client]);
            else Bring(to, packet, length);
        }
    }

    // In steps of a millisecond. What could not be written for a while is not made up for.
    private int Owed(out long nextStepNs)
    {
        nextStepNs = long.MaxValue;
        if (!_isFlooding)
        {
            if (_hasBegun && _endedNs == 0) Volatile.Write(ref _endedNs, NowNs());
            return 0;
        }

        if (!_hasBegun) (_hasBegun, _beganNs) = (true, NowNs());
        _steps = ((NowNs() - _beganNs) / NsPerMs) + 1;
        nextStepNs = _beganNs + (_steps * NsPerMs);
        long owed = (_steps * PerMs) - _skipped - _written;
        long tooMany = Math.Max(owed - (MostBehindMs * PerMs), 0);
        _skipped += tooMany;
        return (int)(owed - tooMany);
    }

    private void Flood(int packets)
    {
        for (int i = 0; i < packets; i++) Write(_far, _questions.Next(), _questions.Length);
        Volatile.Write(ref _written, _written + packets);
    }

    private void Bring(int to, byte* packet, int length)
    {
        Write(to, packet, length);
        if (to == _far) Volatile.Write(ref _carried, _carried + 1);
    }

    private void Write(int to, byte* packet, int length)
    {
        if (LibC.Write(to, packet, (nuint)length) != length) _refused++;
    }
}
