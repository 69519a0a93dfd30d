using System;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Shared;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Kinds;

/// <summary>Whoever is limited, comes or goes: what a host sends in a second adds up to its limit, and so does what it lets others send.</summary>
[TestFixture]
internal sealed class BandwidthShareTests
{
    // The throttle counts in thirty-seconds and lets one more through than it says; header bytes come on top.
    private const int Steps = 32;

    [Test]
    [Property("Requirement", "FLW-061, FLW-062, FLW-063")]
    public void What_limited_peers_take_is_gone_for_the_others_and_what_they_leave_is_theirs()
    {
        const uint limit = 300_000;
        const uint own = 55_000;
        using var crowd = new Crowd(1, new HostOptions { OutgoingBandwidth = limit });
        for (int i = 0; i < 5; i++) crowd.Join(i < 2 ? own : 0, packetsPerSecond: 100);
        crowd.Talk(seconds: 5);
        crowd.Talk(seconds: 10);
        long[] got = [.. crowd.Members.Select(member => member.BytesPerSecond)];
        Assert.That(got[..2], Is.All.InRange(own * 0.9, own * 1.1), "as much as they can take");

        // Of 300,000 bytes 110,000 are theirs, and 390,000 that are not theirs are offered: 15 of 32, and the one more that every throttle lets through.
        Assert.That(got[2..], Is.All.InRange(48_000, 52_000));
        Assert.That(got.Sum(), Is.LessThan(limit));
    }

    [Test]
    [Property("Requirement", "FLW-061, FLW-062, FLW-063, FLW-070, FLW-051")]
    public void Shares_add_up_to_the_limit_with_peers_that_are_limited_and_not_and_come_and_go() => Seeds.Each(usually: 10, seed =>
    {
        var random = new SimulationRandom(seed);
        uint limit = (uint)random.Between(100_000, 600_000);
        using var crowd = new Crowd(seed, new HostOptions { OutgoingBandwidth = limit });
        for (int change = 0; change < 8; change++)
        {
            if (crowd.Members.Count > 1 && random.Happens(35)) crowd.Leave(crowd.Members[random.Below(crowd.Members.Count)]);
            else crowd.Join(random.Happens(50) ? (uint)random.Between(20_000, 150_000) : 0, random.Between(40, 200));

            // The first second of a change counts by what was before it.
            crowd.Talk(seconds: 4);
            crowd.Talk(seconds: 4);
            string who = $"limit {limit}: {string.Join(' ', crowd.Members)}";
            long offered = crowd.Members.Sum(member => (long)member.OfferedBytesPerSecond);
            Assert.That(crowd.Members.Sum(member => member.BytesPerSecond), Is.LessThanOrEqualTo(limit + (offered / Steps) + (limit / 50)), who);
            foreach (Crowd.Member member in crowd.Members.Where(member => member.Incoming != 0))
            {
                Assert.That(member.BytesPerSecond, Is.LessThanOrEqualTo(member.Incoming + (member.OfferedBytesPerSecond / Steps) + (member.Incoming / 50)), $"{member} of {who}");
            }
        }
    });

    [Test]
    [Property("Requirement", "FLW-063")]
    public void When_the_others_have_gone_whoever_stays_gets_everything_again()
    {
        using var crowd = new Crowd(2, new HostOptions { OutgoingBandwidth = 200_000 });
        Crowd.Member staying = crowd.Join(0, packetsPerSecond: 150);
        Crowd.Member[] others = [crowd.Join(40_000, 200), crowd.Join(0, 200), crowd.Join(0, 200)];
        crowd.Talk(seconds: 10);
        Assert.That(staying.BytesPerSecond, Is.LessThan(80_000));
        foreach (Crowd.Member other in others) crowd.Leave(other);

        // The throttle climbs by two with each answer to a ping.
        crowd.Talk(seconds: 20);
        crowd.Talk(seconds: 5);
        Assert.That(staying.BytesPerSecond, Is.InRange(149_000, 151_000));
    }

    [Test]
    [Property("Requirement", "FLW-062")]
    public void However_little_a_peer_can_take_it_gets_a_thirty_second_of_what_is_offered()
    {
        using var crowd = new Crowd(3, new HostOptions());
        Crowd.Member tiny = crowd.Join(incoming: 100, packetsPerSecond: 320);
        crowd.Talk(seconds: 5);
        crowd.Talk(seconds: 10);
        Assert.That(tiny.Connection.ServerPeer.PacketThrottleLimit, Is.EqualTo(1));
        Assert.That(tiny.BytesPerSecond, Is.InRange(19_000, 21_000), "at throttle 1, two of 32");
    }

    [Test]
    [Property("Requirement", "FLW-050, FLW-062")]
    public void A_limit_that_a_peer_announces_later_is_kept_as_one_it_had_from_the_start()
    {
        using var crowd = new Crowd(4, new HostOptions());
        Crowd.Member member = crowd.Join(incoming: 0, packetsPerSecond: 200);
        crowd.Talk(seconds: 3);
        Assert.That(member.BytesPerSecond, Is.InRange(195_000, 205_000));
        member.Connection.Client.Core.SetBandwidthLimit(incoming: 50_000, outgoing: 0);
        crowd.Talk(seconds: 4);
        crowd.Talk(seconds: 5);
        Assert.That(member.BytesPerSecond, Is.LessThanOrEqualTo(50_000 + (200_000 / Steps)));
        member.Connection.Client.Core.SetBandwidthLimit(incoming: 0, outgoing: 0);
        crowd.Talk(seconds: 20);
        crowd.Talk(seconds: 5);
        Assert.That(member.BytesPerSecond, Is.InRange(195_000, 205_000));
    }

    [Test]
    [Property("Requirement", "FLW-070, FLW-071, FLW-072, FLW-073, DEV-049")]
    public void What_peers_are_told_that_they_may_send_adds_up_to_what_the_host_can_take() => Seeds.Each(usually: 10, seed =>
    {
        var random = new SimulationRandom(seed);
        uint limit = (uint)random.Between(100_000, 900_000);
        using var crowd = new Crowd(seed, new HostOptions { IncomingBandwidth = limit, KeepIncomingLimit = true });
        for (int change = 0; change < 10; change++)
        {
            if (crowd.Members.Count > 1 && random.Happens(35)) crowd.Leave(crowd.Members[random.Below(crowd.Members.Count)]);
            else crowd.Join(0, 0, random.Happens(60) ? (uint)random.Between(5_000, 300_000) : 0);
            crowd.Talk(seconds: 3);
            string who = $"limit {limit}: {string.Join(", ", crowd.Members.Select(member => $"{member.Outgoing} may send {member.Told}"))}";
            long sum = crowd.Members.Sum(member => (long)member.Told);
            Assert.That(sum, Is.LessThanOrEqualTo(limit), who);

            // Nothing is given away while somebody could use it: those who want more than their share divide the rest to the last byte.
            bool somebodyWantsMore = crowd.Members.Any(member => member.Outgoing == 0 || member.Outgoing > member.Told);
            if (somebodyWantsMore) Assert.That(sum, Is.GreaterThan(limit - crowd.Members.Count), who);
            else Assert.That(crowd.Members.All(member => member.Told >= Math.Min(member.Outgoing, limit)), Is.True, who);
        }
    });
}
