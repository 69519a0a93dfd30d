using System;
using ManagedENet.Internal;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Reception;

namespace ManagedENet;

/// <content>What both faces share: who may enter, and what becomes of a datagram.</content>
public sealed partial class ENetHost
{
    // An application that takes one event a frame is late; this often the network has its turn all the same.
    private const long LatestRoundMs = 10;

    // Connects and ends that nobody takes: beyond this many for each slot the network waits for the application again.
    private const int MostRaisedPerSlot = 4;
    private const long LateAfterMs = 1000;

    private bool _isHandlingDatagram;
    private bool _isFlushWanted;
    private long _lateSinceMs = long.MaxValue;

    /// <summary>The send pass of a command that native flushes at once, such as <c>enet_peer_disconnect_now</c>.</summary>
    internal void FlushCommands()
    {
        // A handler runs in the middle of a datagram, and the core finishes that first.
        _isFlushWanted = _isHandlingDatagram;
        if (_isHandlingDatagram) return;
        bool hasEntered = _gate.TryEnter();
        try
        {
            _driver.Flush();
            if (Notice is not null) NoteRefusals();
        }
        finally
        {
            if (hasEntered) Leave();
        }
    }

    private void EnterService()
    {
        VerifyAccess();
        if (!_gate.TryEnter()) throw new InvalidOperationException("A handler cannot service the host that calls it, or take its events; do it after Service has returned.");
    }

    /// <summary>
    /// A round beside the events that wait: whoever takes one event a frame must not keep acknowledgements waiting, or lose its connections.
    /// <see cref="ENetHostOptions.MaximumWaitingBytes"/> bounds what waits then.
    /// </summary>
    // Requirement: REL-072, DEV-075
    private void RunLateRound()
    {
        if (ReadClock() - _driver.Round.StartedMs < LatestRoundMs || _core.RaisedEvents > Options.PeerLimit * MostRaisedPerSlot) return;
        _driver.Start(endsAtEvents: false, leavesEvents: true);
        for (RoundStep step = _driver.Next(); step != RoundStep.Rest; step = _driver.Next())
        {
            if (step == RoundStep.Send) Send();
            else if (step == RoundStep.Receive) ReceiveAll();
        }

        if (_lateSinceMs == long.MaxValue) _lateSinceMs = _nowMs;
        if (_nowMs - _lateSinceMs >= LateAfterMs && Notice is not null) NoteLateness();
    }

    private void Send()
    {
        _driver.Send();
        if (Notice is not null) NoteRefusals();
    }

    private void ReceiveAll()
    {
        NoSink none = default;
        _nowMs = _core.NowMs;
        while (_driver.TryNextDatagram(out Span<byte> datagram, out ENetAddress from)) HandleDatagram(datagram, from, ref none);
    }

    private void HandleDatagram<TSink>(Span<byte> datagram, in ENetAddress from, ref TSink sink)
        where TSink : struct, IPacketSink
    {
        if (Options.Interceptor is { } interceptor && IsKept(interceptor, from, datagram)) return;

        // The core calls the user's approver, codecs and handler from here. What an approver or a codec throws passes through: the datagram is taken out of the batch already,
        // and the next call goes on behind it.
        _isHandlingDatagram = true;
        try
        {
            _driver.Round.Handle(from, datagram, ref sink);
        }
        finally
        {
            _isHandlingDatagram = false;
        }

        NoteDrop(datagram, from);
        if (_isFlushWanted) FlushCommands();
    }

    private bool IsKept(IDatagramInterceptor interceptor, in ENetAddress from, ReadOnlySpan<byte> datagram)
    {
        bool isKept = true;
        try
        {
            isKept = interceptor.Intercept(this, from, datagram);
        }
        finally
        {
            // As in native, what was kept is counted with the rest. What the core gets to see it counts itself.
            if (isKept) _driver.Round.Intercepted(datagram.Length);
        }

        return isKept;
    }
}
