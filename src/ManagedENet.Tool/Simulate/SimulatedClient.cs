using System;
using ManagedENet.Protocol.Connections;

namespace ManagedENet.Tool.Simulate;

/// <summary>One client, with both ends of its connection and what goes over it.</summary>
internal sealed class SimulatedClient : IDisposable
{
    public SimulatedClient(SimulatedHost host, Connection near)
    {
        Host = host;
        Near = near;
    }

    public SimulatedHost Host { get; }

    /// <summary>This client's end.</summary>
    public Connection Near { get; }

    /// <summary>The server's end; known when the server has seen it connect.</summary>
    public Connection? Far { get; set; }

    public bool IsConnected => Near.State == ENetPeerState.Connected && Far is { State: ENetPeerState.Connected };

    /// <summary>Why one of the ends gave the connection up; null while nobody did.</summary>
    public ENetDisconnectReason? EndReason { get; private set; }

    /// <summary>When that was, on the clock of the simulation.</summary>
    public long EndedAtUs { get; private set; }

    public MessageStream? Messages { get; private set; }

    public BulkTransfer? Bulk { get; private set; }

    /// <summary>The game begins.</summary>
    public void Start(SimulateSettings settings, long nowUs)
    {
        Messages = new MessageStream(settings, nowUs);
        Bulk = new BulkTransfer((byte)settings.Channels, settings.BulkBytes, settings.BulkAheadKilobytes * 1_000L);
    }

    /// <summary>What the server has for this client in a frame.</summary>
    public void SendDue(long nowUs)
    {
        if (Messages is null || Far is null || EndReason is not null) return;
        Messages.SendDue(Far, nowUs);
        Bulk!.SendMore(Far);
    }

    public void Receive(in ConnectionEvent e, int bulkChannel, long nowUs)
    {
        if (e.ChannelId == bulkChannel) Bulk!.Receive(e.Packet.Length, nowUs);
        else Messages!.Receive(e.Packet.Span, nowUs);
    }

    public void End(ENetDisconnectReason reason, long nowUs)
    {
        if (EndReason is not null) return;
        EndReason = reason;
        EndedAtUs = nowUs;
    }

    /// <summary>Everything is there, or nothing more can come.</summary>
    public bool IsSettled(long nowUs) => EndReason is not null || (Messages!.IsSettled(nowUs) && Bulk!.IsOver);

    public void Dispose() => Host.Dispose();
}
