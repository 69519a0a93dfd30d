namespace ManagedENet.Simulation.Throughput;

/// <summary>A sender that sends an unreliable packet at even intervals, whether or not it still has a connection.</summary>
internal sealed class UnreliableRun(IThroughputPair pair)
{
    private const int IntervalMs = 2;

    public long? LostMs { get; private set; }

    public double DeliveredPercent { get; private set; }

    public void Measure()
    {
        byte[] payload = new byte[ThroughputFigures.PacketBytes];
        int sent = 0;
        for (int ms = 0; ms < ThroughputFigures.Seconds * 1_000; ms += IntervalMs, sent++)
        {
            pair.Send(payload, ENetPacketFlags.None);
            pair.World.Run(IntervalMs);
            if (LostMs is null && !pair.IsAlive) LostMs = ms + IntervalMs;
        }

        DeliveredPercent = pair.ReceivedPackets * 100.0 / sent;
    }
}
