using System;
using ManagedENet.Protocol.Memory;

namespace ManagedENet.Protocol.Reception;

/// <summary>
/// Brings a linked group of unreliable packets into the order of their numbers by merging: in place, in a time that no order can make quadratic, and what has the same
/// number stays in the order of arrival.
/// </summary>
/// <remarks>
/// <code>
///   runs of   1   2   4   8 ...      two runs of one length are merged into one of the next, as a binary counter carries
/// </code>
/// </remarks>
internal static class GroupSort
{
    private const int None = -1;

    // 2^32 packets in one group are more than any memory has.
    private const int Lengths = 32;

    /// <summary>Sorts a list that ends with -1, and answers its first entry.</summary>
    // Requirement: CHN-041, LIM-004
    public static int Sort(int first, Slab<IncomingCommand> slab)
    {
        Span<int> runs = stackalloc int[Lengths];
        runs.Fill(None);
        while (first != None)
        {
            int run = first;
            first = slab[run].Next;
            slab[run].Next = None;
            int length = 0;
            for (; runs[length] != None; length++)
            {
                run = Merge(runs[length], run, slab);
                runs[length] = None;
            }

            runs[length] = run;
        }

        int sorted = None;
        foreach (int run in runs) sorted = Merge(run, sorted, slab);
        return sorted;
    }

    // The first argument arrived earlier.
    private static int Merge(int earlier, int later, Slab<IncomingCommand> slab)
    {
        if (earlier == None) return later;
        int head = None;
        int last = None;
        while (earlier != None && later != None)
        {
            bool takesEarlier = slab[earlier].UnreliableSequence <= slab[later].UnreliableSequence;
            int taken = takesEarlier ? earlier : later;
            if (takesEarlier) earlier = slab[taken].Next;
            else later = slab[taken].Next;
            if (last == None) head = taken;
            else slab[last].Next = taken;
            last = taken;
        }

        int rest = earlier != None ? earlier : later;
        if (last == None) return rest;
        slab[last].Next = rest;
        return head;
    }
}
