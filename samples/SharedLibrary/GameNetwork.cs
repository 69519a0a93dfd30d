using System;
using System.Net;
using ManagedENet;

namespace SharedLibrary;

/// <summary>How hosts of this game are set up. Checksum and compression must be the same at both ends, which is why it is here and nowhere else.</summary>
public static class GameNetwork
{
    public const byte MoveChannel = 1;

    private const int Channels = 2;

    private static readonly ENetHostOptions Common = new()
    {
        ChannelLimit = Channels,
        Checksum = ENetChecksums.Crc32,
        Compressor = ENetCompressors.RangeCoder,
    };

    public static ENetHost Listen(IPEndPoint at, int players) => ENetHost.Bind(at, Common with { PeerLimit = players, PeerMessageRate = 200 });

    public static ENetHost Join(IPEndPoint server, out ENetPeer peer)
    {
        ENetHost host = ENetHost.CreateClient(Common with { PeerLimit = 1, ConnectTimeout = TimeSpan.FromSeconds(60) });
        peer = host.Connect(server, Channels);
        return host;
    }

    public static ENetSendResult Send(ENetPeer to, Move move)
    {
        if (to is null) throw new ArgumentNullException(nameof(to));
        Span<byte> bytes = stackalloc byte[Move.EncodedBytes];
        move.Encode(bytes);
        return to.Send(MoveChannel, bytes, ENetPacketFlags.Reliable);
    }
}
