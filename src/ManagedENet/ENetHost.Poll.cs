using System;
using System.Threading;
using ManagedENet.Internal;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;

namespace ManagedENet;

/// <content>The poll face: one event at a time, the shape ENet's users know.</content>
public sealed partial class ENetHost
{
    /// <summary>
    /// Sends what is due, receives what has arrived, and gives the next event; waits for one until <paramref name="timeout"/> is over. Stands for
    /// <c>enet_host_service</c>.
    /// </summary>
    /// <param name="timeout">Zero does not wait; <see cref="Timeout.InfiniteTimeSpan"/> waits without an end. Parts of a millisecond count as a whole
    /// one.</param>
    /// <param name="e">The event. Its packet, if it has one, is yours to dispose.</param>
    /// <returns>True when there was an event. Call again until it is false: more may be waiting.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative and not <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    /// <exception cref="InvalidOperationException">The host belongs to another thread, or the call came from inside one of its own service calls.</exception>
    /// <exception cref="ObjectDisposedException">The host is disposed.</exception>
    public bool Service(TimeSpan timeout, out ENetEvent e)
    {
        long timeoutMs = Driver.MillisecondsOf(timeout);
        EnterService();
        try
        {
            RaiseNotices();
            if (HasEvent) RunLateRound();
            else _lateSinceMs = long.MaxValue;
            if (TryTakeEvent(out e)) return true;
            _driver.Start(endsAtEvents: true, leavesEvents: false);
            bool isFirst = true;
            long endMs = Driver.AtOnceMs;
            while (true)
            {
                switch (_driver.Next())
                {
                    case RoundStep.Send:
                        if (isFirst) endMs = _driver.EndOf(timeoutMs);
                        isFirst = false;
                        _nowMs = _core.NowMs;
                        Send();
                        break;
                    case RoundStep.Receive:
                        ReceiveAll();
                        break;
                    case RoundStep.Event:
                        if (TryTakeEvent(out e)) return true;
                        break;
                    default:
                        RaiseNotices();
                        if (!_driver.WaitForWork(endMs, _gate)) return false;
                        break;
                }
            }
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Gives an event that is waiting already, without sending or receiving. Stands for <c>enet_host_check_events</c>.</summary>
    /// <param name="e">The event. Its packet, if it has one, is yours to dispose.</param>
    /// <returns>True when there was an event.</returns>
    /// <exception cref="InvalidOperationException">The host belongs to another thread, or the call came from inside one of its own service calls.</exception>
    public bool CheckEvents(out ENetEvent e)
    {
        EnterService();
        try
        {
            return TryTakeEvent(out e);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>
    /// Sends what is queued, now, and looks neither at time-outs nor at what has arrived. Stands for <c>enet_host_flush</c>. Inside a handler the sending
    /// happens when the handler has returned.
    /// </summary>
    public void Flush()
    {
        VerifyAccess();
        FlushCommands();
    }

    private bool TryTakeEvent(out ENetEvent e)
    {
        if (!TryTakeCoreEvent(out ConnectionEvent taken))
        {
            e = default;
            return false;
        }

        ENetPeer peer = Wrap(taken.Connection);
        if (taken.Type == ENetEventType.Connect) ApplyTimings(peer);
        e = new ENetEvent(taken.Type, peer, taken.ChannelId, taken.Data, taken.Reason, taken.Packet);
        return true;
    }
}
