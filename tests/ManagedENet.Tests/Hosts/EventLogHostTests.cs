using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Hosts;

/// <summary>The log of a host: whose it is, how long it can be read, and what its lines say.</summary>
public sealed class EventLogHostTests
{
    [Test]
    [Property("Requirement", "CGC-066")]
    public void A_log_belongs_to_one_host_for_ever()
    {
        var options = new ENetHostOptions { EventLog = new ENetEventLog(10) };
        new ENetHost(new LoopbackHub().Open(), options).Dispose();
        LoopbackTransport transport = new LoopbackHub().Open();
        var refused = Assert.Throws<InvalidOperationException>(() => _ = new ENetHost(transport, options));
        Assert.That(refused!.Message, Does.Contain("new one for each host"));
        Assert.That(transport.Receive(), Is.Zero, "the transport is still its owner's, and open");
    }

    [Test]
    [Property("Requirement", "CGC-060, CGC-063, CGC-064, CGC-065")]
    public void Two_hosts_with_a_log_each_tell_their_own_and_what_they_told_outlives_them()
    {
        var ofServer = new ENetEventLog(1_000);
        var ofClient = new ENetEventLog(1_000);
        using (HostPair pair = HostPair.OverLoopback(new ENetHostOptions { EventLog = ofServer }, new ENetHostOptions { EventLog = ofClient, CongestionControl = ENetCongestionControl.Cubic }))
        {
            (ENetPeer atClient, _) = pair.Connect();
            for (int i = 0; i < 20; i++) atClient.Send(0, new byte[100], ENetPacketFlags.Reliable);
            for (int i = 0; i < 2_000; i++) pair.Step();
            Assert.That(atClient.Statistics.LowestRoundTrip, Is.LessThanOrEqualTo(atClient.RoundTripTime + atClient.RoundTripTimeVariance));
            Assert.That(atClient.Statistics.TimeoutRetransmissions, Is.Zero, "nothing is lost");
        }

        var text = new StringWriter();
        long count = ofClient.WriteTo(text);
        string[] lines = text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Has.Length.EqualTo(count + 1));
        string[] names = [.. lines.Skip(1).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("name").GetString()!)];
        Assert.That(names, Does.Contain("transport:packet_sent").And.Contain("recovery:packets_acked").And.Contain("recovery:metrics_updated").And.Contain("connectivity:connection_started"));
        Assert.That(JsonDocument.Parse(lines[0]).RootElement.GetProperty("qlog_version").GetString(), Is.EqualTo("0.3"));
        Assert.That(ofServer.TryRead(out ENetLogEntry first), Is.True);
        Assert.That(first.TimeUs, Is.InRange(0, 60_000_000));
        Assert.That(() => ofServer.WriteTo(null!), Throws.ArgumentNullException);
    }
}
