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
        long nowMs = 100_000;
        foreach ((byte step, short offset, bool collects) in steps)
        {
            int slot = step % slots;
            if (!collects)
            {
                long deadline = offset == 0 ? long.MaxValue : nowMs + offset;
                table.Set(slot, deadline);
                model[slot] = deadline;
            }
            else
            {
                nowMs += offset & 0xFF;
                var due = new SlotSet(slots);
                table.Collect(nowMs, due);
                List<int> expected = model.Where(entry => entry.Value <= nowMs).Select(entry => entry.Key).Order().ToList();
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
        table.Set(4_094, 500);
        table.Set(7, 900);
        table.Collect(499, due);
        Assert.That((due.IsEmpty, table.Bound), Is.EqualTo((true, 500L)));
        table.Collect(500, due);
        Assert.That((due.Contains(4_094), due.Contains(7), table.Bound), Is.EqualTo((true, false, 900L)));
    }

    private static IEnumerable<int> Walk(SlotSet set)
    {
        for (int slot = set.NextFrom(0); slot >= 0; slot = set.NextFrom(slot + 1)) yield return slot;
    }
}
