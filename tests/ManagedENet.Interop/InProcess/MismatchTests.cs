using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using ManagedENet.Interop.Live;

namespace ManagedENet.Interop.InProcess;

/// <summary>Two ends that differ in checksum or compressor must never believe that they are connected.</summary>
internal sealed class MismatchTests(Implementation server, Implementation client) : LiveFixture(server, client)
{
    /// <summary>The first attempt and the one after half a second.</summary>
    private static readonly TimeSpan LongEnough = TimeSpan.FromMilliseconds(800);

    private static readonly LiveHostOptions[] Kinds =
    [
        new(),
        new() { Checksum = true },
        new() { RangeCoder = true },
        new() { Checksum = true, RangeCoder = true },
    ];

    [Test]
    public void Ends_that_differ_do_not_connect_and_ends_that_agree_do()
    {
        // All sixteen at the same time, because each of them needs the whole while.
        List<(LiveHostOptions Server, LiveHostOptions Client, LivePair Pair)> attempts = [];
        foreach (LiveHostOptions serverKind in Kinds)
        {
            foreach (LiveHostOptions clientKind in Kinds)
            {
                LivePair pair = CreatePair(serverKind, clientKind);
                pair.BeginConnect(channelCount: 2, data: 3);
                attempts.Add((serverKind, clientKind, pair));
            }
        }

        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < LongEnough || (clock.Elapsed < LivePair.Patience && attempts.Exists(IsOnItsWay)))
        {
            bool busy = false;
            foreach ((_, _, LivePair pair) in attempts) busy |= pair.Step();
            if (!busy) attempts[0].Pair.Client.Service(timeoutMs: 1);
        }

        using (Assert.EnterMultipleScope())
        {
            foreach ((LiveHostOptions serverKind, LiveHostOptions clientKind, LivePair pair) in attempts)
            {
                ENetEventType[] expected = serverKind == clientKind ? [ENetEventType.Connect] : [];
                Assert.That(pair.Server.Events.Select(happened => happened.Type), Is.EqualTo(expected), $"the server with {serverKind}, the client with {clientKind}");
                Assert.That(pair.Client.Events.Select(happened => happened.Type), Is.EqualTo(expected), $"the client with {clientKind}, the server with {serverKind}");
            }
        }

        static bool IsOnItsWay((LiveHostOptions Server, LiveHostOptions Client, LivePair Pair) attempt) =>
            attempt.Server == attempt.Client && (attempt.Pair.Server.Events.Count == 0 || attempt.Pair.Client.Events.Count == 0);
    }
}
