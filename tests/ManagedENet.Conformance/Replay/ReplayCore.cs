using ManagedENet.Conformance.Conversations;
using ManagedENet.Protocol.Codecs;
using ManagedENet.Protocol.Hosting;

namespace ManagedENet.Conformance.Replay;

/// <summary>The options that put a core in the position of a recorded host.</summary>
internal static class ReplayCore
{
    public static HostOptions Options(HostSetup setup, NativeQuirks quirks, int commandsPerDatagram) => new()
    {
        PeerLimit = setup.Peers,
        ChannelLimit = setup.ChannelLimit,
        IncomingBandwidth = setup.IncomingBandwidth,
        OutgoingBandwidth = setup.OutgoingBandwidth,
        MtuBytes = setup.MtuBytes,
        MaximumCommandsPerDatagram = commandsPerDatagram,
        Checksum = setup.Checksum ? Checksum() : null,
        Compressor = setup.RangeCoder ? Compressor() : null,
        // How strangers are let in differs in the first datagrams of every conversation, which would hide all else: it is native's way here, and has tests of its own.
        Quirks = quirks | NativeQuirks.AdmitsUnproved,
    };

    public static IDatagramChecksum Checksum() => Crc32Checksum.Instance;

    public static IDatagramCompressor Compressor() => new RangeCoder();
}
