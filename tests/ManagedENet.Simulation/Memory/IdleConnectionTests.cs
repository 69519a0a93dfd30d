using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Simulation.Memory;

/// <summary>What a connection takes that says nothing.</summary>
[TestFixture]
[NonParallelizable]
internal sealed class IdleConnectionTests
{
    [Test]
    [Property("Requirement", "LIM-036")]
    public void An_idle_connection_takes_at_most_1024_bytes()
    {
        const int peers = 4_000;
        var server = new Host(new HostOptions { PeerLimit = peers, GreylistFrom = 0 }, new Numbers(), 0);
        var client = new Host(new HostOptions { PeerLimit = peers }, new Numbers(), 0);
        ENetAddress serverAddress = ENetAddress.FromIPv4(0x0A00_0001, 1), clientAddress = ENetAddress.FromIPv4(0x0A00_0002, 2);
        byte[] buffer = new byte[4_096];
        long nowMs = 0;
        void Run(int ms)
        {
            for (int i = 0; i < ms; i += 5)
            {
                nowMs += 5;
                Pass(server, serverAddress, client, nowMs, buffer);
                Pass(client, clientAddress, server, nowMs, buffer);
            }
        }

        Run(10);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < peers; i++) Assert.That(client.Connect(nowMs, serverAddress, 2, 0), Is.Not.Null);
        Run(30_000);
        long taken = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.That(server.ConnectedPeers, Is.EqualTo(peers));
        TestContext.Out.WriteLine($"{taken / peers / 2.0} bytes for each end");
        Assert.That(taken / peers / 2, Is.LessThanOrEqualTo(1_024));
        GC.KeepAlive(client);
        GC.KeepAlive(server);
    }

    private static void Pass(Host from, in ENetAddress address, Host to, long nowMs, byte[] buffer)
    {
        from.AdvanceTime(nowMs * 1000);
        from.BeginSendPass(nowMs * 1000, checkTimeouts: true);
        while (from.TryWriteDatagram(buffer, out int length, out _, out _))
        {
            to.HandleDatagram(nowMs * 1000, address, buffer.AsSpan(0, length));
            while (to.TryTakeEvent(out ConnectionEvent _))
            {
            }
        }

        while (from.TryTakeEvent(out ConnectionEvent _))
        {
        }
    }

    private sealed class Numbers : IRandomSource
    {
        private uint _last;

        public uint NextUInt32() => ++_last;
    }
}
