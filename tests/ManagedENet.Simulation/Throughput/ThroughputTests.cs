using System;
using System.Globalization;
using System.IO;
using System.Text;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Throughput;

/// <summary>
/// What gets through each kind of bad network, as a table that is kept in the tree: a change of the numbers is a change of the table, and shows in a diff.
/// </summary>
[TestFixture]
internal sealed class ThroughputTests
{
    private const string FileName = "throughput.md";
    private const int Seconds = 20;
    private const int QueuedPackets = 355;
    private const int PacketBytes = 1_000;
    private const int DelayMs = 20;

    private const string ChangedRoute = "40 ms that become 280 ms";

    private static readonly (string Name, Func<NetworkImpairmentOptions, NetworkImpairmentOptions> Change)[] Networks =
    [
        ("40 ms round trip, no loss", link => link),
        ("loss 1 %", link => link with { LossRate = 0.01 }),
        ("loss 2 %", link => link with { LossRate = 0.02 }),
        ("loss 5 %", link => link with { LossRate = 0.05 }),
        ("loss 10 %", link => link with { LossRate = 0.1 }),
        ("loss 20 %", link => link with { LossRate = 0.2 }),
        ("loss 30 %", link => link with { LossRate = 0.3 }),
        ("loss 40 %", link => link with { LossRate = 0.4 }),
        ("loss 50 %", link => link with { LossRate = 0.5 }),
        ("loss 60 %", link => link with { LossRate = 0.6 }),
        ("bursts, 6 % lost", link => link with { BurstEnterRate = 0.01, BurstLeaveRate = 0.15 }),
        ("jitter 40 ms", link => link with { JitterMs = 40 }),
        ("one in ten held back by 100 ms", link => link with { ReorderRate = 0.1, ReorderDelayMs = 100 }),
        ("half of all twice", link => link with { DuplicationRate = 0.5 }),
        ("280 ms round trip, no loss", link => link with { DelayMs = 140 }),
        (ChangedRoute, link => link with { DelayMs = 140 }),
        ($"{ChangedRoute}, loss 5 %", link => link with { DelayMs = 140, LossRate = 0.05 }),
        ("280 ms round trip, loss 5 %", link => link with { DelayMs = 140, LossRate = 0.05 }),
        ("line of 100 kB/s", link => link with { BandwidthBytesPerSecond = 100_000 }),
        ("line of 1,000 kB/s, 280 ms, loss 1 %", link => link with { DelayMs = 140, LossRate = 0.01, BandwidthBytesPerSecond = 1_000_000, BandwidthQueueBytes = 280_000 }),
        ("an outage of 300 ms every 3 s", link => link with { OutageIntervalMs = 3_000, OutageMs = 300 }),
    ];

    [Test]
    [Property("Requirement", "FLW-010, REL-030")]
    public void F1_F2_F3_what_gets_through_is_what_the_table_says()
    {
        string table = MakeTable();
        string path = Path.Combine(FindFolder(), FileName);
        if (Environment.GetEnvironmentVariable("MANAGEDENET_UPDATE") == "1") File.WriteAllText(path, table);
        Assert.That(table, Is.EqualTo(File.ReadAllText(path)), $"If the change is meant, run this test with MANAGEDENET_UPDATE=1 and commit {FileName}.");
    }

