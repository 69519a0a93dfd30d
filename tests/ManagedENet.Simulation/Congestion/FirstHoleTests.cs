using System;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Congestion;

/// <summary>What waits at the other end behind something that is missing takes its memory.</summary>
[TestFixture(ENetCongestionControl.Cubic)]
[TestFixture(ENetCongestionControl.Model)]
internal sealed class FirstHoleTests
{
    private const long MostBehind = 24L << 20;

    private readonly ENetCongestionControl _rules;

    public FirstHoleTests(ENetCongestionControl rules) => _rules = rules;

    [Test]
    [Property("Requirement", "CGC-008, DEV-081")]
    public void No_more_waits_there_than_24_MiB([Values(1_300, 60_000)] int packetBytes)
    {
        // Of one command every sending is lost for eight seconds, on a line that would carry more than a native peer keeps.
        using var run = new BulkRun(_rules, new NetworkImpairmentOptions { DelayMs = 5, BandwidthBytesPerSecond = 12_500_000, BandwidthQueueBytes = 1 << 20 }, packetBytes: packetBytes, waitingBytes: 64 << 20);
        run.Run(500);
        int swallowed = 0;
        ushort missing = 0;
        run.World.Network.Lets = sent =>
        {
            if (sent.From != run.Connection.Client.Address) return true;
            SeenCommand[] commands = [.. sent.Seen.Commands.Where(command => command.Kind is WireKind.Reliable or WireKind.Fragment)];
            if (commands.Length == 0) return true;
            if (missing == 0) missing = commands[0].Sequence;
            bool isHit = commands.Any(command => command.Sequence == missing);
            if (isHit) swallowed++;
            return !isHit;
        };
        long most = 0;
        long queued = 0;
        while (queued < 40 << 20 && run.Sender.Send(0, new byte[packetBytes], ENetPacketFlags.Reliable) == ENetSendResult.Queued) queued += packetBytes;
        for (int i = 0; i < 160; i++)
        {
            run.World.Run(50);
            most = Math.Max(most, run.Connection.ServerPeer.WaitingBytes);
        }

        Assert.That(most, Is.InRange(MostBehind * 3 / 4, MostBehind));
        Assert.That(swallowed, Is.GreaterThan(10), "all the while it is sent again");
        run.World.Network.Lets = null;
        Assert.That(run.World.RunUntil(() => run.Connection.ServerPeer.WaitingBytes == 0 && !run.Sender.HasOutgoingCommands, 10_000), Is.True, "and then all arrives");
        Assert.That(run.IsAlive, Is.True);
    }
}
