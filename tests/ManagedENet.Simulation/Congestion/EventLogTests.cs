using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Sending;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Congestion;

/// <summary>What the log of a sender says, held against what the network has seen and the other end has got.</summary>
internal sealed class EventLogTests
{
    [TestCase(ENetCongestionControl.Native, 0)]
    [TestCase(ENetCongestionControl.Native, 5)]
    [TestCase(ENetCongestionControl.Cubic, 0)]
    [TestCase(ENetCongestionControl.Cubic, 5)]
    [TestCase(ENetCongestionControl.Model, 5)]
    [Property("Requirement", "CGC-060, CGC-061, CGC-062, CGC-063")]
    public void It_says_what_the_network_has_seen(ENetCongestionControl rules, int lossPercent)
    {
        var log = new ENetEventLog(1 << 20);
        using var world = new VirtualWorld(7);
        world.Network.DefaultLink = new NetworkImpairmentOptions { DelayMs = 25 };
        VirtualHost receiver = world.AddHost("receiver");
        receiver.KeepsEvents = false;
        VirtualHost sender = world.AddHost("sender", new HostOptions { CongestionControl = rules, EventLog = log });
        VirtualPair pair = world.Connect(sender, receiver);
        world.Network.Change(sender, receiver, link => link with { LossRate = lossPercent / 100.0 });
        for (int i = 0; i < 400; i++) pair.ClientPeer.Send(0, new byte[1_300], ENetPacketFlags.Reliable);
        world.RunUntil(() => !pair.ClientPeer.HasOutgoingCommands, 60_000);
        uint connectId = pair.ClientPeer.ConnectId;
        SentDatagram[] seen = [.. world.Network.Log.Where(sent => sent.From == sender.Address)];
        int dropped = seen.Count(sent => sent.Fate != ImpairmentFate.Delivered);
        ENetLogEntry[] entries = [.. All(log)];

        Assert.That(Of(entries, ENetLogKind.DatagramSent).Select(e => e.Bytes), Is.EqualTo(seen.Select(sent => sent.Bytes.Length)), "datagrams, in their order");
        Assert.That(Of(entries, ENetLogKind.DatagramSent).Select(e => 10_000 + (e.TimeUs / 1_000)), Is.EqualTo(seen.Select(sent => sent.AtMs)), "and when");
        Assert.That(Of(entries, ENetLogKind.Acknowledged).Sum(e => (long)e.Bytes), Is.EqualTo(400 * 1_300), "every byte is acknowledged once");
        Assert.That(entries.Where(e => e.Kind != ENetLogKind.DatagramSent || e.TimeUs > 100_000).Select(e => e.ConnectId).Distinct(), Is.EqualTo(new[] { connectId }));
        if (lossPercent == 0) Assert.That(Of(entries, ENetLogKind.Lost), Is.Empty);
        else Assert.That(Of(entries, ENetLogKind.Lost).Count(), Is.GreaterThanOrEqualTo(dropped), "each datagram that was dropped held something reliable");
        Assert.That(Of(entries, ENetLogKind.Lost).Count(), Is.EqualTo(pair.ClientPeer.Retransmissions));
        ENetLossTrigger[] triggers = [.. Of(entries, ENetLogKind.Lost).Select(e => e.Trigger).Distinct()];
        Assert.That(triggers, rules == ENetCongestionControl.Native ? Is.All.EqualTo(ENetLossTrigger.Timeout) : Is.All.Not.EqualTo(ENetLossTrigger.Timeout));
        Assert.That(entries.Max(e => e.InFlightBytes), Is.GreaterThan(30_000));
        ENetLogEntry last = Of(entries, ENetLogKind.MetricsUpdated).Last();
        Assert.That(last.SmoothedRoundTripUs, Is.EqualTo(pair.ClientPeer.RoundTripTimeUs));
        Assert.That(last.LowestRoundTripUs, Is.InRange(50_000, 60_000), "twice the way");
        Assert.That(Of(entries, ENetLogKind.StateChanged).Any(), Is.EqualTo(rules != ENetCongestionControl.Native));
        if (rules == ENetCongestionControl.Cubic) Assert.That(Of(entries, ENetLogKind.StateChanged).First().State, Is.EqualTo(ENetCongestionState.SlowStart));
    }

