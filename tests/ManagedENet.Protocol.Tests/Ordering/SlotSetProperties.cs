using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Ordering;

namespace ManagedENet.Protocol.Tests.Ordering;

/// <summary>Against a sorted set.</summary>
[TestFixture]
internal sealed class SlotSetProperties
{
    [FsCheck.NUnit.Property(MaxTest = 300)]
    public bool It_behaves_like_a_sorted_set(ushort size, (bool Adds, ushort Slot)[] steps)
    {
        int slots = (size % 4_095) + 1;
        var set = new SlotSet(slots);
        var model = new SortedSet<int>();
        foreach ((bool adds, ushort number) in steps)
        {
            int slot = number % slots;
            if (adds)
            {
                set.Add(slot);
                model.Add(slot);
            }
            else
            {
                set.Remove(slot);
                model.Remove(slot);
            }

            int from = (number * 7) % (slots + 1);
            int expected = model.Where(member => member >= from).DefaultIfEmpty(-1).First();
            if (set.NextFrom(from) != expected || set.Contains(slot) != adds || set.IsEmpty != (model.Count == 0)) return false;
        }

        return Walk(set).SequenceEqual(model);
    }

    [FsCheck.NUnit.Property(MaxTest = 200)]
    public bool Moving_leaves_one_empty_and_makes_the_other_the_union(ushort[] one, ushort[] other)
    {
        const int slots = 4_095;
        var source = new SlotSet(slots);
        var target = new SlotSet(slots);
        foreach (ushort slot in one) source.Add(slot % slots);
        foreach (ushort slot in other) target.Add(slot % slots);
        source.MoveTo(target);
        return source.IsEmpty && Walk(target).SequenceEqual(one.Concat(other).Select(slot => slot % slots).Distinct().Order());
    }

    [Test]
    public void The_last_slot_of_the_largest_host_is_found()
    {
        var set = new SlotSet(4_095);
        set.Add(4_094);
        Assert.That(set.NextFrom(0), Is.EqualTo(4_094));
        Assert.That(set.NextFrom(4_094), Is.EqualTo(4_094));
        Assert.That(set.NextFrom(4_095), Is.EqualTo(-1));
        Assert.That(set.NextFrom(1_000_000), Is.EqualTo(-1));
    }

    private static IEnumerable<int> Walk(SlotSet set)
    {
        for (int slot = set.NextFrom(0); slot >= 0; slot = set.NextFrom(slot + 1)) yield return slot;
    }
}
