using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Runtime.CompilerServices;
using System.Threading;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Telemetry;

/// <summary>What a collector of metrics sees, compared with what is on the wire and at the other end.</summary>
public sealed class MeterTests
{
    [SetUp]
    public void RequireMeters()
    {
        if (LibraryTarget.IsNetStandard) Assert.Ignore("netstandard2.1 has no meters.");
    }

    [Test]
    public void Counters_say_what_was_on_the_wire_and_what_was_delivered()
    {
        string name = NewName();
        using var reader = new MeterReader(name);
        using HostPair pair = HostPair.OverLoopback(new ENetHostOptions { Name = name });
        (ENetPeer atClient, ENetPeer atServer) = pair.Connect();
        for (int i = 0; i < 5; i++) atClient.Send(0, new byte[100], ENetPacketFlags.Reliable);
        for (int i = 0; i < 3; i++) atClient.Send(1, new byte[100], ENetPacketFlags.None);
        pair.StepUntil(() => pair.EventsOf(pair.Server).Count == 8, "eight packets");
        for (int i = 0; i < 20; i++) atServer.Send(0, new byte[1_000], ENetPacketFlags.Reliable);
        pair.Server.Service(TimeSpan.Zero, out _);
        Assert.That(reader.Collect()["enet.host.queued transmit"], Is.InRange(20_000, 30_000));
        for (int i = 0; i < 300; i++) pair.Step();
        IReadOnlyDictionary<string, long> seen = reader.Collect();
        ENetStatistics other = pair.Client.Statistics;
        Assert.That(
            (seen["enet.host.io transmit"], seen["enet.host.io receive"], seen["enet.host.datagrams transmit"], seen["enet.host.datagrams receive"]),
            Is.EqualTo((other.Transport.ReceivedBytes, other.Transport.SentBytes, other.Transport.ReceivedDatagrams, other.Transport.SentDatagrams)));
        Assert.That((seen["enet.host.packets reliable"], seen["enet.host.packets unreliable"], seen["enet.host.active_connections"]), Is.EqualTo((5, 3, 1)));
        // Tables that have grown become smaller later.
        Assert.That(seen["enet.host.queued transmit"], Is.LessThan(2_000));
        pair.Client.SendUnconnected(new ENetAddress(pair.ServerEndPoint), [1]);
        pair.Step();
        Assert.That((seen.ContainsKey("enet.host.drops truncated_header"), reader.Collect()["enet.host.drops truncated_header"]), Is.EqualTo((false, 1)));
    }

    [Test]
    public void What_is_lost_and_sent_again_is_told_by_its_cause()
    {
        string name = NewName();
        using var reader = new MeterReader(name);
        using HostPair pair = HostPair.OverBadLoopback(new NetworkImpairmentOptions { LossRate = 0.1 }, new ENetHostOptions { Name = name });
        (ENetPeer atClient, _) = pair.Connect();
        int received = 0;
        for (int i = 0; i < 400; i++)
        {
            atClient.Send(0, new byte[1_000], ENetPacketFlags.Reliable);
            pair.Step();
        }

        pair.StepUntil(() => (received += Drain(pair)) == 400, "all of them");
        IReadOnlyDictionary<string, long> seen = reader.Collect();
        long again = seen["enet.host.retransmissions timeout"] + seen["enet.host.retransmissions overtaken"] + seen["enet.host.retransmissions probe"];
        Assert.That((again, seen["enet.host.spurious_retransmissions"]), Is.EqualTo((atClient.Statistics.Retransmissions, atClient.Statistics.SpuriousRetransmissions)));
        // A tenth of the datagrams is lost, each with a command or more.
        Assert.That(seen["enet.host.retransmissions overtaken"], Is.GreaterThan(20));
    }

    [Test]
    public void Who_is_turned_away_is_counted_by_the_reason()
    {
        string name = NewName();
        using var reader = new MeterReader(name);
        using HostPair pair = HostPair.OverLoopback(new ENetHostOptions { Name = name, PeerLimit = 1 });
        pair.Connect();
        pair.Client.Connect(pair.ServerEndPoint, 1);
        pair.Expect(pair.Client, ENetEventType.Disconnect);
        Assert.That(reader.Collect()["enet.host.rejected_connections host_full"], Is.EqualTo(1));
    }

    [Test]
    public void A_counter_never_falls_when_hosts_are_closed_or_forgotten_and_others_of_that_name_begin()
    {
        string name = NewName();
        using var reader = new MeterReader(name);
        long sent = 0;
        for (int i = 0; i < 3; i++)
        {
            if (i == 1) sent += SendAndForget(name);
            else sent += SendAndClose(name);
            GC.Collect();
            GC.WaitForPendingFinalizers();
            IReadOnlyDictionary<string, long> seen = reader.Collect();
            Assert.That((seen["enet.host.io transmit"], seen["enet.host.active_connections"]), Is.EqualTo((sent, 0)), $"{i}");
        }
    }

