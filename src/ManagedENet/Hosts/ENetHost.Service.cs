using System;
using System.Threading;
using ManagedENet.Internal;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;

namespace ManagedENet;

/// <content>Two faces of one engine: poll, one event at a time, the shape ENet's users know; and handler, payloads handed out where they arrived.</content>
public sealed partial class ENetHost
{
    /// <summary>
    /// Sends what is due, receives what has arrived, and gives the next event; waits for one until <paramref name="timeout"/> is over. Stands for
    /// <c>enet_host_service</c>.
    /// </summary>
    /// <param name="timeout">Zero does not wait; <see cref="Timeout.InfiniteTimeSpan"/> waits without an end. On Linux a wait is exact to some
    /// microseconds; elsewhere parts of a millisecond count as a whole one.</param>
    /// <param name="e">The event. Its packet, if it has one, is yours to dispose.</param>
    /// <returns>True when there was an event. Call again until it is false: more may be waiting.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative and not <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    /// <exception cref="InvalidOperationException">The host belongs to another thread, or the call came from inside one of its own service calls.</exception>
    /// <exception cref="ObjectDisposedException">The host is disposed.</exception>
    public bool Service(TimeSpan timeout, out ENetEvent e)
    {
        long timeoutUs = Driver.MicrosecondsOf(timeout);
        _engine.EnterService();
        try
        {
            _engine.RunPosted();
            if (_engine.TryTakeWaiting(out ConnectionEvent taken))
            {
                e = Show(taken);
                return true;
            }

            _engine.Start(endsAtEvents: true);
            bool isFirst = true;
            long endUs = Driver.AtOnceUs;
            while (true)
            {
                switch (_engine.Next())
                {
                    case RoundStep.Send:
                        if (isFirst) endUs = _engine.EndOf(timeoutUs);
                        isFirst = false;
                        _engine.Send();
                        break;
                    case RoundStep.Receive:
                        _engine.ReceiveAll();
                        break;
                    case RoundStep.Event:
                        if (TryTakeEvent(out e)) return true;
                        break;
                    default:
                        _engine.Notices.Raise();
                        if (_engine.WaitForWork(endUs)) break;
                        e = default;
                        return false;
                }
            }
        }
        finally
        {
            _engine.Exit();
        }
    }

    /// <summary>Gives an event that is waiting already, without sending or receiving. Stands for <c>enet_host_check_events</c>.</summary>
    /// <param name="e">The event. Its packet, if it has one, is yours to dispose.</param>
    /// <returns>True when there was an event.</returns>
    /// <exception cref="InvalidOperationException">The host belongs to another thread, or the call came from inside one of its own service calls.</exception>
    public bool CheckEvents(out ENetEvent e)
    {
        _engine.EnterService();
        try
        {
            return TryTakeEvent(out e);
        }
        finally
        {
            _engine.Exit();
        }
    }

    /// <summary>
    /// Tells what became of a packet that was sent with <see cref="ENetSendOptions.Receipt"/>, in the order in which it became known. Look after each service; nothing of it is an event, but a
    /// call that waits comes back for it.
    /// </summary>
    /// <param name="receipt">The number of the packet and what became of it.</param>
    /// <returns>False when nothing more is known.</returns>
    public bool TryTakeReceipt(out ENetReceipt receipt)
    {
        VerifyAccess();
        return Core.TryTakeReceipt(out receipt);
    }

    /// <summary>
    /// Sends what is due, receives what has arrived, and calls <paramref name="handler"/> for everything that happened (up to 256 datagrams in one call); waits
    /// for something to happen until <paramref name="timeout"/> is over. What the handler sends leaves in the same call, together with the acknowledgements; where the handler sends
    /// nothing and calls follow each other without a pause, acknowledgements leave with the next call or <see cref="Flush"/>.
    /// Stands for a loop around <c>enet_host_service</c>.
    /// </summary>
    /// <typeparam name="THandler">A struct, so that its methods are called directly.</typeparam>
    /// <param name="timeout">Zero does not wait; <see cref="Timeout.InfiniteTimeSpan"/> waits without an end. On Linux a wait is exact to some
    /// microseconds; elsewhere parts of a millisecond count as a whole one.</param>
    /// <param name="handler">Is called, on a copy that is written back before the call returns or throws.</param>
    /// <returns>The number of calls that were made to the handler; 0 when the time was over.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative and not <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    /// <exception cref="InvalidOperationException">The host belongs to another thread, or the call came from inside one of its own service calls.</exception>
    /// <exception cref="ObjectDisposedException">The host is disposed.</exception>
    public int Service<THandler>(TimeSpan timeout, ref THandler handler)
        where THandler : struct, IENetHandler
    {
        long timeoutUs = Driver.MicrosecondsOf(timeout);
        _engine.EnterService();
        var sink = new HandlerSink<THandler>(_engine, handler);
        try
        {
            _engine.RunPosted();
            sink.DrainEvents();
            _engine.Start(endsAtEvents: false);
            bool isFirst = true;
            long endUs = Driver.AtOnceUs;
            while (true)
            {
                switch (_engine.Next())
                {
                    case RoundStep.Send:
                        if (isFirst) endUs = _engine.EndOf(timeoutUs);
                        isFirst = false;
                        _engine.Send();
                        break;
                    case RoundStep.Receive:
                        ReceiveAll(ref sink);
                        if (sink.Calls > 0) _engine.HoldAcknowledgements();
                        break;
                    case RoundStep.Event:
                        sink.DrainEvents();
                        break;
                    default:
                        _engine.Notices.Raise();
                        if (sink.Calls > 0 || !_engine.WaitForWork(endUs)) return sink.Calls;
                        break;
                }
            }
        }
        finally
        {
            handler = sink.Handler;
            _engine.Exit();
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

    private void ReceiveAll<THandler>(ref HandlerSink<THandler> sink)
        where THandler : struct, IENetHandler
    {
        while (_engine.TryNextDatagram(out Span<byte> datagram, out DatagramPath path))
        {
            _engine.HandleDatagram(datagram, path, ref sink);
            sink.ThrowFailure();
            sink.DrainEvents();
        }
    }

    private bool TryTakeEvent(out ENetEvent e)
    {
        bool isTaken = _engine.TryTakeEvent(out ConnectionEvent taken);
        e = isTaken ? Show(taken) : default;
        return isTaken;
    }

    private ENetEvent Show(in ConnectionEvent taken)
    {
        ENetPeer peer = _engine.Peers.Of(taken.Connection);
        if (taken.Type == ENetEventType.Connect) _engine.ApplyTimings(peer);
        return new ENetEvent(taken.Type, peer, taken.ChannelId, taken.Data, taken.Reason, taken.Packet);
    }
}
