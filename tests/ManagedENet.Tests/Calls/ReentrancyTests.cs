using System;
using System.Collections.Generic;
using System.Linq;

namespace ManagedENet.Tests.Calls;

/// <summary>
/// Every public call of a host and a peer from inside everything that a host calls: it works or says what is wrong, and the host works afterwards. Codecs are no place to
/// use a host from.
/// </summary>
public sealed class ReentrancyTests
{
    private static readonly string[] Refused = [nameof(ENetHost.Service), nameof(ENetHost.CheckEvents), nameof(ENetHost.Dispose), nameof(ENetHost.Close)];

    [Test]
    public void A_call_from_inside_a_callback_works_or_is_refused_and_the_host_goes_on(
        [Values] Callback callback, [Values(typeof(ENetHost), typeof(ENetPeer))] Type type, [Values] bool onHandlerFace)
    {
        if (IsOfHandler(callback) && !onHandlerFace) return;
        var faults = new List<string>();
        IReadOnlyList<PublicCall> calls;
        using (var first = new CallWorld()) calls = PublicCall.Of(type, first.Arguments);
        foreach (PublicCall call in calls)
        {
            // Of peers: the one that the callback is about, and another.
            foreach (bool isAtHand in type == typeof(ENetPeer) && IsOfHandler(callback) ? new[] { true, false } : [false])
            {
                string written = "";
                string? refusal = null;
                using var host = new CalledBack(callback, onHandlerFace, (host, peer) =>
                {
                    CallWorld world = host.World;
                    object? target = !call.NeedsTarget ? null : isAtHand ? peer : world.Arguments.Usual(type, $"{call}");
                    object?[] arguments = world.Arguments.SetsFor(call)[0]();
                    written = $"{call} with ({string.Join(", ", arguments)}) on {target}";
                    object? result = null;
                    Exception? thrown = Outcome.Of(() => result = call.Invoke(target, arguments));
                    world.Release(call, result, arguments);
                    bool mustRefuse = call.NeedsTarget && Refused.Contains(call.Method.Name);
                    if (thrown is not null ? !Outcome.IsClear(thrown) : mustRefuse) refusal = thrown?.ToString() ?? "it was not refused";
                });
                string? fault = host.Run();
                if ((refusal ?? fault ?? host.World.FindFault()) is { } found) faults.Add($"{written}: {found}");
            }
        }

        Assert.That(faults, Is.Empty, string.Join("\n\n", faults));
    }

    [Test]
    public void A_handler_may_end_the_peer_at_hand_and_give_its_slot_away_at_once(
        [Values(Callback.OnConnect, Callback.OnReceive)] Callback callback, [Values] bool isReset, [Values] bool flushes)
    {
        ENetPeer? newer = null;
        using var host = new CalledBack(callback, onHandlerFace: true, (host, peer) =>
        {
            if (isReset) peer!.Reset();
            else peer!.DisconnectNow();
            if (flushes) host.World.Host.Flush();
            newer = host.World.Host.Connect(host.World.Remote.LocalEndPoint);
            if (isReset) Assert.That(newer.Id, Is.EqualTo(peer.Id), "the slot is free at once");
        });
        Assert.That(host.Run(), Is.Null);
        Assert.That(newer!.State, Is.EqualTo(ENetPeerState.Connected));
        Assert.That(host.World.FindFault(), Is.Null);
    }

    [Test]
    public void Every_method_of_a_handler_is_among_the_callbacks()
    {
        IEnumerable<string> methods = typeof(IENetHandler).GetMethods().Select(method => method.Name);
        Assert.That(methods, Is.SubsetOf(Enum.GetNames<Callback>()), "add what is new to the callbacks, and to the host that is called back");
    }

    private static bool IsOfHandler(Callback callback) => callback is Callback.OnConnect or Callback.OnReceive or Callback.OnDisconnect or Callback.OnWritable;
}