    [Test]
    public void Connections_tell_their_round_trip_each_second_and_at_their_end_how_long_they_lasted()
    {
        string name = NewName();
        using var reader = new MeterReader(name, static instrument => instrument.StartsWith("enet.connection", StringComparison.Ordinal));
        using HostPair pair = HostPair.OverLoopback(new ENetHostOptions { Name = name });
        (ENetPeer first, _) = pair.Connect();
        (ENetPeer second, ENetPeer atServer) = pair.Connect();
        for (int i = 0; i < 10_000; i++) pair.Step();
        double[] times = reader.Take("enet.connection.rtt");
        Assert.That((times.Length, reader.Take("enet.connection.window").Length), Is.EqualTo((20, 20)).Within(2));
        Assert.That(times, Has.All.InRange(0.000_5, 0.6));
        second.Disconnect();
        pair.Expect(pair.Server, ENetEventType.Disconnect);
        Assert.That(reader.Take("enet.connection.duration"), Is.EqualTo(new[] { 10.0 }).Within(0.1));

        // One that is left without an event, and one that ends with its host.
        first.DisconnectNow();
        pair.Expect(pair.Server, ENetEventType.Disconnect);
        pair.EventsOf(pair.Client).Clear();
        pair.Connect();
        (ENetPeer third, ENetPeer left) = pair.Connect();
        reader.Take("enet.connection.duration");
        left.DisconnectNow();
        Assert.That(reader.Take("enet.connection.duration"), Has.Length.EqualTo(1));
        pair.Dispose();
        Assert.That((reader.Take("enet.connection.duration").Length, third.ToString()), Is.EqualTo((1, third.ToString())));
    }

    [Test]
    public void A_connection_that_times_out_says_so()
    {
        string name = NewName();
        using var reader = new MeterReader(name, static instrument => instrument == "enet.connection.duration");
        using HostPair pair = HostPair.OverLoopback(clientOptions: new ENetHostOptions { Name = name });
        (ENetPeer atClient, _) = pair.Connect();
        pair.Server.Dispose();
        atClient.Send(0, new byte[1], ENetPacketFlags.Reliable);
        while (!(pair.Client.Service(TimeSpan.Zero, out ENetEvent e) && e.Type == ENetEventType.Disconnect)) pair.Clock!.NowMs++;
        Assert.That(reader.Take("enet.connection.duration timeout"), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_host_tells_how_long_it_works_and_not_how_long_it_waits()
    {
        string name = NewName();
        using var reader = new MeterReader(name, static instrument => instrument == "enet.service.duration");
        using ENetHost host = ENetHost.Bind(new IPEndPoint(IPAddress.Loopback, 0), new ENetHostOptions { Name = name });
        host.Service(TimeSpan.FromMilliseconds(200), out _);
        double[] seen = reader.Take("enet.service.duration");
        // What it did before it waited, and after.
        Assert.That(seen, Has.Length.InRange(2, 3));
        Assert.That(seen.Min(), Is.LessThan(0.1));
    }

    [Test]
    public void Meters_that_are_listened_to_cost_a_message_no_memory()
    {
        string name = NewName();
        using var reader = new MeterReader(name, static instrument => instrument is "enet.service.duration" or "enet.connection.rtt");
        using HostPair pair = HostPair.OverLoopback(new ENetHostOptions { Name = name });
        (ENetPeer atClient, _) = pair.Connect();
        // The listener of this test keeps what it is told; it is not what is measured.
        reader.Dispose();
        using var counting = new System.Diagnostics.Metrics.MeterListener();
        int told = 0;
        counting.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "ManagedENet" && !instrument.IsObservable) listener.EnableMeasurementEvents(instrument);
        };
        counting.SetMeasurementEventCallback<double>((_, _, _, _) => told++);
        counting.Start();
        long allocated = 0;
        byte[] payload = new byte[64];
        for (int i = 0; i < 6_000; i++)
        {
            if (i == 3_000) allocated = -GC.GetAllocatedBytesForCurrentThread();
            atClient.Send(0, payload, ENetPacketFlags.Reliable);
            pair.Clock!.NowMs++;
            pair.Client.Service(TimeSpan.Zero, out _);
            while (pair.Server.Service(TimeSpan.Zero, out ENetEvent e)) e.Packet.Dispose();
        }

        allocated += GC.GetAllocatedBytesForCurrentThread();
        Assert.That((allocated, told > 6_000), Is.EqualTo((0, true)), $"{told} were told");
    }

    [Test]
    public void Another_thread_may_collect_while_hosts_work_begin_and_end()
    {
        string name = NewName();
        using var reader = new MeterReader(name);
        using var end = new CancellationTokenSource();
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                long before = 0;
                while (!end.IsCancellationRequested)
                {
                    if (!reader.Collect().TryGetValue("enet.host.io transmit", out long now)) continue;
                    if (now < before) throw new InvalidOperationException($"{now} after {before}");
                    before = now;
                }
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        for (int i = 0; i < 50; i++) SendAndClose(name);
        end.Cancel();
        thread.Join();
        Assert.That(failure, Is.Null);
    }

    private static string NewName() => Guid.NewGuid().ToString("N");

    private static int Drain(HostPair pair)
    {
        int count = 0;
        foreach (ENetEvent e in pair.EventsOf(pair.Server))
        {
            if (e.Type != ENetEventType.Receive) continue;
            e.Packet.Dispose();
            count++;
        }

        pair.EventsOf(pair.Server).Clear();
        return count;
    }

    private static long SendAndClose(string name)
    {
        using HostPair pair = HostPair.OverLoopback(new ENetHostOptions { Name = name });
        return Send(pair);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long SendAndForget(string name) => Send(HostPair.OverLoopback(new ENetHostOptions { Name = name }));

    private static long Send(HostPair pair)
    {
        (_, ENetPeer atServer) = pair.Connect();
        for (int i = 0; i < 50; i++)
        {
            atServer.Send(0, new byte[200], ENetPacketFlags.Reliable);
            pair.Step();
        }

        return pair.Server.Statistics.SentBytes;
    }
}
