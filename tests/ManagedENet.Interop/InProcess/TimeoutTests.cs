using System;
using System.Diagnostics;
using System.Linq;
using ManagedENet.Interop.Live;

namespace ManagedENet.Interop.InProcess;

internal sealed class TimeoutTests(Implementation server, Implementation client) : LiveFixture(server, client)
{
    [Test]
    public void An_end_that_falls_silent_is_given_up_by_the_other([Values] End survivor)
    {
        LivePair pair = Connect();
        LiveEnd waiting = pair[survivor];
        waiting.Peer.Timeout(limit: 4, minimumMs: 200, maximumMs: 600);
        Assert.That(waiting.Peer.Send(0, [1], ENetPacketFlags.Reliable), Is.True);

        // The other end is not serviced any more, as if its process hung.
        var clock = Stopwatch.StartNew();
        while (!waiting.Disconnects.Any() && clock.Elapsed < LivePair.Patience) waiting.Service(timeoutMs: 1);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(waiting.Disconnects.Single().Data, Is.Zero);
            Assert.That(clock.Elapsed, Is.GreaterThan(TimeSpan.FromMilliseconds(150)));
            Assert.That(waiting.Peer.State, Is.EqualTo(ENetPeerState.Disconnected));
        }
    }

    [Test]
    public void An_idle_connection_notices_a_silent_end_by_its_pings([Values] End survivor)
    {
        LivePair pair = Connect();
        pair.PumpFor(TimeSpan.FromMilliseconds(100));
        LiveEnd waiting = pair[survivor];
        waiting.Peer.Timeout(limit: 4, minimumMs: 200, maximumMs: 600);

        var clock = Stopwatch.StartNew();
        while (!waiting.Disconnects.Any() && clock.Elapsed < LivePair.Patience) waiting.Service(timeoutMs: 1);
        Assert.That(waiting.Disconnects.Single().Data, Is.Zero);
    }

    [Test]
    public void An_attempt_that_nobody_answers_ends_with_a_disconnect()
    {
        LivePair pair = CreatePair();
        pair.BeginConnect();
        pair.Client.Peer.Timeout(limit: 2, minimumMs: 100, maximumMs: 700);
        var clock = Stopwatch.StartNew();
        while (!pair.Client.Disconnects.Any() && clock.Elapsed < LivePair.Patience) pair.Client.Service(timeoutMs: 1);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(pair.Client.Events.Single().Type, Is.EqualTo(ENetEventType.Disconnect));
            Assert.That(pair.Client.Events.Single().Data, Is.Zero);
        }
    }

    [Test]
    public void Idle_ends_keep_their_connection_with_pings()
    {
        LivePair pair = Connect();
        // Several pings; shorter time-outs than the usual ones would measure how long this machine leaves a process waiting.
        pair.PumpFor(TimeSpan.FromSeconds(2.2));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(pair.Server.Peer.State, Is.EqualTo(ENetPeerState.Connected));
            Assert.That(pair.Client.Peer.State, Is.EqualTo(ENetPeerState.Connected));
            Assert.That(pair.Server.Events, Has.Count.EqualTo(1));
            Assert.That(pair.Client.Events, Has.Count.EqualTo(1));
        }
    }
}
