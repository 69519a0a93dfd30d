using System;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using ManagedENet.Protocol.Codecs;

namespace ManagedENet.Interop.Live;

/// <summary>A host of ours.</summary>
internal sealed class ManagedLiveHost : ILiveHost
{
    private readonly ENetHost _host;

    private ManagedLiveHost(ENetHost host) => _host = host;

    public Implementation Implementation => Implementation.Managed;

    public int Port => _host.LocalEndPoint.Port;

    /// <summary>A host on a free port of 127.0.0.1.</summary>
    public static ManagedLiveHost Bind(LiveHostOptions options) => new(ENetHost.Bind(new IPEndPoint(IPAddress.Loopback, 0), Translate(options)));

    public static ManagedLiveHost CreateClient(LiveHostOptions options) => new(ENetHost.CreateClient(Translate(options)));

    public ILivePeer Connect(int port, int channelCount, uint data) =>
        Wrap(_host.Connect(new IPEndPoint(IPAddress.Loopback, port), channelCount, data));

    public bool TryService(int timeoutMs, [NotNullWhen(true)] out LiveEvent? happened)
    {
        happened = null;
        if (!_host.Service(TimeSpan.FromMilliseconds(timeoutMs), out ENetEvent managed)) return false;
        ILivePeer peer = Wrap(managed.Peer);
        if (managed.Type != ENetEventType.Receive)
        {
            happened = new LiveEvent(managed.Type, peer, 0, managed.Data, ENetPacketFlags.None, []);
            return true;
        }

        using (managed.Packet)
        {
            happened = new LiveEvent(managed.Type, peer, managed.ChannelId, managed.Data, managed.Packet.Flags, managed.Packet.Span.ToArray());
        }

        return true;
    }

    public void Flush() => _host.Flush();

    public void BandwidthLimit(uint incoming, uint outgoing) => _host.SetBandwidthLimit(incoming, outgoing);

    public void Dispose() => _host.Dispose();

    private static ENetHostOptions Translate(LiveHostOptions options)
    {
        var translated = new ENetHostOptions
        {
            PeerLimit = options.PeerLimit,
            ChannelLimit = options.ChannelLimit,
            IncomingBandwidth = options.IncomingBandwidth,
            OutgoingBandwidth = options.OutgoingBandwidth,
            Checksum = options.Checksum ? ENetChecksums.Crc32 : null,
            Compressor = options.RangeCoder ? ENetCompressors.RangeCoder : null,
        };
        return options.MtuBytes is { } mtuBytes ? translated with { MtuBytes = mtuBytes } : translated;
    }

    private static ILivePeer Wrap(ENetPeer peer)
    {
        // The tag survives the reuse of a slot, as native's peer data does: one wrapper per slot.
        peer.Tag ??= new ManagedLivePeer(peer);
        return (ILivePeer)peer.Tag;
    }
}
