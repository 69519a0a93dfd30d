using System;
using System.Linq;
using ManagedENet.Protocol.Ordering;

namespace ManagedENet.Protocol.Tests.Ordering;

/// <summary>Against the wording of CHN-010 and CHN-011: sixteen counts, and a look at eleven of them.</summary>
[TestFixture]
internal sealed class ReliableWindowGateProperties
{
    [FsCheck.NUnit.Property(MaxTest = 500)]
    [Property("Requirement", "CHN-010, CHN-011")]
    public bool It_is_closed_when_the_specification_says_so(ushort[] entered, ushort[] left, byte window)
    {
        var gate = new ReliableWindowGate();
        int[] counts = new int[16];
        foreach (ushort sequence in entered)
        {
            gate.Enter(sequence);
            counts[sequence / 4096]++;
        }

        foreach (ushort sequence in left)
        {
            gate.Exit(sequence);
            if (counts[sequence / 4096] > 0) counts[sequence / 4096]--;
        }

        int w = window % 16;
        bool mustWait = counts[(w + 15) % 16] >= 4096 || Enumerable.Range(w, 10).Any(other => counts[other % 16] > 0);
        return gate.IsClosedFor((ushort)(w * 4096)) == mustWait && !gate.IsClosedFor((ushort)((w * 4096) + 1));
    }

    [Test]
    [Property("Requirement", "CHN-011")]
    public void Every_single_used_window_closes_the_ten_gates_it_stands_in_the_way_of()
    {
        for (int used = 0; used < 16; used++)
        {
            var gate = new ReliableWindowGate();
            gate.Enter((ushort)(used * 4096));
            for (int w = 0; w < 16; w++)
            {
                bool isInTheWay = (used - w + 16) % 16 < 10;
                Assert.That(gate.IsClosedFor((ushort)(w * 4096)), Is.EqualTo(isInTheWay), $"window {used} used, window {w} wanted");
            }
        }
    }

    [Test]
    [Property("Requirement", "CHN-011")]
    public void A_previous_window_that_is_completely_in_flight_closes_it()
    {
        var gate = new ReliableWindowGate();
        for (int i = 0; i < 4095; i++) gate.Enter((ushort)(4096 + i));
        Assert.That(gate.IsClosedFor(8192), Is.False);
        gate.Enter(8191);
        Assert.That(gate.IsClosedFor(8192), Is.True);
        gate.Exit(5000);
        Assert.That(gate.IsClosedFor(8192), Is.False);
        gate.Enter(1);
        gate.Clear();
        Assert.That(Enumerable.Range(0, 16).Any(w => gate.IsClosedFor((ushort)(w * 4096))), Is.False);
    }
}
