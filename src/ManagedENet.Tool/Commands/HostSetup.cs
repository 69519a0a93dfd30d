using System.Net;
using System.Net.Sockets;
using ManagedENet.Tool.CommandLine;

namespace ManagedENet.Tool.Commands;

/// <summary>Hosts as the commands need them, with what can go wrong in one line.</summary>
internal static class HostSetup
{
    /// <summary>The same protection and compression on both ends.</summary>
    public static ENetHostOptions WithCodecs(this ENetHostOptions options, bool checksum, bool compress) => options with
    {
        Checksum = checksum ? ENetChecksums.Crc32 : null,
        Compressor = compress ? ENetCompressors.RangeCoder : null,
    };

    /// <exception cref="ToolException">The address is not of this machine, or the port is taken.</exception>
    public static ENetHost Bind(IPEndPoint endPoint, ENetHostOptions options)
    {
        try
        {
            return ENetHost.Bind(endPoint, options);
        }
        catch (SocketException e)
        {
            throw new ToolException(e.Message);
        }
    }
}
