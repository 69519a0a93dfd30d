using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Reception;
using ManagedENet.Protocol.Sending;

namespace ManagedENet.Protocol.Tests.Reception;

/// <summary>Against a stable sort.</summary>
[TestFixture]
internal sealed class GroupSortProperties
{
    [FsCheck.NUnit.Property(MaxTest = 500)]
    [Property("Requirement", "CHN-041")]
    public bool It_sorts_and_leaves_what_is_equal_in_the_order_of_arrival(ushort[] numbers, bool few)
    {
        var slab = new Slab<IncomingCommand>(ledger: null, IncomingCommand.SizeBytes);
        int first = -1;
        int last = -1;
        for (int i = 0; i < numbers.Length; i++)
        {
            ref IncomingCommand command = ref slab.Allocate(out int index);
            command.UnreliableSequence = few ? (ushort)(numbers[i] % 5) : numbers[i];
            command.SequenceCount = i;
            if (last < 0) first = index;
            else slab[last].Next = index;
            last = index;
        }

        List<(ushort, int)> expected = Enumerable.Range(0, numbers.Length).Select(i => (few ? (ushort)(numbers[i] % 5) : numbers[i], i)).OrderBy(pair => pair.Item1).ToList();
        var sorted = new List<(ushort, int)>();
        for (int index = first < 0 ? -1 : GroupSort.Sort(first, slab); index >= 0; index = slab[index].Next) sorted.Add((slab[index].UnreliableSequence, slab[index].SequenceCount));
        return sorted.SequenceEqual(expected);
    }
}
