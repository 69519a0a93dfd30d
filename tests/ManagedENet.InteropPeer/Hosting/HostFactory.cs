using System;
using System.Net;
using System.Net.Sockets;

namespace ManagedENet.InteropPeer.Hosting;

/// <summary>Hosts as the command line describes them.</summary>
internal static class HostFactory
{
    private const int MaximumChannels = 255;

    /// <summary>A bound host that others connect to.</summary>
    public static ENetHost CreateServer(HostSettings settings, int peerLimit) => ENetHost.Bind(Resolve(settings), CreateOptions(settings, peerLimit));

    /// <summary>A host for one connection, and the connection it asks for.</summary>
    public static ENetHost CreateClient(HostSettings settings, uint data, out ENetPeer peer)
    {
        ENetHost host = ENetHost.CreateClient(CreateOptions(settings, peerLimit: 1));
        peer = host.Connect(Resolve(settings), Math.Max(settings.Channels, 1), data);
        return host;
    }

    /// <summary>The channel limit that the settings stand for.</summary>
    public static int ChannelLimit(HostSettings settings) => settings.Channels == 0 ? MaximumChannels : settings.Channels;

    private static ENetHostOptions CreateOptions(HostSettings settings, int peerLimit) => new()
    {
        PeerLimit = peerLimit,
        ChannelLimit = ChannelLimit(settings),
        IncomingBandwidth = settings.IncomingBandwidth,
        OutgoingBandwidth = settings.OutgoingBandwidth,
        Checksum = settings.Checksum ? ENetChecksums.Crc32 : null,
        Compressor = settings.Compress ? ENetCompressors.RangeCoder : null,
    };

    private static IPEndPoint Resolve(HostSettings settings)
    {
        if (IPAddress.TryParse(settings.Host, out IPAddress? address)) return new IPEndPoint(address, settings.Port);
        IPAddress[] found = Dns.GetHostAddresses(settings.Host);
        // The other end of these tests is native ENet, which knows IPv4 only.
        IPAddress chosen = Array.Find(found, candidate => candidate.AddressFamily == AddressFamily.InterNetwork) ?? found[0];
        return new IPEndPoint(chosen, settings.Port);
    }
}
