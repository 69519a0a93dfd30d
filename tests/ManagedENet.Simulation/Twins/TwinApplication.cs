using System;
using ManagedENet.Protocol.Connections;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Twins;

/// <summary>An application that now and then does something from inside an event or a handler: answers, leaves in one of four ways, or begins another connection.</summary>
internal sealed class TwinApplication(TwinWorld world, VirtualHost host, SimulationRandom random)
{
    private static readonly byte[] Answer = new byte[300];

    /// <summary>On the handler face: packets of this channel are refused, and come as events.</summary>
    public int RefusedChannel { get; set; } = -1;

    public bool Take(Connection peer, byte channelId, ENetPacketFlags flags, ReadOnlySpan<byte> payload)
    {
        if (channelId == RefusedChannel) return false;
        world.Note(new Happening(
            world.NowMs, host.Name, true, ENetEventType.Receive, peer.Slot, peer.ConnectId, channelId, 0, ENetDisconnectReason.None, flags, payload.ToArray()));
        React(peer, channelId);
        return true;
    }

    public void React(Connection peer, byte channelId)
    {
        switch (random.Below(1_000))
        {
            case < 60:
                peer.Send(channelId, Answer.AsSpan(0, random.Below(Answer.Length)), (ENetPacketFlags)random.Pick<int>([0, 1, 1, 2, 8]));
                break;
            case < 61:
                peer.Disconnect(1);
                break;
            case < 62:
                peer.DisconnectLater(2);
                break;
            case < 63:
                peer.DisconnectNow(3);
                break;
            case < 64:
                peer.Reset();
                break;
            case < 65:
                // The lowest free slot may be that of this very connection, whose datagram the core is still reading.
                peer.Reset();
                host.Core.Connect(world.NowUs, world.Hosts[random.Below(world.Hosts.Count)].Address, random.Between(1, 4), 4);
                break;
            case < 70:
                peer.Ping();
                break;
        }
    }
}
