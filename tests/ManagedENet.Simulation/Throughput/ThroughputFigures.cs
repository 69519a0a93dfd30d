using System;
using System.Globalization;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Throughput;

/// <summary>What one kind of sender brings through one network, as it stands in the table.</summary>
internal sealed record ThroughputFigures(string ReliableRate, string SentAgain, string UnreliableDelivered)
{
    public const int Seconds = 20;
    public const int LongSeconds = 60;
    public const int LowRate = 50;
    public const int QueuedPackets = 355;
    public const int PacketBytes = 1_000;
    private const int UnreliableIntervalMs = 2;

    public static ThroughputFigures Measure(ThroughputNetwork network, Func<VirtualWorld, IThroughputPair> makePair)
    {
        using IThroughputPair pair = network.Connect(makePair);
        (string rate, string sentAgain) = new ReliableRun(pair).Measure();
        return new ThroughputFigures(rate, sentAgain, Unreliable(network, makePair));
    }

    private static string Unreliable(ThroughputNetwork network, Func<VirtualWorld, IThroughputPair> makePair)
    {
        using IThroughputPair pair = network.Connect(makePair);
        byte[] payload = new byte[PacketBytes];
        int sent = 0;
        for (int ms = 0; ms < Seconds * 1_000; ms += UnreliableIntervalMs, sent++)
        {
            pair.Send(payload, ENetPacketFlags.None);
            pair.World.Run(UnreliableIntervalMs);
        }

        return (pair.ReceivedPackets * 100.0 / sent).ToString("F1", CultureInfo.InvariantCulture);
    }
}
