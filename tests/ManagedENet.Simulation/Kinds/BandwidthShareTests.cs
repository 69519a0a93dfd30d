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

    [Test]
    [Property("Requirement", "FLW-060, FLW-062, FLW-071")]
    public void A_run_looks_at_each_of_4_000_limited_peers_as_often_as_at_each_of_40([Values] bool incoming)
    {
        double few = LooksPerPeer(40, incoming), many = LooksPerPeer(4_000, incoming);
        Assert.That(many, Is.LessThanOrEqualTo(few + 0.5));
        Assert.That(many, Is.LessThanOrEqualTo(6));
    }

    [Test]
    [Property("Requirement", "FLW-061, FLW-062, FLW-063, FLW-064")]
    public void Throttle_limits_are_those_of_the_rounds_of_the_specification() => Seeds.Each(usually: 60, seed =>
    {
        var random = new SimulationRandom(seed);
        using var world = new VirtualWorld(seed);
        uint outgoing = random.Happens(70) ? (uint)random.Between(1_000, 400_000) : 0;
        VirtualHost host = world.AddHost("host", new HostOptions { OutgoingBandwidth = outgoing });
        long startMs = world.NowMs;
        Connection[] peers = [.. Enumerable.Range(1, random.Between(1, 25)).Select(i => world.AddWirePeer(host).Connect(
            new WireProposal { ConnectId = (uint)i, IncomingBandwidth = random.Happens(60) ? (uint)random.Between(1, 50_000) : 0u }))];
        foreach (Connection peer in peers)
        {
            for (int i = random.Below(40); i > 0; i--) peer.Send(0, new byte[random.Below(1_000)], ENetPacketFlags.None);
        }

        long elapsedMs = random.Between(1_000, 1_500);
        uint[] expected = ByRounds([.. peers.Select(peer => (peer.IncomingBandwidth, (ulong)peer.QueuedInRound))], outgoing, (ulong)elapsedMs);
        host.Core.AdvanceTime((startMs + elapsedMs) * 1000);
        Assert.That(peers.Select(peer => peer.PacketThrottleLimit), Is.EqualTo(expected));
    });

    // FLW-061 to 063 word for word.
    private static uint[] ByRounds((uint Incoming, ulong Queued)[] peers, uint outgoing, ulong elapsedMs)
    {
        uint[] limits = new uint[peers.Length];
        ulong budget = outgoing == 0 ? ulong.MaxValue : outgoing * elapsedMs / 1_000;
        ulong total = outgoing == 0 ? 0 : (ulong)peers.Sum(peer => (long)peer.Queued);
        ulong Throttle() => total <= budget ? 32 : budget * 32 / total;
        for (bool hasFixed = true; hasFixed;)
        {
            hasFixed = false;
            ulong throttle = Throttle();
            for (int i = 0; i < peers.Length; i++)
            {
                ulong share = peers[i].Incoming * elapsedMs / 1_000;
                if (peers[i].Incoming == 0 || limits[i] != 0 || throttle * peers[i].Queued / 32 <= share) continue;
                limits[i] = (uint)Math.Max(share * 32 / peers[i].Queued, 1);
                if (outgoing != 0) budget -= share;
                if (outgoing != 0) total -= share;
                hasFixed = true;
            }
        }

        return [.. limits.Select(limit => limit != 0 ? limit : (uint)Throttle())];
    }

    private static double LooksPerPeer(int count, bool incoming)
    {
        const uint limit = 4_000_000_000;
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host", new HostOptions
        {
            PeerLimit = count,
            GreylistFrom = 0,
            IncomingBandwidth = incoming ? limit : 0u,
            OutgoingBandwidth = incoming ? 0u : 250u * (uint)count,
            KeepIncomingLimit = true,
        });
        long startMs = world.NowMs;
        uint[] bandwidths = Staircase(count, limit);
        for (int i = 0; i < count; i++)
        {
            WirePeer remote = world.AddWirePeer(host);
            Connection peer = remote.Connect(new WireProposal { ConnectId = (uint)i + 1, OutgoingBandwidth = bandwidths[i], IncomingBandwidth = incoming ? 0u : 100u + (10 * ((uint)i % 40)) });
            if (!incoming) peer.Send(0, new byte[1_000], ENetPacketFlags.None);
        }

        long before = host.Core.BandwidthLooks;
        host.Core.AdvanceTime((startMs + 1_000) * 1000);
        return (host.Core.BandwidthLooks - before) / (double)count;
    }

    // Steps of which each is fixed one round later than the one below it, which makes as many rounds as there can be.
    private static uint[] Staircase(int count, ulong budget)
    {
        const int steps = 8;
        uint[] bandwidths = new uint[count];
        ulong own = 1;
        for (int i = 0; i < count; i++)
        {
            if (i > 0 && i % (count / steps) == 0)
            {
                ulong taken = 0;
                for (int j = 0; j < i - (count / steps); j++) taken += bandwidths[j];
                own = (budget - taken) / (ulong)(count - i + (count / steps));
            }

            bandwidths[i] = (uint)own;
        }

        return bandwidths;
    }
}
