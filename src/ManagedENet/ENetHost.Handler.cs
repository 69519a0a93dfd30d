using System;
using System.Runtime.ExceptionServices;
using System.Threading;
using ManagedENet.Internal;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Reception;

namespace ManagedENet;

/// <content>The handler face: payloads are handed out where they arrived.</content>
public sealed partial class ENetHost
{
    /// <summary>
    /// Sends what is due, receives what has arrived, and calls <paramref name="handler"/> for everything that happened (up to 256 datagrams in one call); waits
    /// for something to happen until <paramref name="timeout"/> is over. What the handler sends leaves in the same call, together with the acknowledgements.
    /// Stands for a loop around <c>enet_host_service</c>.
    /// </summary>
    /// <typeparam name="THandler">A struct, so that its methods are called directly.</typeparam>
    /// <param name="timeout">Zero does not wait; <see cref="Timeout.InfiniteTimeSpan"/> waits without an end. Parts of a millisecond count as a whole
    /// one.</param>
    /// <param name="handler">Is called, on a copy that is written back before the call returns or throws.</param>
    /// <returns>The number of calls that were made to the handler; 0 when the time was over.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative and not <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    /// <exception cref="InvalidOperationException">The host belongs to another thread, or the call came from inside one of its own service calls.</exception>
    /// <exception cref="ObjectDisposedException">The host is disposed.</exception>
    public int Service<THandler>(TimeSpan timeout, ref THandler handler)
        where THandler : struct, IENetHandler
    {
        long timeoutMs = Driver.MillisecondsOf(timeout);
        EnterService();
        var sink = new HandlerSink<THandler>(this, handler);
        try
        {
            DrainEvents(ref sink);
            _driver.Start(endsAtEvents: false, leavesEvents: false);
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
                        ReceiveAll(ref sink);
                        break;
                    case RoundStep.Event:
                        DrainEvents(ref sink);
                        break;
                    default:
                        RaiseNotices();
                        if (sink.Calls > 0 || !_driver.WaitForWork(endMs, _gate)) return sink.Calls;
                        break;
                }
            }
        }
        finally
        {
            handler = sink.Handler;
            Leave();
        }
    }

    private void ReceiveAll<THandler>(ref HandlerSink<THandler> sink)
        where THandler : struct, IENetHandler
    {
        while (_driver.TryNextDatagram(out Span<byte> datagram, out ENetAddress from))
        {
            HandleDatagram(datagram, from, ref sink);
            sink.ThrowFailure();
            DrainEvents(ref sink);
        }
    }

    private void DrainEvents<THandler>(ref HandlerSink<THandler> sink)
        where THandler : struct, IENetHandler
    {
        while (TryTakeCoreEvent(out ConnectionEvent e))
        {
            ENetPeer peer = Wrap(e.Connection);
            sink.Calls++;
            switch (e.Type)
            {
                case ENetEventType.Connect:
                    ApplyTimings(peer);
                    sink.Handler.OnConnect(peer, e.Data);
                    break;
                case ENetEventType.Disconnect:
                    sink.Handler.OnDisconnect(peer, e.Reason, e.Data);
                    break;
                case ENetEventType.Receive:
                    ENetPacket packet = e.Packet;
                    try
                    {
                        sink.Handler.OnReceive(peer, e.ChannelId, packet.Span, packet.Flags);
                    }
                    finally
                    {
                        packet.Dispose();
                    }

                    break;
            }
        }
    }

    /// <summary>Stands between the core and the user's handler while a datagram is read.</summary>
    private struct HandlerSink<THandler> : IPacketSink
        where THandler : struct, IENetHandler
    {
        public THandler Handler;
        public int Calls;
        private readonly ENetHost _host;
        private ExceptionDispatchInfo? _failure;

        public HandlerSink(ENetHost host, in THandler handler)
        {
            _host = host;
            Handler = handler;
            Calls = 0;
            _failure = null;
        }

        public bool TryDeliver(object connection, byte channelId, ENetPacketFlags flags, ReadOnlySpan<byte> payload)
        {
            // What waits was there first. After a failure the rest of the datagram waits for the next call.
            if (_failure is not null || _host._core.HasEvent) return false;
            Calls++;
            try
            {
                Handler.OnReceive(_host.Wrap((Connection)connection), channelId, payload, flags);
            }
            catch (Exception e)
            {
                // The core is in the middle of a datagram and must not be torn out of it.
                _failure = ExceptionDispatchInfo.Capture(e);
            }

            return true;
        }

        public void ThrowFailure()
        {
            if (_failure is null) return;
            ExceptionDispatchInfo failure = _failure;
            _failure = null;
            failure.Throw();
        }
    }
}