    [Test]
    [Property("Requirement", "CGC-062, CGC-063")]
    public void A_line_that_dies_is_asked_and_then_over()
    {
        var log = new ENetEventLog(1 << 16);
        using var world = new VirtualWorld(3);
        VirtualHost receiver = world.AddHost("receiver");
        VirtualHost sender = world.AddHost("sender", new HostOptions { CongestionControl = ENetCongestionControl.Cubic, EventLog = log });
        VirtualPair pair = world.Connect(sender, receiver);
        world.Network.ChangeAll(link => link with { LossRate = 1 });
        pair.ClientPeer.Send(0, new byte[100], ENetPacketFlags.Reliable);
        world.RunUntil(() => pair.ClientPeer.State == ENetPeerState.Disconnected, 60_000);
        ENetLogEntry[] entries = [.. All(log)];
        Assert.That(entries[0].Kind, Is.EqualTo(ENetLogKind.DatagramSent), "the question to connect");
        int connected = Array.FindIndex(entries, e => e.Kind == ENetLogKind.Connected);
        Assert.That(Array.FindIndex(entries, e => e.Kind is ENetLogKind.ProbeTimeout or ENetLogKind.Lost), Is.GreaterThan(connected).And.GreaterThan(0));
        Assert.That(entries[^1].Kind, Is.EqualTo(ENetLogKind.Disconnected), "and nothing after the end");
        Assert.That(Of(entries, ENetLogKind.Connected).Count(), Is.EqualTo(1));
        Assert.That(Of(entries, ENetLogKind.ProbeTimeout).Count(), Is.GreaterThan(3));
        Assert.That(Of(entries, ENetLogKind.Lost).Select(e => e.Trigger), Is.All.EqualTo(ENetLossTrigger.Probe));
        Assert.That(Of(entries, ENetLogKind.StateChanged).Last().State, Is.EqualTo(ENetCongestionState.Silence));
        Assert.That(Of(entries, ENetLogKind.Disconnected).Single().EndReason, Is.EqualTo(ENetDisconnectReason.Timeout));
    }

    [TestCase(ENetCongestionControl.Native)]
    [TestCase(ENetCongestionControl.Cubic)]
    [TestCase(ENetCongestionControl.Model)]
    [Property("Requirement", "CGC-060")]
    public void Who_is_logged_sends_the_same_bytes_at_the_same_time(ENetCongestionControl rules)
    {
        var log = new ENetEventLog(1 << 18);
        string[] with = RunMixed(rules, log, out Connection logged);
        string[] without = RunMixed(rules, null, out _);
        Assert.That(with, Has.Length.GreaterThan(500).And.EqualTo(without));

        ENetLogEntry[] entries = [.. All(log)];
        Assert.That(Of(entries, ENetLogKind.Copied).Count(), Is.EqualTo(logged.Copies).And.GreaterThan(0));
        Assert.That(Of(entries, ENetLogKind.Expired).Count(), Is.EqualTo(logged.ExpiredPackets).And.GreaterThan(0));
        Assert.That(Of(entries, ENetLogKind.Superseded).Count(), Is.EqualTo(logged.SupersededPackets).And.GreaterThan(0));
        Assert.That(Of(entries, ENetLogKind.Throttled).Count(), Is.EqualTo(logged.ThrottledPackets));
        Assert.That(Of(entries, ENetLogKind.SpuriousLoss).Count(), Is.EqualTo(logged.SpuriousRetransmissions));
        Assert.That(Of(entries, ENetLogKind.Disconnected).Single().EndReason, Is.EqualTo(ENetDisconnectReason.Local));
        Assert.That(entries.Select(e => e.TimeUs), Is.Ordered);
    }

    [Test]
    [Property("Requirement", "CGC-063")]
    public void Other_rules_show_before_anything_leaves_under_them()
    {
        var log = new ENetEventLog(1 << 12);
        using var world = new VirtualWorld(4);
        VirtualPair pair = world.Connect(world.AddHost("sender", new HostOptions { CongestionControl = ENetCongestionControl.Cubic, EventLog = log }), world.AddHost("receiver"));
        pair.ClientPeer.Send(0, new byte[100], ENetPacketFlags.Reliable);
        world.Run(100);
        Assert.That(Of(All(log), ENetLogKind.StateChanged).Last().State, Is.EqualTo(ENetCongestionState.SlowStart));
        int sent = world.Network.Log.Count;
        pair.ClientPeer.SetCongestionControl(ENetCongestionControl.Native);
        world.Run(5);
        Assert.That(world.Network.Log, Has.Count.EqualTo(sent), "nothing left");
        Assert.That(Of(All(log), ENetLogKind.StateChanged).Single().State, Is.EqualTo(ENetCongestionState.Native));
    }

