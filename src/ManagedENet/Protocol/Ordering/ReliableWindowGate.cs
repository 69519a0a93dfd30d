using System;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Ordering;

/// <summary>
/// Keeps a channel's sender from running so far ahead that the receiver could mistake new numbers for old ones. The sixteen windows of 4,096 numbers count
/// what is unacknowledged; a new window may be entered only when the previous one is not completely in flight and the ten windows from the new one on are empty.
/// </summary>
/// <remarks>
/// <code>
///   window   ...  4   5   6  [7]  8   9  10  11  12  13  14  15   0  ...
///                          |   |----------- must be empty -----------|
///                          fewer than 4,096 in flight
/// </code>
/// </remarks>
internal sealed class ReliableWindowGate
{
    private const int WindowsKeptEmpty = ProtocolConstants.FreeReliableWindows + 2;
    private const uint EmptyMask = (1u << WindowsKeptEmpty) - 1;

    private readonly ushort[] _inFlight = new ushort[ProtocolConstants.ReliableWindows];
    private uint _used;

    /// <summary>True for the first number of a window; no other ever waits.</summary>
    public static bool IsEntry(ushort sequence) => sequence % ProtocolConstants.ReliableWindowSize == 0;

    /// <summary>True when a number that is sent for the first time must wait. Only the first number of a window ever waits.</summary>
    // Requirement: CHN-011
    public bool IsClosedFor(ushort sequence)
    {
        if (!IsEntry(sequence)) return false;
        int window = SequenceNumber.WindowOf(sequence);
        int previous = (window + ProtocolConstants.ReliableWindows - 1) % ProtocolConstants.ReliableWindows;
        uint mustBeEmpty = (EmptyMask << window) | (EmptyMask >> (ProtocolConstants.ReliableWindows - window));
        return _inFlight[previous] >= ProtocolConstants.ReliableWindowSize || (_used & mustBeEmpty) != 0;
    }

    /// <summary>Counts a number that is sent for the first time.</summary>
    // Requirement: CHN-010
    public void Enter(ushort sequence)
    {
        int window = SequenceNumber.WindowOf(sequence);
        _used |= 1u << window;
        _inFlight[window]++;
    }

    /// <summary>Counts a number that was acknowledged.</summary>
    // Requirement: CHN-010
    public void Exit(ushort sequence)
    {
        int window = SequenceNumber.WindowOf(sequence);
        if (_inFlight[window] == 0) return;
        if (--_inFlight[window] == 0) _used &= ~(1u << window);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Array.Clear(_inFlight, 0, _inFlight.Length);
        _used = 0;
    }
}
