using System;
using System.Collections.Generic;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Congestion;

/// <summary>Two senders that share one line of 2.5 MB/s and 40 ms, each with as much to send as it may.</summary>
internal sealed class Pair : IDisposable
{
    private const int QueuedBytes = 4 << 20;

    private readonly VirtualWorld _world = new(5) { HasLuckInOrder = true };
    private readonly byte[] _payload = new byte[1_300];
    private readonly List<Connection> _peers = [];
    private readonly long[] _sent = new long[2];

    public Pair(ENetCongestionControl one, ENetCongestionControl other, int queueBytes)
    {
        _world.Network.KeepsLog = false;
        _world.Network.DefaultLink = new NetworkImpairmentOptions { DelayMs = 20 };
        VirtualHost receiver = _world.AddHost("receiver", new HostOptions { PeerLimit = 2, MaximumWaitingBytes = 32 << 20 });
        receiver.KeepsEvents = false;
        receiver.OnEvent = e => Received[e.Connection.Slot] += e.Type == ENetEventType.Receive ? e.Packet.Length : 0;
        var ways = new List<(IEndPoint, IEndPoint)>();
        foreach (ENetCongestionControl rules in new[] { one, other })
        {
            VirtualHost sender = _world.AddHost($"sender {ways.Count}", new HostOptions { CongestionControl = rules, PeerBudgetBytes = 256L << 20 });
            _peers.Add(_world.Connect(sender, receiver, 1).ClientPeer);
            ways.Add((sender, receiver));
        }

        _world.Network.Share(new NetworkImpairmentOptions { DelayMs = 20, BandwidthBytesPerSecond = 2_500_000, BandwidthQueueBytes = queueBytes }, ways);
    }

    public long[] Received { get; } = new long[2];

    /// <summary>The first, or both of them, send for so long.</summary>
    public void Run(int ms, int senders)
    {
        long endMs = _world.NowMs + ms;
        while (_world.NowMs < endMs)
        {
            for (int i = 0; i < senders; i++)
            {
                while (_sent[i] - Received[i] < QueuedBytes && _peers[i].Send(0, _payload, ENetPacketFlags.Reliable) == ENetSendResult.Queued) _sent[i] += _payload.Length;
            }

            _world.Run(5);
        }
    }

    public void Dispose() => _world.Dispose();
}
