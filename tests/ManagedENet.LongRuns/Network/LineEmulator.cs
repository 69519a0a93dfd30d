using System;
using System.Diagnostics;
using System.Threading;

namespace ManagedENet.LongRuns.Network;

/// <summary>
/// The line between two namespaces. The queue is kept by arithmetic: a packet leaves when all before it have left, so that a late glance at the clock changes when a packet
/// arrives by that much and nothing else. Flows are told apart by the port at the far end, and counted when they arrive there.
/// </summary>
internal sealed unsafe class LineEmulator : IDisposable
{
    /// <summary>The port of the first flow; each has its own.</summary>
    public const int FirstPort = 5_000;

    private const int Flows = 2;
    private const int Slots = 8_192;
    private const long NsPerSecond = 1_000_000_000;
    private const long NsPerMs = 1_000_000;
    private const long LongestWaitNs = 20 * NsPerMs;
    private const int ShortestHeader = 24;
    private const int Priority = 10;
    private const int LongestPacket = 1_500;

    private readonly LineSettings _line;
    private readonly int _near;
    private readonly int _far;
    private readonly PacketQueue _there = new(Slots);
    private readonly PacketQueue _back = new(Slots);
    private readonly FlowCounter[] _flows = [new(), new()];
    private readonly Thread _thread;
    private readonly Random _luck = new(1);
    private long _lineFreeNs;
    private long _backNs;
    private volatile bool _isOver;
    private volatile bool _isMeasuring;
    private volatile Exception? _failure;

    public LineEmulator(LineSettings line, NetworkNamespace near, NetworkNamespace far)
    {
        _line = line;
        _near = near.Tunnel;
        _far = far.Tunnel;
        _thread = new Thread(Run) { IsBackground = true, Name = "line" };
        _thread.Start();
    }

    /// <summary>How long packets that were accepted waited for the line while it was measured.</summary>
    public Histogram QueueDelay { get; } = new(bucketNs: NsPerMs / 4, buckets: 4_000);

    /// <summary>By how much packets arrived later than they should have.</summary>
    public Histogram Lateness { get; } = new(bucketNs: NsPerMs / 20, buckets: 4_000);

    /// <summary>It runs before other threads of the machine.</summary>
    public bool HasPriority { get; private set; }

    /// <summary>Packets that found no slot, which is a fault of the emulator and not of the line.</summary>
    public long Overflows { get; private set; }

    public FlowCounter Flow(int index) => _flows[index];

    /// <summary>Counts from now on.</summary>
    public void StartMeasuring()
    {
        foreach (FlowCounter flow in _flows) flow.Restart();
        _isMeasuring = true;
    }

    /// <summary>Counts no longer.</summary>
    public void StopMeasuring()
    {
        _isMeasuring = false;
        foreach (FlowCounter flow in _flows) flow.Stop();
        if (_failure is { } failure) throw new InvalidOperationException("The line has failed.", failure);
    }

    public void Dispose()
    {
        _isOver = true;
        _thread.Join();
        _there.Dispose();
        _back.Dispose();
    }

    private static long NowNs() => (long)(Stopwatch.GetTimestamp() * ((double)NsPerSecond / Stopwatch.Frequency));

    // Both TCP and UDP have the ports where an IPv4 header without options ends.
    private static int FlowOf(byte* packet)
    {
        int header = (packet[0] & 15) * 4;
        int port = (packet[header + 2] << 8) | packet[header + 3];
        return port - FirstPort;
    }

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
                Deliver(_there, _far, isCounted: true);
                Deliver(_back, _near, isCounted: false);
                Accept();
                Return();
                long waitNs = Math.Clamp(Math.Min(_there.DueNs, _back.DueNs) - NowNs(), 0, LongestWaitNs);
                var timeout = new LibC.TimeSpec { Nanoseconds = waitNs };
                _ = LibC.Poll(polled, 2, &timeout, 0);
            }
        }
        catch (Exception e)
        {
            _failure = e;
        }
    }

    private void Deliver(PacketQueue queue, int to, bool isCounted)
    {
        while (queue.DueNs <= NowNs())
        {
            if (_isMeasuring) Lateness.Add(NowNs() - queue.DueNs);
            _ = LibC.Write(to, queue.First, (nuint)queue.FirstLength);
            if (isCounted && FlowOf(queue.First) is >= 0 and < Flows and int flow) _flows[flow].AddArrived(queue.FirstLength);
            queue.RemoveFirst();
        }
    }

    private bool TryRead(int from, PacketQueue queue, out int length)
    {
        byte* spare = stackalloc byte[PacketQueue.SlotBytes];
        while ((length = (int)LibC.Read(from, queue.IsFull ? spare : queue.Free, PacketQueue.SlotBytes)) > 0)
        {
            if (queue.IsFull) Overflows++;
            // What else an interface sends of itself is IPv6.
            else if (length >= ShortestHeader && queue.Free[0] >> 4 == 4) return true;
        }

        return false;
    }

    private bool IsDropped(long waitingBytes, int length) =>
        _line.Drop == DropRule.Fits ? waitingBytes + length > _line.QueueBytes : waitingBytes >= _line.QueueBytes;

    private void Accept()
    {
        while (TryRead(_near, _there, out int length))
        {
            long nowNs = NowNs();
            long waitsNs = Math.Max(_lineFreeNs - nowNs, 0);
            int flow = FlowOf(_there.Free);
            bool isKnown = flow is >= 0 and < Flows;
            if (IsDropped(waitsNs * _line.BytesPerSecond / NsPerSecond, length))
            {
                if (isKnown) _flows[flow].AddDropped();
                continue;
            }

            if (_isMeasuring) QueueDelay.Add(waitsNs);
            if (isKnown) _flows[flow].AddAccepted();
            _lineFreeNs = nowNs + waitsNs + (length * NsPerSecond / _line.BytesPerSecond);
            _there.Add(length, _lineFreeNs + (_line.DelayMs * NsPerMs));
        }
    }

    // Where everything takes the same time each round, a sender's packets always meet the queue at the same moment of another's, and the one that comes just after a packet
    // has left never loses any (phase effects). What comes back takes a little more or less, as much as a packet needs for the line, and stays in order.
    private void Return()
    {
        while (TryRead(_far, _back, out int length))
        {
            long spreadNs = (long)((_luck.NextDouble() - 0.5) * LongestPacket * NsPerSecond / _line.BytesPerSecond);
            _backNs = Math.Max(_backNs, NowNs() + (_line.DelayMs * NsPerMs) + spreadNs);
            _back.Add(length, _backNs);
        }
    }
}
