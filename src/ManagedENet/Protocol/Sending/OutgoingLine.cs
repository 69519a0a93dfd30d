using System;

namespace ManagedENet.Protocol.Sending;

/// <summary>
/// What a host sends in a second at most, where its rules are not native's: all it sends takes from it, data waits until there is something to take, and connections with data
/// take turns at it. Acknowledgements and handshakes do not wait, and are made up for.
/// </summary>
internal sealed class OutgoingLine
{
    private const long UsPerSecond = 1_000_000;
    private const long BurstUs = 10_000;
    private const long CatchUpUs = 100_000;
    private const long LeastBurst = 2 * Wire.ProtocolConstants.DefaultMtu;
    private const long MarkUs = 100_000;

    // Bytes times a million, so that nothing is lost between two glances at the clock.
    private long _credit;
    private long _filledUs;
    private uint _bytesPerSecond;

    // What was queued last when others waited already, now and at two earlier times.
    private long _markedUs;
    private uint _newestMark;
    private uint _olderMark;
    private uint _oldestMark;
    private int _marks;

    /// <summary>Bytes in a second; 0 is without a limit.</summary>
    public uint BytesPerSecond
    {
        get => _bytesPerSecond;
        set
        {
            _bytesPerSecond = value;
            _credit = Math.Min(_credit, Most(BurstUs));
        }
    }

    /// <summary>Data waits for it; false is native's way, in which the limit only thins what is unreliable.</summary>
    public bool IsPaced { get; init; }

    /// <summary>Data has to wait for its turn.</summary>
    public bool IsLimited => IsPaced && _bytesPerSecond != 0;

    /// <summary>Something may leave now.</summary>
    public bool IsOpen => !IsLimited || _credit > 0;

    /// <summary>When something may leave, microseconds.</summary>
    public long OpensAtUs => IsOpen ? _filledUs : _filledUs + (-_credit / _bytesPerSecond) + 1;

    /// <summary>The connection whose turn it is has left data for later.</summary>
    public bool HasHeld { get; private set; }

    private bool MayWrite { get; set; } = true;

    /// <summary>A send pass begins.</summary>
    /// <param name="nowUs">The time.</param>
    /// <param name="isBusy">Data has waited since the last one.</param>
    /// <param name="queueOrder">The place of what was queued last.</param>
    public void Begin(long nowUs, bool isBusy, uint queueOrder)
    {
        if (!IsLimited) return;
        // Whoever is serviced seldom makes up for the time in between; whoever had nothing to send does not.
        long most = Most(isBusy ? CatchUpUs : BurstUs);
        long elapsedUs = Math.Min(Math.Max(nowUs - _filledUs, 0), UsPerSecond);
        _filledUs = nowUs;
        _credit = Math.Min(_credit + (elapsedUs * _bytesPerSecond), most);
        if (!isBusy) _marks = 0;
        else if (_marks == 0 || nowUs - _markedUs >= MarkUs) Mark(nowUs, queueOrder);
    }

    /// <summary>A connection has its turn.</summary>
    /// <param name="mayWrite">It may send data, as far as there is something to take.</param>
    public void BeginTurn(bool mayWrite)
    {
        MayWrite = mayWrite && IsOpen;
        HasHeld = false;
    }

    /// <summary>True when the connection whose turn it is may send data now; if not, it gets another turn.</summary>
    // Requirement: CGC-021, DEV-083
    public bool TryPass()
    {
        HasHeld |= !MayWrite;
        return MayWrite;
    }

    /// <summary>A datagram was written.</summary>
    public void Spend(int bytes)
    {
        if (IsLimited) _credit = Math.Max(_credit - (bytes * UsPerSecond), -UsPerSecond * _bytesPerSecond);
    }

    /// <summary>True when what was queued in this place has waited for the line for 200 ms, and something newer stands for it.</summary>
    // Requirement: CGC-022
    public bool IsStale(uint queueOrder) => _marks > 2 && (int)(queueOrder - _oldestMark) <= 0;

    private long Most(long us) => Math.Max(_bytesPerSecond * us, LeastBurst * UsPerSecond);

    private void Mark(long nowUs, uint queueOrder)
    {
        _markedUs = nowUs;
        _oldestMark = _olderMark;
        _olderMark = _newestMark;
        _newestMark = queueOrder;
        if (_marks < 3) _marks++;
    }
}
