using System.Net;
using ManagedENet;

namespace Library;

/// <summary>A library that Unity and .NET share.</summary>
public static class GameNetwork
{
    /// <summary>Options whose setters are <c>init</c>: compiled here against netstandard2.1, called where the build for .NET is loaded.</summary>
    public static ENetHost Listen() => ENetHost.Bind(new IPEndPoint(IPAddress.Loopback, 0), new ENetHostOptions { PeerLimit = 8, ChannelLimit = 3, Checksum = ENetChecksums.Crc32 });

    /// <summary>Options changed with an expression.</summary>
    public static ENetHostOptions With(ENetHostOptions options) => options with { Compressor = ENetCompressors.RangeCoder };
}
