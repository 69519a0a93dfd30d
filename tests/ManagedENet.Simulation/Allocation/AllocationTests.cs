using System;
using ManagedENet.Protocol.Checksums;
using ManagedENet.Protocol.Compression;
using ManagedENet.Protocol.Hosting;
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
    [TestCase(ENetPacketFlags.Reliable, 60, 11, Million / 4)]
    [TestCase(ENetPacketFlags.None, 60, 11, Million / 4)]
    [TestCase(ENetPacketFlags.Unsequenced, 60, 11, Million / 4)]
    [TestCase(ENetPacketFlags.Reliable, 5_000, 0, Million / 20)]
    [TestCase(ENetPacketFlags.Reliable, 5_000, 11, Million / 20)]
    [TestCase(ENetPacketFlags.UnreliableFragment, 5_000, 0, Million / 20)]
    [TestCase(ENetPacketFlags.UnreliableFragment, 5_000, 11, Million / 20)]
    [Property("Requirement", "LIM-005")]
    public void Sending_and_receiving_allocates_nothing(ENetPacketFlags flags, int bytes, int loseEvery, int packets) =>
        AssertNothing(new ArrayNetwork(new HostCoreOptions()), loseEvery, flags, bytes, packets);

    [TestCase(true, false)]
    [TestCase(false, true)]
    [Property("Requirement", "LIM-005")]
    public void A_checksum_and_a_compressor_allocate_nothing(bool checksum, bool compressor)
    {
        var options = new HostCoreOptions
        {
            Checksum = checksum ? Crc32Checksum.Instance : null,
            Compressor = compressor ? new RangeCoder() : null,
        };
        AssertNothing(new ArrayNetwork(options), loseEvery: 11, ENetPacketFlags.Reliable, 60, compressor ? Million / 100 : Million / 10);
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
        HostCore core = scene.Host.Core;
        ENetAddress from = scene.Remote.Address;
        long before = 0;
        for (int round = 0; round < 60; round++)
        {
            if (round == 10) before = GC.GetAllocatedBytesForCurrentThread();
            foreach (byte[] datagram in junk)
            {
                datagram.CopyTo(buffer, 0);
                core.HandleDatagram(scene.World.NowMs, from, buffer.AsSpan(0, datagram.Length));
            }
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    // As many packets as the window takes go out in each millisecond. The warm-up loses more than the measurement, so that every table has reached its size.
    private static void AssertNothing(ArrayNetwork network, int loseEvery, ENetPacketFlags flags, int bytes, int packets)
    {
        byte[] payload = new byte[bytes];
        int perStep = Math.Max(1, 12_000 / bytes);
        int warmUp = Math.Max(packets / 10, 2_000);
        Run(network, flags, payload, perStep, warmUp, queuedBytes: 800_000);
        network.LoseEvery = loseEvery == 0 ? 0 : 3;
        Run(network, flags, payload, perStep, warmUp, queuedBytes: 800_000);
        network.LoseEvery = loseEvery;
        Run(network, flags, payload, perStep, warmUp, queuedBytes: 400_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        long delivered = network.Delivered;
        Run(network, flags, payload, perStep, packets, queuedBytes: 400_000);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(allocated, Is.Zero, $"for {packets} packets");
        Assert.That(network.Delivered - delivered, Is.GreaterThan(packets * 0.6));
    }

    private static void Run(ArrayNetwork network, ENetPacketFlags flags, byte[] payload, int perStep, int packets, int queuedBytes)
    {
        HostCore host = network.SendingHost;
        for (int sent = 0; sent < packets;)
        {
            bool isReliable = (flags & ENetPacketFlags.Reliable) != 0;
            for (int i = 0; i < perStep && sent < packets; i++)
            {
                // Reliable data must not pile up: what waits for the window waits here.
                if (isReliable && host.OutgoingQueuedBytes > queuedBytes) break;
                if (host.Send(network.Sender, 0, payload, flags) != ENetSendResult.Queued) throw new InvalidOperationException("The packet was not queued.");
                sent++;
            }

            network.Step();
        }

        for (int i = 0; i < 50; i++) network.Step();
    }
}
