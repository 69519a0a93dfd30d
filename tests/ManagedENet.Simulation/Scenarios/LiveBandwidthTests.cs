using System;
using System.Linq;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Scenarios;

/// <summary>What a host can take and may send is changed while it runs: what follows is seen on the line.</summary>
[TestFixture(ENetCongestionControl.Native)]
[TestFixture(ENetCongestionControl.Cubic)]
internal sealed class LiveBandwidthTests
{
    private const uint Limit = 100_000;

    private readonly ENetCongestionControl _rules;

    public LiveBandwidthTests(ENetCongestionControl rules) => _rules = rules;

    [Test]
    [Property("Requirement", "FLW-070")]
    public void A_limit_of_either_direction_holds_within_seconds_of_being_set_and_goes_when_it_is_lifted([Values] bool isIncoming, [Values] bool isReliable)
    {
        using var world = new VirtualWorld();
        VirtualHost receiver = world.AddHost("receiver", new HostOptions { CongestionControl = _rules, KeepIncomingLimit = true });
        VirtualHost sender = world.AddHost("sender", new HostOptions { CongestionControl = _rules });
        receiver.KeepsEvents = sender.KeepsEvents = false;
        VirtualPair pair = world.Connect(sender, receiver);
        byte[] payload = new byte[1_000];
        double before = Rate(3_000);
        Assert.That(before, Is.GreaterThan(500_000), "a megabyte in a second is offered");
        if (isIncoming) receiver.Core.SetBandwidthLimit(Limit, 0);
        else sender.Core.SetBandwidthLimit(0, Limit);
        Rate(4_000);
        double limited = Rate(4_000);
        receiver.Core.SetBandwidthLimit(0, 0);
        sender.Core.SetBandwidthLimit(0, 0);
        Rate(10_000);
        double after = Rate(3_000);
        TestContext.Out.WriteLine($"{_rules} {(isIncoming ? "incoming" : "outgoing")} {(isReliable ? "reliable" : "unreliable")}: {before:F0}, {limited:F0}, {after:F0}");
        // Native's rules bound what is reliable by a smaller window alone. What another host can take thins unreliable packets in steps of a thirty-second by any rules.
        bool isThinned = !isReliable && (isIncoming || _rules == ENetCongestionControl.Native);
        double most = isThinned ? Limit + (before / 32) : _rules == ENetCongestionControl.Native ? before * 0.6 : Limit * 1.1;
        Assert.That(limited, Is.InRange(Limit * 0.5, most));
        Assert.That(after, Is.GreaterThan(before * 0.7));
        Assert.That(pair.ClientPeer.State, Is.EqualTo(ENetPeerState.Connected));

        double Rate(int ms)
        {
            world.Network.ClearLog();
            for (int i = 0; i < ms; i++)
            {
                if (!isReliable || sender.Core.OutgoingQueuedBytes < 200_000) pair.ClientPeer.Send(0, payload, isReliable ? ENetPacketFlags.Reliable : ENetPacketFlags.Unsequenced);
                world.Run(1);
            }

            return world.Network.Log.Where(sent => sent.From == sender.Address).Sum(sent => (long)sent.Bytes.Length) * 1_000.0 / ms;
        }
    }
}
