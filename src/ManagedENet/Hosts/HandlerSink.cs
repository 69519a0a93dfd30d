using System;
using System.Runtime.ExceptionServices;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Reception;

namespace ManagedENet.Internal;

/// <summary>Stands between the core and the user's handler during one service call: payloads are handed out where they arrived.</summary>
internal struct HandlerSink<THandler> : IPacketSink
    where THandler : struct, IENetHandler
{
    public THandler Handler;
    private readonly Engine _engine;
    private ExceptionDispatchInfo? _failure;

    public HandlerSink(Engine engine, in THandler handler)
    {
        _engine = engine;
        Handler = handler;
        Calls = 0;
        _failure = null;
    }

    /// <summary>Calls made to the handler.</summary>
    public int Calls { get; private set; }

    /// <inheritdoc/>
    public bool TryDeliver(object connection, byte channelId, ENetPacketFlags flags, ReadOnlySpan<byte> payload)
    {
        // What waits was there first. After a failure the rest of the datagram waits for the next call.
        if (_failure is not null || _engine.Core.HasEvent) return false;
        Calls++;
        try
        {
            Handler.OnReceive(_engine.Peers.Of((Connection)connection), channelId, payload, flags);
        }
        catch (Exception e)
        {
            // The core is in the middle of a datagram and must not be torn out of it.
            _failure = ExceptionDispatchInfo.Capture(e);
        }

        return true;
    }

    /// <summary>Throws what the handler has thrown in the middle of a datagram.</summary>
    public void ThrowFailure()
    {
        if (_failure is null) return;
        ExceptionDispatchInfo failure = _failure;
        _failure = null;
        failure.Throw();
    }

    /// <summary>Hands out the events that wait; what a datagram has brought has been handed out then.</summary>
    public void DrainEvents()
    {
        while (_engine.TryTakeEvent(out ConnectionEvent e))
        {
            ENetPeer peer = _engine.Peers.Of(e.Connection);
            Calls++;
            switch (e.Type)
            {
                case ENetEventType.Connect:
                    _engine.ApplyTimings(peer);
                    Handler.OnConnect(peer, e.Data);
                    break;
                case ENetEventType.Disconnect:
                    Handler.OnDisconnect(peer, e.Reason, e.Data);
                    break;
                case ENetEventType.Writable:
                    Handler.OnWritable(peer);
                    break;
                case ENetEventType.Receive:
                    ENetPacket packet = e.Packet;
                    try
                    {
                        Handler.OnReceive(peer, e.ChannelId, packet.Span, packet.Flags);
                    }
                    finally
                    {
                        packet.Dispose();
                    }

                    break;
            }
        }

        _engine.HandedOut?.Invoke();
    }
}
