using ManagedENet.Interop.Live;

namespace ManagedENet.Interop.InProcess;

internal sealed class ThrottleTests(Implementation server, Implementation client) : LiveFixture(server, client)
{
    private static readonly ThrottleSettings Settings = new(IntervalMs: 1234, Acceleration: 5, Deceleration: 9);

    [Test]
    public void A_throttle_configured_on_one_end_holds_on_both([Values] End configurer)
    {
        LivePair pair = Connect();
        pair[configurer].Peer.ThrottleConfigure(Settings);
        pair.Await(() => pair.Server.Peer.Throttle == Settings && pair.Client.Peer.Throttle == Settings, "both ends to take the settings");
    }
}