    private static string MakeTable()
    {
        var text = new StringBuilder();
        text.Append("# What gets through\n\n");
        text.Append(CultureInfo.InvariantCulture, $"Made by `ThroughputTests`: {Seconds} s on a virtual network, packets of {PacketBytes} bytes, one connection, by native's rules and by those of\n");
        text.Append(CultureInfo.InvariantCulture, $"`Cubic`. Reliable: as much as the window lets through, of at most {QueuedPackets} packets that are queued or under way, which is what bounds `Cubic` on a line\n");
        text.Append("without an end; *lost* where the connection was given up. Unreliable: 500 packets a second offered. MANAGEDENET_UPDATE=1 writes the table anew.\n\n");
        text.Append("| network | reliable, kB/s: native | cubic | sent again, %: native | cubic | unreliable delivered, %: native | cubic |\n|---|--:|--:|--:|--:|--:|--:|\n");
        foreach ((string name, Func<NetworkImpairmentOptions, NetworkImpairmentOptions> change) in Networks)
        {
            int firstDelayMs = name.StartsWith(ChangedRoute, StringComparison.Ordinal) ? DelayMs : change(new NetworkImpairmentOptions { DelayMs = DelayMs }).DelayMs;
            (string nativeRate, double nativeAgain) = Reliable(change, firstDelayMs, ENetCongestionControl.Native);
            (string cubicRate, double cubicAgain) = Reliable(change, firstDelayMs, ENetCongestionControl.Cubic);
            double nativeDelivered = Unreliable(change, firstDelayMs, ENetCongestionControl.Native);
            double cubicDelivered = Unreliable(change, firstDelayMs, ENetCongestionControl.Cubic);
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {nativeRate} | {cubicRate} | {nativeAgain:F1} | {cubicAgain:F1} | {nativeDelivered:F1} | {cubicDelivered:F1} |\n");
        }

        return text.ToString();
    }

    private static (string KilobytesPerSecond, double RetransmittedPercent) Reliable(Func<NetworkImpairmentOptions, NetworkImpairmentOptions> change, int firstDelayMs, ENetCongestionControl rules)
    {
        using VirtualWorld world = Connect(change, firstDelayMs, rules, out VirtualPair connection);
        Host core = connection.Client.Core;
        byte[] payload = new byte[PacketBytes];
        long delivered = 0;
        connection.Server.OnEvent = e => delivered += e.Type == ENetEventType.Receive ? e.Packet.Length : 0;
        long sent = 0;
        for (int ms = 0; ms < Seconds * 1_000; ms += 5)
        {
            while (core.Stores.Sending.Commands.Count < QueuedPackets && connection.ClientPeer.Send(0, payload, ENetPacketFlags.Reliable) == ENetSendResult.Queued) sent++;
            world.Run(5);
        }

        string rate = (delivered / (Seconds * 1_000)).ToString(CultureInfo.InvariantCulture);
        bool isAlive = connection.ClientPeer.State == ENetPeerState.Connected && connection.ServerPeer.State == ENetPeerState.Connected;
        return (isAlive ? rate : $"{rate}, lost", core.Counters.Retransmissions * 100.0 / sent);
    }

    private static double Unreliable(Func<NetworkImpairmentOptions, NetworkImpairmentOptions> change, int firstDelayMs, ENetCongestionControl rules)
    {
        using VirtualWorld world = Connect(change, firstDelayMs, rules, out VirtualPair connection);
        byte[] payload = new byte[PacketBytes];
        long delivered = 0;
        connection.Server.OnEvent = e => delivered += e.Type == ENetEventType.Receive ? 1 : 0;
        for (int ms = 0; ms < Seconds * 1_000; ms += 2)
        {
            connection.ClientPeer.Send(0, payload, ENetPacketFlags.None);
            world.Run(2);
        }

        return delivered * 100.0 / (Seconds * 500);
    }

    private static VirtualWorld Connect(Func<NetworkImpairmentOptions, NetworkImpairmentOptions> change, int firstDelayMs, ENetCongestionControl rules, out VirtualPair connection)
    {
        var world = new VirtualWorld(seed: 7);
        world.Network.KeepsLog = false;
        world.Network.DefaultLink = world.Network.DefaultLink with { DelayMs = firstDelayMs };
        VirtualHost server = world.AddHost("server", new HostOptions { CongestionControl = rules });
        server.KeepsEvents = false;
        connection = world.Connect(world.AddHost("client", new HostOptions { CongestionControl = rules }), server);
        world.Network.ChangeAll(link => change(link with { DelayMs = DelayMs }));
        return world;
    }

    private static string FindFolder()
    {
        for (DirectoryInfo? folder = new(TestContext.CurrentContext.TestDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "tests", "ManagedENet.Simulation", "Throughput");
            if (Directory.Exists(candidate)) return candidate;
        }

        throw new DirectoryNotFoundException("The tests do not run inside the repository.");
    }
}
