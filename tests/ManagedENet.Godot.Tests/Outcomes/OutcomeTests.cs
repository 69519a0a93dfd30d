using System;
using System.Collections.Generic;
using System.Linq;

namespace ManagedENet.Godot.Tests.Outcomes;

/// <summary>
/// Creating servers, connecting clients, sending and receiving, reliably and not: each tried thousands of times through 5 % loss. The table it prints is the one in docs/godot.md.
/// </summary>
[TestFixture(GodotWireVersion.Godot4)]
[TestFixture(GodotWireVersion.Godot3)]
public sealed class OutcomeTests(GodotWireVersion version)
{
    [Test]
    public void Everything_works_often_enough()
    {
        var run = new OutcomeRun(version);
        IReadOnlyList<OutcomeRow> rows = run.Run();
        TestContext.Out.WriteLine($"{version}, {run.Retransmissions} retransmissions, {100 * run.UnreliableShare:0.0} % of the unreliable packets arrived");
        TestContext.Out.WriteLine("| outcome | | tried | worked | rate | target |\n|---|---|---:|---:|---:|---:|");
        foreach (OutcomeRow row in rows) TestContext.Out.WriteLine(row);
        using (Assert.EnterMultipleScope())
        {
            foreach (OutcomeRow row in rows.Where(row => row.Target is not null)) Assert.That(row.Rate, Is.GreaterThanOrEqualTo(row.Target!.Value), row.ToString());
            Assert.That(run.Retransmissions, Is.GreaterThan(300), "the network must have lost something");
            Assert.That(run.UnreliableShare, Is.InRange(0.90, 0.99));
            Assert.That(rows.Sum(row => row.Tried), Is.GreaterThan(10_000));
        }
    }
}
