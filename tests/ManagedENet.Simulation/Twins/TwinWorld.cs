using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Twins;

/// <summary>One of two worlds that are the same but for the way their hosts take. All luck in it follows from the seed.</summary>
internal sealed class TwinWorld : IDisposable
{
    private readonly VirtualWorld _world;
    private readonly List<Happening> _happenings = [];
    private readonly List<TwinApplication> _applications = [];

    public TwinWorld(ulong seed, NetworkImpairmentOptions link, IEnumerable<HostOptions> hosts)
    {
        _world = new VirtualWorld(seed);
        _world.Network.DefaultLink = link;
        foreach (HostOptions options in hosts)
        {
            VirtualHost host = _world.AddHost($"host {Hosts.Count}", options);
            host.KeepsEvents = false;
            var application = new TwinApplication(this, host, new SimulationRandom(seed ^ (ulong)Hosts.Count << 32));
            host.OnEvent = e => Note(host, application, e);
            _applications.Add(application);
        }
    }

    public IReadOnlyList<VirtualHost> Hosts => _world.Hosts;

    public VirtualNetwork Network => _world.Network;

    public long NowMs => _world.NowMs;

    public long NowUs => _world.NowUs;

    public bool HasFailed
    {
        get => _world.HasFailed;
        set => _world.HasFailed = value;
    }

    /// <summary>What the applications were told, in order.</summary>
    public IReadOnlyList<Happening> Happenings => _happenings;

    public void Run(long ms) => _world.Run(ms);

    public void Jump(long ms) => _world.Jump(ms);

    public void Note(Happening happening) => _happenings.Add(happening);

    /// <summary>Moves a host to the poll face, or to the handler face with an application that refuses one channel, or none with -1.</summary>
    public void SetFace(int host, bool isHandler, int refusedChannel)
    {
        TwinApplication application = _applications[host];
        application.RefusedChannel = refusedChannel;
        Hosts[host].TakesDirectly = isHandler ? application.Take : null;
    }

    /// <summary>Forgets what was compared.</summary>
    public void Forget()
    {
        _happenings.Clear();
        Network.ClearLog();
    }

    public void Dispose() => _world.Dispose();

    private void Note(VirtualHost host, TwinApplication application, ConnectionEvent e)
    {
        bool isPacket = e.Type == ENetEventType.Receive;
        Note(new Happening(
            NowMs, host.Name, false, e.Type, e.Connection.Slot, e.Connection.ConnectId, e.ChannelId, e.Data, e.Reason, isPacket ? e.Packet.Flags : ENetPacketFlags.None, isPacket ? e.Packet.Span.ToArray() : []));
        application.React(e.Connection, e.ChannelId);
    }
}
