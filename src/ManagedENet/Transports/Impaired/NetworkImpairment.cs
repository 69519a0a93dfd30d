using System;

namespace ManagedENet.Transports;

/// <summary>
/// A bad network, one direction of it: datagrams go in, and come out later, in another order, twice, damaged or not at all. It is pure: it reads no
/// clock, opens no socket and draws its luck from a seed, so that the simulation, the users' transport and a relay between real programs share it,
/// and a run can be repeated. It belongs to one thread at a time. Nothing is allocated once the largest number of datagrams has been under way.
/// </summary>
/// <remarks>
/// A datagram passes, in this order: the cut, the longest length, the link with its bandwidth and queue, the loss (outage first, then burst, then single), the bit flip,
/// the delay with jitter and holding back, and the copy. Datagrams between any number of addresses may go through one network: then they share its link and its queue.
/// </remarks>
/// <example>
/// <code>
/// var network = new NetworkImpairment(new NetworkImpairmentOptions { Seed = 7, LossRate = 0.1, DelayMs = 40 });
/// network.Submit(nowMs, from, to, datagram);
/// while (network.TryTake(nowMs, buffer, out int length, out ENetAddress source, out ENetAddress destination)) { }
/// </code>
/// </example>
public sealed class NetworkImpairment
{
    private const long NanosecondsPerMs = 1_000_000;

    private readonly DelayedDatagramQueue _queue = new();
    private NetworkImpairmentOptions _options;
    private long _submitted;
    private long _nextNumber;
    private long _largestNumberTaken = -1;
    private long _linkFreeAtNs = long.MinValue;
    private bool _inBurst;
    private OutageSchedule _outages;

    /// <summary>A network as the options say.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public NetworkImpairment(NetworkImpairmentOptions options)
    {
        if (options is null) throw new ArgumentNullException(nameof(options));
        options.Validate();
        _options = options;
    }

    /// <summary>How bad the network is. Setting it changes the fate of what is submitted afterwards: a cut, a delay spike, a healed link. Options without bursts end one that is running.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public NetworkImpairmentOptions Options
    {
        get => _options;
        set
        {
            if (value is null) throw new ArgumentNullException(nameof(value));
            value.Validate();

            // A burst that nothing could end any more, or that loses nothing, would come to life again with later options.
            if (value.BurstEnterRate == 0 || value.BurstLossRate == 0) _inBurst = false;
            _options = value;
        }
    }

    /// <summary>What happened so far.</summary>
    public ImpairmentCounters Counters { get; } = new();

    /// <summary>Datagrams that are under way, copies included.</summary>
    public int Count => _queue.Count;

    /// <summary>
    /// When the next datagram is due, in milliseconds of the clock by which datagrams were submitted; <see cref="long.MaxValue"/> when none is under way.
    /// </summary>
    public long NextDueMs => _queue.NextDueMs;

    /// <summary>The length in bytes of the datagram that is taken next; 0 when none is under way.</summary>
    public int NextLength => _queue.NextLength;

    /// <summary>Sends a datagram through the network. It is copied; an empty one is a datagram too.</summary>
    /// <returns>What becomes of it.</returns>
    public ImpairmentFate Submit(long nowMs, in ENetAddress from, in ENetAddress to, ReadOnlySpan<byte> datagram) => Submit(nowMs, from, to, datagram, default);

