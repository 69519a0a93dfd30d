using System;
using ManagedENet.Protocol.Codecs;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Hosting;

namespace ManagedENet.Fuzz.Worlds;

/// <summary>How the host under attack is set up, as the head of an input says.</summary>
internal static class AttackSettings
{
    private static readonly int[] PeerLimits = [12, 4, 2, 1];
    private static readonly int[] Mtus = [1_392, 576, 4_096, 1_000];
    private static readonly int[] Channels = [255, 1, 3, 8];
    private static readonly int[] FromOneAddress = [12, 12, 1, 2];

    public static bool HasChecksum(ReadOnlySpan<byte> head) => (head[1] & 1) != 0;

    // Compression takes most of the time of whoever uses it; a quarter of the inputs is enough.
    public static bool HasCompressor(ReadOnlySpan<byte> head) => (head[1] & 6) == 6;

    public static ulong Seed(ReadOnlySpan<byte> head) => head[14] | ((ulong)head[15] << 8);

    /// <summary>The options.</summary>
    /// <param name="head">The head of the input.</param>
    /// <param name="door">Who is let in, where the head wants somebody to say so.</param>
    /// <param name="coder">The compressor, where it wants one. It starts from nothing in every datagram, so one serves all hosts of a thread, one after the other.</param>
    /// <param name="log">Who is told what the sender does, where it wants that.</param>
    public static HostOptions Read(ReadOnlySpan<byte> head, FuzzApprover door, RangeCoder coder, ILogTarget log)
    {
        int budget = head[2] % 4;
        byte flags = head[8];
        return new HostOptions
        {
            PeerLimit = PeerLimits[head[5] & 3],
            ChannelLimit = Channels[head[11] & 3],
            MtuBytes = Mtus[head[9] & 3],
            DuplicatePeerLimit = FromOneAddress[head[10] & 3],
            PeerBudgetBytes = budget == 1 ? 30_000 : 1 << 20,
            HostBudgetBytes = budget == 1 ? 100_000 : 4 << 20,
            MaximumWaitingBytes = budget switch { 1 => 5_000, 2 => 600, _ => 1 << 19 },
            MaximumPacketBytes = budget is 1 or 2 ? 500 : 1 << 20,
            OutgoingBandwidth = (head[7] & 3) switch { 1 => 1_000_000, 2 => 64_000, _ => 0 },
            IncomingBandwidth = (head[7] & 12) switch { 4 => 1_000_000, 8 => 64_000, _ => 0 },
            Checksum = HasChecksum(head) ? Crc32Checksum.Instance : null,
            Compressor = HasCompressor(head) ? coder : null,
            Approver = (head[3] & 3) == 0 ? null : door,
            // The list takes a mebibyte.
            GreylistFrom = (head[6] & 127) == 127 ? 1 : 2_000,
            ReplyLimit = (head[6] & 128) == 0 ? 5_000 : 100,
            CongestionControl = (ENetCongestionControl)(head[4] % 3),
            PathMtuDiscovery = (flags & 1) == 0,
            KeepLivePeers = (flags & 2) == 0,
            MeasureIdlePeers = (flags & 4) != 0,
            UsesGeneralWay = (flags & 8) != 0,
            EventLog = (flags & 16) != 0 ? log : null,
            KeepIncomingLimit = (flags & 32) != 0,
            MaximumCommandsPerDatagram = (flags & 64) != 0 ? 32 : 0,
            ConnectTimeoutMs = (flags & 128) != 0 ? 500u : 30_000u,
        };
    }
}
