using System;

namespace ManagedENet.FirstSecond;

/// <summary>One event at a time, as native's <c>enet_host_service</c>.</summary>
internal sealed class PollEcho : EchoPair
{
    private int _echoes;

    protected override int Echoes => _echoes;

    protected override void Service()
    {
        while (Client.Service(TimeSpan.Zero, out ENetEvent e)) Ask(e);
        while (Server.Service(TimeSpan.Zero, out ENetEvent e))
        {
            if (e.Type != ENetEventType.Receive) continue;
            using (e.Packet) e.Peer.Send(e.ChannelId, e.Packet.Span, ENetPacketFlags.Reliable);
        }
    }

    private void Ask(in ENetEvent e)
    {
        switch (e.Type)
        {
            case ENetEventType.Connect:
                for (int i = 0; i < Window; i++) e.Peer.Send(0, Message, ENetPacketFlags.Reliable);
                break;
            case ENetEventType.Receive:
                e.Packet.Dispose();
                _echoes++;
                e.Peer.Send(0, Message, ENetPacketFlags.Reliable);
                break;
            case ENetEventType.Disconnect:
                throw new InvalidOperationException($"The connection broke: {e.DisconnectReason}.");
        }
    }
}
