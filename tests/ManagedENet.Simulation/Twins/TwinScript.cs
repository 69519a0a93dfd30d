using System;
using System.Collections.Generic;
using ManagedENet.Protocol.Codecs;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Twins;

/// <summary>What a seed makes of hosts and lines.</summary>
internal static class TwinScript
{
    /// <summary>The options of all hosts; called once for each twin, with equal luck, because an instance of a compressor serves one host.</summary>
    public static List<HostOptions> Hosts(SimulationRandom random, bool usesGeneralWay)
    {
        bool hasChecksum = random.Happens(20);
        bool hasCompressor = random.Happens(15);
        NativeQuirks quirks = random.Below(10) switch
        {
            0 => NativeQuirks.All,
            1 => (NativeQuirks)(random.NextUInt32() & (uint)NativeQuirks.All),
            _ => NativeQuirks.None,
        };

        // A datagram of the largest size and a checksum on top of it would not fit where virtual hosts write.
        quirks &= ~NativeQuirks.ChecksumOutsideMtu;
        List<HostOptions> hosts = [];
        for (int count = random.Between(2, 3); count > 0; count--)
        {
            long budget = random.Pick<long>([128 << 20, 128 << 20, 60_000, 12_000, 4_096]);
            hosts.Add(new HostOptions
            {
                PeerLimit = random.Between(2, 6),
                ChannelLimit = random.Between(2, 6),
                MtuBytes = random.Pick<int>([576, 1_392, 1_392, 1_400, 4_096]),
                IncomingBandwidth = random.Happens(15) ? (uint)random.Between(50_000, 500_000) : 0,
                OutgoingBandwidth = random.Happens(15) ? (uint)random.Between(50_000, 500_000) : 0,
                MaximumCommandsPerDatagram = random.Pick<int>([0, 0, 0, 32, 32, 1]),
                MaximumPacketBytes = random.Pick<int>([32 << 20, 32 << 20, 3_000]),
                MaximumWaitingBytes = random.Pick<long>([32 << 20, 32 << 20, 20_000, 2_000]),
                PeerBudgetBytes = budget,
                HostBudgetBytes = random.Happens(70) ? 1L << 30 : budget + (budget / 2),
                Checksum = hasChecksum ? Crc32Checksum.Instance : null,
                Compressor = hasCompressor ? new RangeCoder() : null,
                KeepIncomingLimit = random.Happens(50),
                Quirks = quirks,
                UsesGeneralWay = usesGeneralWay,
            });
        }

        return hosts;
    }

    public static NetworkImpairmentOptions Link(SimulationRandom random) => new()
    {
        DelayMs = random.Pick<int>([0, 1, 10, 40]),
        JitterMs = random.Happens(40) ? random.Below(40) : 0,
        LossRate = random.Pick<double>([0, 0, 0, 0.02, 0.2]),
        DuplicationRate = random.Pick<double>([0, 0, 0, 0.1, 0.5]),
        ReorderRate = random.Pick<double>([0, 0, 0.1]),
        ReorderDelayMs = 60,
        BitFlipRate = random.Pick<double>([0, 0, 0, 0, 0.02]),
    };

    /// <summary>Where something changes for a packet: nothing in it, its cell full, its datagram full, cut in two, cut in many.</summary>
    public static int Length(SimulationRandom random, int mtuBytes) => random.Below(12) switch
    {
        0 => 0,
        1 => random.Between(62, 66),
        2 => mtuBytes - 28 + random.Between(-12, 6),
        3 => mtuBytes - random.Below(24),
        4 => random.Between(1_000, 12_000),
        5 when random.Happens(20) => random.Between(12_000, 90_000),
        _ => random.Below(220),
    };
}
