using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using ManagedENet.Transports;

namespace ManagedENet.Protocol.Tests.Impairment;

/// <summary>The queue against the simplest model that can be right: a list that is sorted, stably, by the time due.</summary>
[TestFixture]
internal sealed class NetworkImpairmentProperties
{
    [FsCheck.NUnit.Property(MaxTest = 200)]
    public bool Whatever_is_submitted_when_comes_out_sorted_by_due_time_and_then_by_order(ulong seed, byte[] steps)
    {
        var options = new NetworkImpairmentOptions { Seed = seed, JitterMs = 40, ReorderRate = 0.2, ReorderDelayMs = 60, DelayMs = 5 };
        var impairment = new NetworkImpairment(options);
        var model = new List<(long DueMs, int Number)>();
        long nowMs = 0;
        byte[] buffer = new byte[4];
        for (int i = 0; i < steps.Length; i++)
        {
            nowMs += steps[i] % 4;
            impairment.Submit(nowMs, ImpairmentRun.From, ImpairmentRun.To, BitConverter.GetBytes(i));
            model.Add((DueOf(options, i, nowMs), i));
            if (steps[i] < 128) continue;
            foreach ((long dueMs, int number) in model.Where(m => m.DueMs <= nowMs).OrderBy(m => m.DueMs).ToList())
            {
                if (impairment.NextDueMs != dueMs || !impairment.TryTake(nowMs, buffer, out _, out _, out _) || BitConverter.ToInt32(buffer) != number) return false;
                model.Remove((dueMs, number));
            }

            if (impairment.TryTake(nowMs, buffer, out _, out _, out _)) return false;
        }

        return impairment.Count == model.Count;
    }

    /// <summary>The due time of one datagram, found by sending all before it through a second impairment of the same seed.</summary>
    private static long DueOf(NetworkImpairmentOptions options, int number, long nowMs)
    {
        var twin = new NetworkImpairment(options);
        for (int i = 0; i < number; i++) twin.Submit(0, ImpairmentRun.From, ImpairmentRun.To, default);
        twin.Clear();
        twin.Submit(nowMs, ImpairmentRun.From, ImpairmentRun.To, default);
        return twin.NextDueMs;
    }
}
