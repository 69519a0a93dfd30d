using System;
using ManagedENet.Protocol.Codecs;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Shared;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Allocation;

/// <summary>From send to receive, through two hosts, not one byte is allocated once everything is warm.</summary>
[TestFixture]
[NonParallelizable]
internal sealed class AllocationTests
{
    private const int Million = 1_000_000;

    [TestCase(ENetPacketFlags.Reliable, 60, 0, Million)]
    [TestCase(ENetPacketFlags.None, 60, 0, Million)]
    [TestCase(ENetPacketFlags.Unsequenced, 60, 0, Million)]
    [TestCase(ENetPacketFlags.Reliable, 60, 9, Million / 4)]
    [TestCase(ENetPacketFlags.None, 60, 9, Million / 4)]
    [TestCase(ENetPacketFlags.Unsequenced, 60, 9, Million / 4)]
    [TestCase(ENetPacketFlags.Reliable, 5_000, 0, Million / 20)]
    [TestCase(ENetPacketFlags.Reliable, 5_000, 9, Million / 100)]
    [TestCase(ENetPacketFlags.UnreliableFragment, 5_000, 0, Million / 20)]
    [TestCase(ENetPacketFlags.UnreliableFragment, 5_000, 9, Million / 100)]
    [Property("Requirement", "LIM-005")]
    public void Sending_and_receiving_allocates_nothing(ENetPacketFlags flags, int bytes, int lossPercent, int packets) =>
        AssertNothing(new ArrayNetwork(new HostOptions()), lossPercent, flags, bytes, packets);

    [TestCase(ENetPacketFlags.Reliable, 60, 0, Million / 4)]
    [TestCase(ENetPacketFlags.Reliable, 60, 9, Million / 10)]
    [TestCase(ENetPacketFlags.None, 60, 9, Million / 10)]
    [TestCase(ENetPacketFlags.Reliable, 5_000, 9, Million / 100)]
    [Property("Requirement", "LIM-005, DEV-081")]
    public void Other_rules_than_native_s_allocate_nothing(ENetPacketFlags flags, int bytes, int lossPercent, int packets) =>
        AssertNothing(new ArrayNetwork(new HostOptions { CongestionControl = ENetCongestionControl.Cubic }), lossPercent, flags, bytes, packets);

    [TestCase(ENetCongestionControl.Native)]
    [TestCase(ENetCongestionControl.Cubic)]
    [Property("Requirement", "LIM-005, CGC-064")]
    public void A_log_of_what_the_senders_do_allocates_nothing(ENetCongestionControl rules)
    {
        var log = new ENetEventLog(1_000);
        AssertNothing(new ArrayNetwork(new HostOptions { CongestionControl = rules, EventLog = log }), lossPercent: 9, ENetPacketFlags.Reliable, 60, Million / 10);
        Assert.That(log.Written, Is.GreaterThan(Million / 100));
    }

    [TestCase(true, false)]
    [TestCase(false, true)]
    [Property("Requirement", "LIM-005")]
    public void A_checksum_and_a_compressor_allocate_nothing(bool checksum, bool compressor)
    {
        var options = new HostOptions
        {
            Checksum = checksum ? Crc32Checksum.Instance : null,
            Compressor = compressor ? new RangeCoder() : null,
        };
        AssertNothing(new ArrayNetwork(options), lossPercent: 9, ENetPacketFlags.Reliable, 60, compressor ? Million / 100 : Million / 10);
    }

    [Test]
    [Property("Requirement", "LIM-005")]
    public void Hostile_datagrams_allocate_nothing()
    {
        using var scene = Scene.Served();
        var random = new SimulationRandom(5);
        byte[][] junk = new byte[4_096][];
        for (int i = 0; i < junk.Length; i++)
        {
            junk[i] = new byte[random.Between(0, 200)];
            random.Fill(junk[i]);
            byte[] header = scene.Remote.Datagram().Bytes;
            if (junk[i].Length >= 4 && random.Happens(90)) header.CopyTo(junk[i], 0);
        }

        byte[] buffer = new byte[200];
        Host core = scene.Host.Core;
        ENetAddress from = scene.Remote.Address;
        Handle(times: 10);
        Assert.That(AllocatedBytes.OfEveryRound(() => Handle(times: 50)), Is.Zero);

        void Handle(int times)
        {
            for (int i = 0; i < times; i++)
            {
                foreach (byte[] datagram in junk)
                {
                    datagram.CopyTo(buffer, 0);
                    core.HandleDatagram(scene.World.NowUs, from, buffer.AsSpan(0, datagram.Length));
                }
            }
        }
    }

    // As many packets as the window takes go out in each millisecond. In the warm-up everything piles up behind one lost number, as far as the windows allow: no
    // table can have to grow afterwards.
    private static void AssertNothing(ArrayNetwork network, int lossPercent, ENetPacketFlags flags, int bytes, int packets)
    {
        byte[] payload = new byte[bytes];
        int perStep = Math.Max(1, 12_000 / bytes);
        Run(network, flags, payload, perStep, Math.Max(packets / 10, 2_000), queuedBytes: 400_000);
        if (lossPercent > 0)
        {
            network.LostNumber = (ushort)(network.Sender.Outbox.Senders.Find(0)!.ReliableSequence + 1);
            // Full datagrams reach the 24 MiB of CGC-008 before the windows of the numbers.
            int most = network.Sender.CongestionControl == ENetCongestionControl.Native ? 29_000 : 17_000;
            Run(network, flags, payload, perStep, most / Math.Max(1, (bytes + 1_363) / 1_364), queuedBytes: 8_000_000);
            network.LostNumber = -1;
            for (int i = 0; i < 5_000; i++) network.Step();
        }

        network.LossPercent = lossPercent;
        Run(network, flags, payload, perStep, Math.Max(packets / 10, 2_000), queuedBytes: 400_000);

        // Luck may still find a worse moment than any before, and a table grows: that is part of the warm-up too. In the long run nothing is allocated.
        long leastDelivered = long.MaxValue;
        long allocated = AllocatedBytes.OfEveryRound(
            () =>
            {
                long delivered = network.Delivered;
                Run(network, flags, payload, perStep, packets, queuedBytes: 400_000);
                leastDelivered = Math.Min(leastDelivered, network.Delivered - delivered);
            },
            rounds: 6);
        Assert.That(leastDelivered, Is.GreaterThan(packets * 0.6));
        Assert.That(allocated, Is.Zero, $"for {packets} packets");
    }

    private static void Run(ArrayNetwork network, ENetPacketFlags flags, byte[] payload, int perStep, int packets, int queuedBytes)
    {
        Host host = network.SendingHost;
        for (int sent = 0; sent < packets;)
        {
            bool isReliable = (flags & ENetPacketFlags.Reliable) != 0;
            for (int i = 0; i < perStep && sent < packets; i++)
            {
                // Reliable data must not pile up: what waits for the window waits here.
                if (isReliable && host.OutgoingQueuedBytes > queuedBytes) break;
                if (network.Sender.Send(0, payload, flags) != ENetSendResult.Queued) throw new InvalidOperationException("The packet was not queued.");
                sent++;
            }

            network.Step();
        }

        for (int i = 0; i < 50; i++) network.Step();
    }
}
