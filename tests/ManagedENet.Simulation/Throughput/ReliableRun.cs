using System;
using System.Globalization;

namespace ManagedENet.Simulation.Throughput;

/// <summary>A sender that always has reliable packets to send, for as long as the connection lives.</summary>
internal sealed class ReliableRun(IThroughputPair pair)
{
    private const int StepMs = 5;

    private readonly SentAgain _sentAgain = new(pair.World, pair.Client);
    private readonly byte[] _payload = new byte[ThroughputFigures.PacketBytes];
    private readonly long _startMs = pair.World.NowMs;
    private long _sent;
    private long? _lostMs;

    private long ElapsedMs => pair.World.NowMs - _startMs;

    /// <summary>What got through in the time of the measurement, and whether the connection outlives it: a bad one is looked at for longer.</summary>
    public (string Rate, string SentAgain) Measure()
    {
        RunUntil(ThroughputFigures.Seconds);
        long rate = pair.ReceivedPackets * ThroughputFigures.PacketBytes / (ThroughputFigures.Seconds * 1_000);
        string again = (_sentAgain.Count * 100.0 / _sent).ToString("F1", CultureInfo.InvariantCulture);
        if (rate < ThroughputFigures.LowRate) RunUntil(ThroughputFigures.LongSeconds);
        string lost = _lostMs is { } ms ? FormattableString.Invariant($", lost at {ms / 1_000.0:F1} s") : "";
        return (FormattableString.Invariant($"{rate}{lost}"), again);
    }

    private void RunUntil(int seconds)
    {
        while (ElapsedMs < seconds * 1_000 && _lostMs is null)
        {
            while (pair.WaitingPackets < ThroughputFigures.QueuedPackets && pair.Send(_payload, ENetPacketFlags.Reliable)) _sent++;
            pair.World.Run(StepMs);
            if (!pair.IsAlive) _lostMs = ElapsedMs;
        }
    }
}
