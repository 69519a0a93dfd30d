using System;
using System.Net;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Memory;

namespace ManagedENet.Protocol.Tests.Hosting;

/// <summary>What is kept of those who send faster than a host reads.</summary>
internal sealed class ReadAheadTests
{
    private const int Slots = 64;
    private const long HostBytes = 1 << 30;
    private const long KeptBytes = 4 << 20;
    private static readonly DatagramPath Somebody = new(new ENetAddress(IPAddress.Loopback, 9));

    [Test]
    [Property("Requirement", "LIM-045")]
    public void However_long_some_senders_are_there_is_room_for_the_next([Values(40, 1_200)] int length)
    {
        var ledger = new LedgerSide(BlockHolder.Incoming, HostBytes, HostBytes, HostBytes, HostBytes, Slots);
        var ahead = new ReadAhead(ledger, new PacketPool(HostBytes), Slots);
        ahead.Begin();
        var datagram = new byte[length];
        long before = 0;
        for (int slot = 0; slot < 6; slot++)
        {
            while (ahead.TryKeep(slot, Somebody, datagram))
            {
            }

            // Each takes twice of what it leaves free, so a third of what the one before has left is left for the next.
            long taken = ahead.UsedBytes - before;
            before = ahead.UsedBytes;
            Assert.That(taken, Is.InRange(KeptBytes * 2 / 3 / Math.Pow(3, slot) * 0.9, KeptBytes * 2 / 3 / Math.Pow(3, slot) * 1.1), $"slot {slot}");
        }

        // What is taken out of one makes room for all.
        int kept = ahead.Count;
        for (int i = 0; i < kept; i++) Assert.That(ahead.TryTake(out _, out _), Is.True);
        ahead.Release();
        ahead.End();
        Assert.That(ahead.UsedBytes, Is.Zero);
    }
}
