using System;
using System.Collections.Generic;
using ManagedENet.Protocol.Wire;
using ManagedENet.Transports;

namespace ManagedENet.Tool.Simulate;

/// <summary>The line between the server and its clients: one network for each direction, which all of them share.</summary>
internal sealed class SimulatedPath
{
    private readonly SimulateSettings _settings;
    private readonly Dictionary<ENetAddress, SimulatedHost> _hosts = new();
    private readonly byte[] _datagram = new byte[ProtocolConstants.MaximumMtu];
    private SimulatedHost? _server;

    public SimulatedPath(SimulateSettings settings)
    {
        _settings = settings;
        Down = new NetworkImpairment(settings.CalmPathOf(0));
        Up = new NetworkImpairment(settings.CalmPathOf(1));
    }

    /// <summary>To the clients.</summary>
    public NetworkImpairment Down { get; }

    /// <summary>To the server.</summary>
    public NetworkImpairment Up { get; }

    public void AddServer(SimulatedHost server) => Add(_server = server);

    public void Add(SimulatedHost host) => _hosts.Add(host.Address, host);

    /// <summary>From now on the path is as bad as was asked for.</summary>
    public void Impair()
    {
        Down.Options = _settings.PathOf(0);
        Up.Options = _settings.PathOf(1);
    }

    public void Send(long nowUs, SimulatedHost from, in ENetAddress to, ReadOnlySpan<byte> datagram, in DatagramSendOptions options)
        => (from == _server ? Down : Up).Submit(nowUs / 1_000, from.Address, to, datagram, options);

    /// <summary>Moves what is due into the sockets.</summary>
    public void Deliver(long nowUs)
    {
        Deliver(Down, nowUs / 1_000);
        Deliver(Up, nowUs / 1_000);
    }

    private void Deliver(NetworkImpairment direction, long nowMs)
    {
        while (direction.TryTake(nowMs, _datagram, out int length, out ENetAddress from, out ENetAddress to))
        {
            if (_hosts.TryGetValue(to, out SimulatedHost? host)) host.Arrive(from, _datagram.AsSpan(0, length));
        }
    }
}
