using System;
using System.Collections.Generic;
using System.Linq;

namespace ManagedENet.Tests.Calls;

/// <summary>A peer whose connection is over stays what it was: its facts can be read, and its wishes change nothing, whoever sits in its slot now.</summary>
public sealed class EndedPeerTests
{
    /// <summary>How the connection ended.</summary>
    public enum End
    {
        Reset,
        DisconnectNow,
        ByRemote,
        Timeout,
    }

    [Test]
    public void Every_member_of_a_peer_whose_connection_is_over_works_and_changes_nothing([Values] End end, [Values] bool isSlotTaken)
    {
        var faults = new List<string>();
        (PublicCall Call, int Sets)[] calls;
        using (var first = new CallWorld()) calls = PublicCall.Of(typeof(ENetPeer), first.Arguments).Select(call => (call, first.Arguments.SetsFor(call).Count)).ToArray();
        PublicCall[] facts = calls.Select(known => known.Call).Where(call => call.IsFact && call.MemberName != nameof(ENetPeer.Tag)).ToArray();
        foreach ((PublicCall call, int sets) in calls)
        {
            for (int set = 0; set < sets; set++)
            {
                using var world = new CallWorld();
                EndConnection(world, end);
                ENetPeer? newer = isSlotTaken ? world.Host.Connect(world.Remote.LocalEndPoint) : null;
                object?[] arguments = world.Arguments.SetsFor(call)[set]();
                string written = $"{call} with ({string.Join(", ", arguments)})";
                string[] before = FactsOf(world.Peer, facts);
                string[] newerBefore = newer is null ? [] : FactsOf(newer, facts);
                Exception? thrown = Outcome.Of(() =>
                {
                    object? result = null;
                    try
                    {
                        result = call.Invoke(world.Peer, arguments);
                    }
                    finally
                    {
                        world.Release(call, result, arguments);
                    }

                    if (result is ENetSendResult answer) Assert.That(answer, Is.EqualTo(ENetSendResult.NotConnected));
                    if (result is bool isDone && call.Method.Name == nameof(ENetPeer.TryReceive)) Assert.That(isDone, Is.False);
                });
                if (thrown is not null && !Outcome.IsClear(thrown)) faults.Add($"{written}: {thrown}");
                string[] changed = FactsOf(world.Peer, facts).Except(before, StringComparer.Ordinal).ToArray();
                if (changed.Length > 0) faults.Add($"{written} has changed {string.Join(", ", changed)}");
                changed = newer is null ? [] : FactsOf(newer, facts).Except(newerBefore, StringComparer.Ordinal).ToArray();
                if (changed.Length > 0) faults.Add($"{written} has changed {string.Join(", ", changed)} of the newer peer of its slot");
                newer?.Reset();
                if (world.FindFault() is { } fault) faults.Add($"{written}: {fault}");
            }
        }

        Assert.That(faults, Is.Empty, string.Join("\n\n", faults));
    }

    private static void EndConnection(CallWorld world, End end)
    {
        switch (end)
        {
            case End.Reset:
                world.Peer.Reset();
                break;
            case End.DisconnectNow:
                world.Peer.DisconnectNow(3);
                break;
            case End.ByRemote:
                world.AtRemote.Disconnect(4);
                break;
            case End.Timeout:
                world.AtRemote.Reset();
                world.Peer.SetTimeout(1, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1));
                break;
        }

        for (int i = 0; world.Peer.State != ENetPeerState.Disconnected; i++) world.Step(world.Host, i).Packet.Dispose();
    }

    /// <summary>Everything there is to read, but for what is the application's own.</summary>
    private static string[] FactsOf(ENetPeer peer, PublicCall[] facts) => facts.Select(call => $"{call.MemberName} {call.Invoke(peer, [])}").ToArray();
}
