namespace ManagedENet.Simulation.Throughput;

/// <summary>A sender that always has reliable packets to send, for as long as the connection lives.</summary>
internal sealed class ReliableRun(IThroughputPair pair)
{
    private const int StepMs = 5;

    private readonly SentAgain _sentAgain = new(pair.World, pair.Client);
    private readonly byte[] _payload = new byte[ThroughputFigures.PacketBytes];
    private readonly long _startMs = pair.World.NowMs;
    private long _sent;

    /// <summary>When the connection was given up, if it was.</summary>
    public long? LostMs { get; private set; }

    public double KilobytesPerSecond { get; private set; }

    public double SentAgainPercent { get; private set; }

    private long ElapsedMs => pair.World.NowMs - _startMs;

    /// <summary>What gets through in the time of the measurement, and whether the connection outlives it: a bad one is looked at for longer.</summary>
    public void Measure()
    {
        RunUntil(ThroughputFigures.Seconds);
        KilobytesPerSecond = (double)pair.ReceivedPackets * ThroughputFigures.PacketBytes / (ThroughputFigures.Seconds * 1_000);
        SentAgainPercent = _sentAgain.Count * 100.0 / _sent;
        if (KilobytesPerSecond < ThroughputFigures.LowRate) RunUntil(ThroughputFigures.LongSeconds);
    }

    public void RunUntil(int seconds)
    {
        while (ElapsedMs < seconds * 1_000 && LostMs is null)
        {
            while (pair.WaitingPackets < ThroughputFigures.QueuedPackets && pair.Send(_payload, ENetPacketFlags.Reliable)) _sent++;
            pair.World.Run(StepMs);
            if (!pair.IsAlive) LostMs = ElapsedMs;
        }
    }
}
