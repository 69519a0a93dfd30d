using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Ordering;

namespace ManagedENet.Protocol.Tests.Hosting;

/// <summary>Against a dictionary of deadlines.</summary>
[TestFixture]
internal sealed class DeadlineTableProperties
{
    [FsCheck.NUnit.Property(MaxTest = 300)]
    public bool Who_is_due_is_found_and_the_bound_never_lies_behind_a_deadline((byte Slot, short Offset, bool Collects)[] steps)
    {
        const int slots = 70;
        var table = new DeadlineTable(slots);
        var model = new Dictionary<int, long>();
        long nowUs = 100_000_000;
        foreach ((byte step, short offset, bool collects) in steps)
        {
            int slot = step % slots;
            if (!collects)
            {
                long deadline = offset == 0 ? long.MaxValue : nowUs + (offset * 1000L);
                table.Set(slot, deadline);
                model[slot] = deadline;
            }
            else
            {
                nowUs += (offset & 0xFF) * 1000;
                var due = new SlotSet(slots);
                table.Collect(nowUs, due);
                List<int> expected = model.Where(entry => entry.Value <= nowUs).Select(entry => entry.Key).Order().ToList();
                if (!Walk(due).SequenceEqual(expected)) return false;
                foreach (int found in expected) model[found] = long.MaxValue;
            }

            if (model.Count > 0 && table.Bound > model.Values.Min()) return false;
        }

        return true;
    }

    [Test]
    [Property("Requirement", "LIM-007")]
    public void Before_the_bound_nobody_is_looked_at()
    {
        var table = new DeadlineTable(4_095);
        var due = new SlotSet(4_095);
        Assert.That(table.Bound, Is.EqualTo(long.MaxValue), "nobody has a deadline");
        table.Set(4_094, 500_000);
        table.Set(7, 900_000);
        table.Collect(499_999, due);
        Assert.That((due.IsEmpty, table.Bound), Is.EqualTo((true, 500_000L)));
        table.Collect(500_000, due);
        Assert.That((due.Contains(4_094), due.Contains(7), table.Bound), Is.EqualTo((true, false, 900_000L)));
    }

    [Test]
    [Property("Requirement", "LIM-007")]
    public void Deadlines_that_lie_close_together_cost_one_walk_a_millisecond_and_nobody_waits_longer()
    {
        const int slots = 1_000;
        var table = new DeadlineTable(slots);
        for (int slot = 0; slot < slots; slot++) table.Set(slot, 50_000 + slot);
        int found = 0;
        int walks = 0;
        for (long nowUs = 50_000; nowUs <= 52_000; nowUs += 10)
        {
            if (nowUs >= table.Bound) walks++;
            var due = new SlotSet(slots);
            table.Collect(nowUs, due);
            foreach (int slot in Walk(due))
            {
                found++;
                Assert.That(nowUs - (50_000 + slot), Is.InRange(0, 1_000));
            }
        }

        Assert.That((found, walks), Is.EqualTo((slots, 2)));
    }

    private static IEnumerable<int> Walk(SlotSet set)
    {
        for (int slot = set.NextFrom(0); slot >= 0; slot = set.NextFrom(slot + 1)) yield return slot;
    }
}