    /// <summary>Sends a datagram through the network as it was to be sent: whether it may be cut on the way decides over one that is too long for the path.</summary>
    /// <returns>What becomes of it.</returns>
    public ImpairmentFate Submit(long nowMs, in ENetAddress from, in ENetAddress to, ReadOnlySpan<byte> datagram, in DatagramSendOptions options)
    {
        // Every datagram draws the same numbers in the same order, whatever the options are and whatever happens to it.
        var random = new ImpairmentRandom(_options.Seed, _submitted++);
        bool burstTurns = random.Happens(_inBurst ? _options.BurstLeaveRate : _options.BurstEnterRate);
        bool lostInBurst = random.Happens(_options.BurstLossRate);
        bool lost = random.Happens(_options.LossRate);
        bool duplicated = random.Happens(_options.DuplicationRate);
        bool heldBack = random.Happens(_options.ReorderRate);
        bool flipped = random.Happens(_options.BitFlipRate);
        int jitterMs = random.UpTo(_options.JitterMs);
        int copyJitterMs = random.UpTo(_options.JitterMs);
        ulong flippedBit = random.NextUInt64();

        if (burstTurns) _inBurst = !_inBurst;
        _outages.Start(nowMs);
        ImpairmentFate fate = ImpairmentFate.Delivered;
        long leavesAtMs = nowMs;
        if (_options.IsCut) fate = ImpairmentFate.Lost | ImpairmentFate.LostInCut;
        else if (IsTooLong(datagram.Length, options)) fate = ImpairmentFate.Lost | ImpairmentFate.LostAsTooLong;
        else if (!TryEnterLink(nowMs, datagram.Length, out leavesAtMs)) fate = ImpairmentFate.Lost | ImpairmentFate.LostInQueue;
        else if (_outages.Covers(nowMs, _options)) fate = ImpairmentFate.Lost | ImpairmentFate.LostInOutage;
        else if (_inBurst && lostInBurst) fate = ImpairmentFate.Lost | ImpairmentFate.LostInBurst;
        else if (lost) fate = ImpairmentFate.Lost;

        if (fate == ImpairmentFate.Delivered)
        {
            long dueMs = leavesAtMs + _options.DelayMs + jitterMs;
            if (heldBack)
            {
                fate |= ImpairmentFate.HeldBack;
                dueMs += _options.ReorderDelayMs;
            }

            Span<byte> copy = _queue.Add(dueMs, _nextNumber++, from, to, datagram, (int)options.Fragmentation);
            if (flipped && copy.Length > 0)
            {
                fate |= ImpairmentFate.BitFlipped;
                ulong bit = flippedBit % ((ulong)copy.Length * 8);
                copy[(int)(bit / 8)] ^= (byte)(1 << (int)(bit % 8));
            }

            if (duplicated && _queue.Count < _options.DatagramLimit)
            {
                fate |= ImpairmentFate.Duplicated;
                _queue.Add(leavesAtMs + _options.DelayMs + copyJitterMs, _nextNumber++, from, to, copy, (int)options.Fragmentation);
            }
        }

        Counters.CountFate(fate);
        return fate;
    }

    /// <summary>
    /// Takes the next datagram that is due: the earliest first, and of those due at the same time the one submitted first.
    /// False when none is due at <paramref name="nowMs"/>.
    /// </summary>
    /// <exception cref="ArgumentException">A datagram is due and <paramref name="destination"/> is shorter than it; it stays where it is.</exception>
    public bool TryTake(long nowMs, Span<byte> destination, out int length, out ENetAddress from, out ENetAddress to)
        => TryTake(nowMs, destination, out length, out from, out to, out _);

    /// <summary>As above, with how the datagram was to be sent.</summary>
    /// <exception cref="ArgumentException">A datagram is due and <paramref name="destination"/> is shorter than it; it stays where it is.</exception>
    public bool TryTake(long nowMs, Span<byte> destination, out int length, out ENetAddress from, out ENetAddress to, out DatagramSendOptions options)
    {
        if (_queue.NextDueMs > nowMs || _queue.Count == 0)
        {
            length = 0;
            from = default;
            to = default;
            options = default;
            return false;
        }

        if (destination.Length < _queue.NextLength)
            throw new ArgumentException($"The datagram is {_queue.NextLength} bytes long: give a span that holds it.", nameof(destination));
        length = _queue.Take(destination, out long number, out from, out to, out int fragmentation);
        options = new DatagramSendOptions { Fragmentation = (DatagramFragmentation)fragmentation };
        Counters.CountTaken(number < _largestNumberTaken);
        _largestNumberTaken = Math.Max(_largestNumberTaken, number);
        return true;
    }

    /// <summary>Forgets everything that is under way. The fates of later datagrams stay what they would have been.</summary>
    public void Clear() => _queue.Clear();

    /// <summary>How long what is submitted now would wait for the line, ms.</summary>
    internal double WaitingMs(long nowMs) => Math.Max(_linkFreeAtNs - (nowMs * NanosecondsPerMs), 0) / (double)NanosecondsPerMs;

    private bool IsTooLong(int length, in DatagramSendOptions options) =>
        _options.MtuBytes > 0 && length > _options.MtuBytes && options.Fragmentation != DatagramFragmentation.Allowed;

    private bool TryEnterLink(long nowMs, int length, out long leavesAtMs)
    {
        leavesAtMs = nowMs;
        if (_queue.Count >= _options.DatagramLimit) return false;
        long bytesPerSecond = _options.BandwidthBytesPerSecond;
        if (bytesPerSecond == 0) return true;

        long nowNs = nowMs * NanosecondsPerMs;
        long startNs = Math.Max(nowNs, _linkFreeAtNs);
        // Doubles: a queue of 4 GiB times 10^9 does not fit 64 bits, and a byte more or less does not matter for a full queue.
        double waitingBytes = (startNs - nowNs) * 1e-9 * bytesPerSecond;
        if (waitingBytes + length > Math.Max(_options.BandwidthQueueBytes, length)) return false;
        _linkFreeAtNs = startNs + (length * 1_000 * NanosecondsPerMs / bytesPerSecond);
        leavesAtMs = (_linkFreeAtNs + NanosecondsPerMs - 1) / NanosecondsPerMs;
        return true;
    }
}
