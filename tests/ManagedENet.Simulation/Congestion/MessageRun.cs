using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Congestion;

/// <summary>Messages that a game sends at a steady beat, and how long each takes until the application at the other end has it.</summary>
internal sealed class MessageRun : IDisposable
{
    private readonly List<long> _delaysMs = [];

    public MessageRun(ENetCongestionControl rules, NetworkImpairmentOptions path, ulong seed = 1, int channels = 2)
    {
        World = new VirtualWorld(seed);
        World.Network.KeepsLog = false;
        World.Network.DefaultLink = new NetworkImpairmentOptions { DelayMs = path.DelayMs };
        VirtualHost receiver = World.AddHost("receiver", new HostOptions { CongestionControl = rules });
        receiver.KeepsEvents = false;
        receiver.OnEvent = Take;
        Pair = World.Connect(World.AddHost("sender", new HostOptions { CongestionControl = rules, PeerBudgetBytes = 256L << 20 }), receiver, channels);
        World.Network.ChangeAll(link => path with { Seed = link.Seed });
    }

    public VirtualWorld World { get; }

    public VirtualPair Pair { get; }

    public Connection Sender => Pair.ClientPeer;

    /// <summary>The channel of the messages; what comes on others is only counted.</summary>
    public byte Channel { get; init; }

    public ENetPacketFlags Flags { get; init; } = ENetPacketFlags.Reliable;

    public int Length { get; init; } = 32;

    public int Sent { get; private set; }

    public IReadOnlyList<long> DelaysMs => _delaysMs;

    /// <summary>Bytes that came on each channel.</summary>
    public long[] Received { get; } = new long[255];

    /// <summary>Sends so many messages, one after each time of the given ones, in turn; then waits for them.</summary>
    public void Beat(int messages, params int[] intervalsMs)
    {
        for (int i = 0; i < messages; i++)
        {
            Send();
            World.Run(intervalsMs[i % intervalsMs.Length]);
        }

        World.RunUntil(() => _delaysMs.Count == Sent || Sender.State != ENetPeerState.Connected, 30_000);
    }

    public void Send()
    {
        byte[] payload = new byte[Length];
        BinaryPrimitives.WriteInt64LittleEndian(payload, World.NowMs);
        if (Sender.Send(Channel, payload, Flags) != ENetSendResult.Queued) throw new AssertionException("A message was refused.");
        Sent++;
    }

    /// <summary>The delay that this share of the messages does not exceed, ms.</summary>
    public long Quantile(double share)
    {
        _delaysMs.Sort();
        return _delaysMs[Math.Min((int)Math.Ceiling(share * _delaysMs.Count), _delaysMs.Count) - 1];
    }

    public void Dispose() => World.Dispose();

    private void Take(ConnectionEvent e)
    {
        if (e.Type != ENetEventType.Receive) return;
        Received[e.ChannelId] += e.Packet.Length;
        if (e.ChannelId == Channel) _delaysMs.Add(World.NowMs - BinaryPrimitives.ReadInt64LittleEndian(e.Packet.Span));
    }
}
