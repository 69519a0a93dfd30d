using System;
using System.Net;
using System.Net.Sockets;
using ManagedENet.Godot.Compression;
using ManagedENet.Transports;

namespace ManagedENet.Godot.Wire;

/// <summary>Opens the ENet hosts of a multiplayer peer, as its options say.</summary>
internal sealed class HostFactory
{
    private readonly GodotPeerOptions _options;

    public HostFactory(GodotPeerOptions options) => _options = options;

    private IPAddress BindAddress => _options.BindAddress ?? (_options.Host.DualMode ? IPAddress.IPv6Any : IPAddress.Any);

    /// <exception cref="SocketException">The port is taken, or the address is not of this machine.</exception>
    public ENetHost Open(int port, int peerLimit, int channelLimit, uint incomingBandwidth, uint outgoingBandwidth)
    {
        var endPoint = new IPEndPoint(BindAddress, port);
        ENetHostOptions options = _options.Host with
        {
            PeerLimit = peerLimit,
            ChannelLimit = channelLimit,
            IncomingBandwidth = incomingBandwidth,
            OutgoingBandwidth = outgoingBandwidth,
            Compressor = DatagramCompressors.FactoryOf(_options.Compression),
            Checksum = null,
        };
        if (_options.OpenTransport is null && _options.TimeProvider is null) return ENetHost.Bind(endPoint, options);
        IDatagramTransport transport = _options.OpenTransport is null ? SocketTransport.Bind(endPoint, options) : OpenTransport(_options.OpenTransport, endPoint);
        try
        {
            return new ENetHost(transport, options, _options.TimeProvider);
        }
        catch
        {
            transport.Dispose();
            throw;
        }
    }

    private static IDatagramTransport OpenTransport(Func<IPEndPoint, IDatagramTransport> open, IPEndPoint endPoint) =>
        open(endPoint) ?? throw new InvalidOperationException($"{nameof(GodotPeerOptions)}.{nameof(GodotPeerOptions.OpenTransport)} has opened nothing for {endPoint}; let it return a transport or throw.");

    /// <summary>How many of ENet's channels stand for a number of channels as the engine counts them; 0 is the engine's default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The engine has no such number.</exception>
    public int ChannelLimitFor(int channels, string parameter)
    {
        if (_options.WireVersion == GodotWireVersion.Godot4)
        {
            ArgumentRange.Verify(channels, 0, ChannelMap.HighestTransferChannel(GodotWireVersion.Godot4), parameter);
            return channels == 0 ? ChannelMap.HighestChannel + 1 : channels + ChannelMap.Godot4SystemChannels;
        }

        if (channels == 0) return ChannelMap.Godot3SystemChannels;
        ArgumentRange.Verify(channels, ChannelMap.Godot3SystemChannels, ChannelMap.HighestChannel + 1, parameter);
        return channels;
    }

    /// <summary>The address behind a name or an address; IPv4 first, where a name has both.</summary>
    /// <exception cref="SocketException">The name is not known.</exception>
    public static IPAddress Resolve(string address)
    {
        if (IPAddress.TryParse(address, out IPAddress? literal)) return literal;
        IPAddress[] found = Dns.GetHostAddresses(address);
        foreach (IPAddress candidate in found)
        {
            if (candidate.AddressFamily == AddressFamily.InterNetwork) return candidate;
        }

        return found.Length > 0 ? found[0] : throw new SocketException((int)SocketError.HostNotFound);
    }
}
