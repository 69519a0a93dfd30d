using System;
using System.Buffers;
using System.Collections.Generic;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Reception;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Tool.Simulate;

/// <summary>
/// The core, serviced once a frame as a game does it: until there is no event more. In between, what arrives waits in the socket and what is due waits in the host.
/// </summary>
internal sealed class SimulatedHost : IDisposable
{
    private readonly SimulatedPath _path;
    private readonly long _frameUs;
    private readonly Queue<(ENetAddress From, byte[] Block, int Length)> _socket = new();
    private readonly byte[] _slot = new byte[ProtocolConstants.MaximumMtu];

    public SimulatedHost(SimulatedPath path, ENetAddress address, HostOptions options, SeededRandom random, long startUs, long frameUs)
    {
        _path = path;
        _frameUs = frameUs;
        Address = address;

        // Frames of different machines do not begin together.
        NextFrameUs = startUs + random.Below(frameUs);
        Core = new Host(options, random, startUs);
    }

    public ENetAddress Address { get; }

    public Host Core { get; }

    public long NextFrameUs { get; private set; }

    /// <summary>Sees every event; its packet is valid until it returns.</summary>
    public required Action<ConnectionEvent> OnEvent { get; init; }

    /// <summary>What has left.</summary>
    public WireCount Wire { get; } = new();

    /// <summary>A datagram comes out of the network.</summary>
    public void Arrive(in ENetAddress from, ReadOnlySpan<byte> datagram)
    {
        byte[] block = ArrayPool<byte>.Shared.Rent(datagram.Length);
        datagram.CopyTo(block);
        _socket.Enqueue((from, block, datagram.Length));
    }

    /// <summary>The part of a frame that belongs to the network.</summary>
    public void Service(long nowUs)
    {
        NextFrameUs = nowUs + _frameUs;
        while (ServiceOnce(nowUs))
        {
        }
    }

    public void Dispose() => Core.Dispose();

    // One call with a time-out of zero: true when it brought an event.
    private bool ServiceOnce(long nowUs)
    {
        Round round = Core.Round;
        NoSink none = default;
        round.End();
        while (true)
        {
            switch (round.Next(nowUs))
            {
                case RoundStep.Send:
                    WriteAll(nowUs);
                    break;
                case RoundStep.Receive:
                    while (round.WantsDatagram && _socket.TryDequeue(out (ENetAddress From, byte[] Block, int Length) datagram))
                    {
                        round.Handle(new DatagramPath(datagram.From), datagram.Block.AsSpan(0, datagram.Length), ref none);
                        ArrayPool<byte>.Shared.Return(datagram.Block);
                    }

                    break;
                case RoundStep.Event:
                    return TakeEvent();
                default:
                    return false;
            }
        }
    }

    private bool TakeEvent()
    {
        if (!Core.TryTakeEvent(out ConnectionEvent e)) return false;
        OnEvent(e);
        if (e.Type == ENetEventType.Receive) e.Packet.Dispose();
        return true;
    }

    private void WriteAll(long nowUs)
    {
        while (Core.Round.TryWrite(_slot, out int length, out DatagramPath path, out DatagramSendOptions options))
        {
            ReadOnlySpan<byte> datagram = _slot.AsSpan(0, length);
            Wire.Count(path.Remote, datagram);
            _path.Send(nowUs, this, path.Remote, datagram, options);
        }
    }
}