    [Test]
    [Property("Requirement", "CGC-064")]
    public void A_full_log_keeps_the_newest_and_says_how_many_it_lost()
    {
        var log = new ENetEventLog(4);
        Fill(log, 0, 10);
        Assert.That(log.Written, Is.EqualTo(10));
        Assert.That(All(log).Select(e => e.TimeUs), Is.EqualTo(new long[] { 6, 7, 8, 9 }));
        Assert.That(log.Missed, Is.EqualTo(6));
        Assert.That(log.TryRead(out _), Is.False);
        Fill(log, 10, 2);
        var two = new ENetLogEntry[3];
        Assert.That(log.Drain(two), Is.EqualTo(2));
        Assert.That(two.Select(e => e.TimeUs), Is.EqualTo(new long[] { 10, 11, 0 }));
        Assert.That(log.Missed, Is.EqualTo(6));
    }

    [Test]
    [Property("Requirement", "CGC-064")]
    public void Another_thread_reads_whole_entries_in_order_while_the_host_writes()
    {
        const int count = 300_000;
        var log = new ENetEventLog(64);
        var writer = new Thread(() =>
        {
            for (int i = 1; i <= count; i++) ((Protocol.Diagnostics.ILogTarget)log).Add(new ENetLogEntry { TimeUs = i, ConnectId = (uint)i, Bytes = i, InFlightBytes = i, PacingRate = i });
        });
        writer.Start();
        long last = 0;
        long read = 0;
        while (last < count)
        {
            if (!log.TryRead(out ENetLogEntry e)) continue;
            read++;
            if (e.TimeUs <= last || e.ConnectId != e.TimeUs || e.Bytes != e.TimeUs || e.InFlightBytes != e.TimeUs || e.PacingRate != e.TimeUs) Assert.Fail($"{e} after {last}");
            last = e.TimeUs;
        }

        writer.Join();
        Assert.That(read + log.Missed, Is.EqualTo(count));
    }

    [Test]
    [Property("Requirement", "CGC-064")]
    public void A_capacity_out_of_range_is_refused([Values(0, -1, ENetEventLog.MaximumCapacity + 1)] int capacity) =>
        Assert.That(() => new ENetEventLog(capacity), Throws.TypeOf<ArgumentOutOfRangeException>());

    // Everything that a sender may do, over a line that loses, and a goodbye.
    private static string[] RunMixed(ENetCongestionControl rules, ENetEventLog? log, out Connection sender)
    {
        using var world = new VirtualWorld(11);
        VirtualHost receiver = world.AddHost("receiver");
        receiver.KeepsEvents = false;
        VirtualPair pair = world.Connect(world.AddHost("sender", new HostOptions { CongestionControl = rules, EventLog = log }), receiver);
        world.Network.ChangeAll(link => link with { LossRate = 0.05, DelayMs = 25, JitterMs = 10 });
        sender = pair.ClientPeer;
        sender.SetRedundancy(0, 1, 256);
        sender.Send(1, new byte[400_000], ENetPacketFlags.Reliable);
        for (int i = 0; i < 300; i++)
        {
            sender.Send(0, new byte[60], ENetPacketFlags.Reliable);
            sender.Send(1, new byte[200], ENetPacketFlags.Reliable);
            sender.SetTerms(1, new SendTerms(world.NowUs + 20_000, 0));
            sender.Send(1, new byte[200], ENetPacketFlags.Reliable);
            sender.SetTerms(1, new SendTerms(0, (uint)(i & 3) + 1));

            sender.Send(0, new byte[300], ENetPacketFlags.None);
            sender.Send(1, new byte[300], ENetPacketFlags.Unsequenced);
            world.Run(10);
        }

        Connection peer = sender;
        world.RunUntil(() => !peer.HasOutgoingCommands, 60_000);
        peer.Disconnect(0);
        world.RunUntil(() => peer.State == ENetPeerState.Disconnected, 60_000);
        return [.. world.Network.Log.Select(sent => sent.ToString())];
    }

    private static void Fill(ENetEventLog log, int first, int count)
    {
        for (int i = first; i < first + count; i++) ((Protocol.Diagnostics.ILogTarget)log).Add(new ENetLogEntry { TimeUs = i });
    }

    private static IEnumerable<ENetLogEntry> All(ENetEventLog log)
    {
        while (log.TryRead(out ENetLogEntry entry)) yield return entry;
    }

    private static IEnumerable<ENetLogEntry> Of(IEnumerable<ENetLogEntry> entries, ENetLogKind kind) => entries.Where(e => e.Kind == kind);
}
