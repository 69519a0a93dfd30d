using ManagedENet.Protocol.Codecs;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Swarm;

/// <summary>What kind of world a seed makes: its hosts, its lines, its clocks, and what may happen there.</summary>
internal sealed class SwarmNature(SimulationRandom random)
{
    private const int PerfectCompressor = 1;
    private const int MostSentAtOnce = 2_000;

    private readonly int _compressor = random.Happens(20) ? random.Between(1, 2) : 0;
    private readonly bool _hasChecksum = random.Happens(40);
    private readonly bool _drifts = random.Happens(40);

    /// <summary>Nothing worse than some loss: no connection is lost that nobody ends.</summary>
    public bool IsCalm { get; } = random.Happens(15);

    /// <summary>Bits are turned over on the way.</summary>
    public bool FlipsBits { get; private set; }

    /// <summary>What is delivered must be what was sent: always, unless bits are turned over and no checksum finds it.</summary>
    public bool IsTrusted => !FlipsBits || _hasChecksum;

    /// <summary>Budgets are so small that a send may be refused.</summary>
    public bool IsTight { get; private set; }

    public int ChecksumBytes => _hasChecksum ? 4 : 0;

    public int Hosts { get; } = random.Between(2, 4);

    /// <summary>Decides what depends on the rest; once, after it was made.</summary>
    public void Begin()
    {
        FlipsBits = random.Happens(_hasChecksum ? 50 : 8);
        IsTight = !IsCalm && random.Happens(25);
    }

    /// <summary>A host; one that is restarted proposes what it has proposed before.</summary>
    public HostOptions DrawHost(int? mtuBytes = null) => new()
    {
        PeerLimit = random.Between(2, 12),
        ChannelLimit = random.Between(1, 5),
        MtuBytes = mtuBytes ?? random.Pick<int>([576, 700, 1_392, 1_400, 4_096]),
        IncomingBandwidth = random.Happens(15) ? (uint)random.Between(50_000, 5_000_000) : 0,
        OutgoingBandwidth = random.Happens(15) ? (uint)random.Between(50_000, 5_000_000) : 0,
        MaximumCommandsPerDatagram = random.Pick<int>([0, 0, 0, 32, 1]),
        Checksum = _hasChecksum ? Crc32Checksum.Instance : null,
        Compressor = _compressor == 0 ? null : _compressor == PerfectCompressor ? new RangeCoder() : new RunLengthCompressor { KeepsLengths = false },
        KeepIncomingLimit = random.Happens(50),
        KeepLivePeers = random.Happens(80),
        MeasureIdlePeers = random.Happens(20),
        PathMtuDiscovery = random.Happens(80),
        CongestionControl = random.Happens(50) ? ENetCongestionControl.Native : ENetCongestionControl.Cubic,
        ConnectTimeoutMs = (uint)random.Between(2_000, 30_000),
        PeerBudgetBytes = IsTight ? random.Between(200_000, 600_000) : 128L << 20,
        HostBudgetBytes = IsTight ? random.Between(500_000, 2_000_000) : 1L << 30,
        MaximumWaitingBytes = !IsTight ? 32L << 20 : random.Happens(50) ? random.Between(500, 20_000) : random.Between(20_000, 200_000),
    };

    public NetworkImpairmentOptions DrawLink() => new()
    {
        DelayMs = random.Happens(90) ? random.Between(0, 80) : random.Between(80, IsCalm ? 200 : 1_500),
        JitterMs = random.Happens(50) ? random.Below(60) : 0,
        LossRate = IsCalm ? random.Pick<double>([0, 0, 0.01, 0.05]) : random.Pick<double>([0, 0, 0.01, 0.1, 0.3]),
        DuplicationRate = random.Pick<double>([0, 0, 0.1, 0.5]),
        ReorderRate = random.Pick<double>([0, 0, 0.1]),
        ReorderDelayMs = 100,
        BurstEnterRate = IsCalm ? 0 : random.Pick<double>([0, 0, 0.01]),
        OutageIntervalMs = !IsCalm && random.Happens(10) ? 2_000 : 0,
        BitFlipRate = FlipsBits ? random.Pick<double>([0, 0.002, 0.02]) : 0,
        BandwidthBytesPerSecond = random.Happens(15) ? random.Pick<int>([30_000, 100_000, 1_000_000]) : 0,
        BandwidthQueueBytes = random.Pick<int>([10_000, 65_536, 300_000]),
        MtuBytes = !IsCalm && random.Happens(15) ? random.Between(576, 1_300) : 0,
    };

    /// <summary>How a host's clock goes, and how its application looks in.</summary>
    public void SetUp(VirtualHost host)
    {
        // Around the places where numbers of 16, 31 and 32 bits wrap.
        host.Clock.Step(random.Pick<long>([0, 0, -9_999, 55_500, 2_147_473_648, 4_294_957_296]) * 1_000);
        DrawDrift(host);
        DrawPace(host);
        host.SocketLimit = random.Between(64, 4_096);
        Allow(host);
    }

    /// <summary>What a host may do at once, by the options that it has now.</summary>
    public static void Allow(VirtualHost host)
    {
        // Where each command has a datagram of its own, a full socket has as many answers as it had commands.
        host.MostSentAllowed = host.Core.Options.MaximumCommandsPerDatagram == 1 ? int.MaxValue : MostSentAtOnce;
    }

    public void DrawDrift(VirtualHost host)
    {
        if (_drifts) host.Clock.Drift(random.Happens(70) ? random.Between(-500, 500) : random.Between(-50_000, 50_000));
    }

    public void DrawPace(VirtualHost host)
    {
        bool hasFrames = random.Happens(35);
        host.FrameMs = hasFrames ? random.Pick<int>([8, 16, 33, 50]) : 0;
        host.Polls = hasFrames;
        host.EventsPerFrame = random.Happens(30) ? 1 : int.MaxValue;
        // Where there is little room it also runs out.
        host.TakesEvents = !random.Happens(IsTight ? 30 : 6);
    }

    public SwarmTraffic DrawTraffic() => random.Pick<SwarmTraffic>([SwarmTraffic.Mixed, SwarmTraffic.Mixed, SwarmTraffic.Game, SwarmTraffic.Game, SwarmTraffic.Bulk, SwarmTraffic.Bursts, SwarmTraffic.Quiet]);
}
