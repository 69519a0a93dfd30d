using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Memory;

namespace ManagedENet.Protocol.Tests.Memory;

/// <summary>Two lists that share a slab, against two ordinary lists.</summary>
[TestFixture]
internal sealed class SlabListProperties
{
    [FsCheck.NUnit.Property(MaxTest = 500)]
    public bool They_behave_like_ordinary_lists((bool First, byte Step, byte Place)[] steps)
    {
        var slab = new Slab<ModelEntry>(ledger: null, entryBytes: 12);
        SlabList[] lists = [SlabList.Empty, SlabList.Empty];
        List<int>[] models = [[], []];
        int next = 0;
        foreach ((bool first, byte step, byte place) in steps)
        {
            int which = first ? 0 : 1;
            List<int> model = models[which];
            if (step % 4 == 0 && model.Count > 0)
            {
                int at = place % model.Count;
                int index = IndexAt(slab, lists[which], at);
                if (at == 0 && step % 8 == 0) lists[which].TakeFirst(slab);
                else lists[which].Remove(slab, index);
                slab.Free(index);
                model.RemoveAt(at);
            }
            else
            {
                int index = slab.Allocate();
                if (slab[index].Value != 0) return false;
                slab[index].Value = ++next;
                int at = step % 4 == 1 ? place % (model.Count + 1) : model.Count;
                if (at == model.Count && step % 8 == 2) lists[which].AppendNew(slab, index, ref slab[index]);
                else lists[which].InsertBefore(slab, IndexAt(slab, lists[which], at), index);
                model.Insert(at, next);
            }

            if (slab.Count != models[0].Count + models[1].Count) return false;
            if (!Walk(slab, lists[which]).SequenceEqual(model) || !WalkBack(slab, lists[which]).SequenceEqual(model.AsEnumerable().Reverse())) return false;
            if (lists[which].IsEmpty != (model.Count == 0)) return false;
        }

        return true;
    }

    private static int IndexAt(Slab<ModelEntry> slab, SlabList list, int position)
    {
        int index = list.Head;
        for (int i = 0; i < position && index >= 0; i++) index = slab[index].Next;
        return index;
    }

    private static IEnumerable<int> Walk(Slab<ModelEntry> slab, SlabList list)
    {
        for (int index = list.Head; index >= 0; index = slab[index].Next) yield return slab[index].Value;
    }

    private static IEnumerable<int> WalkBack(Slab<ModelEntry> slab, SlabList list)
    {
        for (int index = list.Tail; index >= 0; index = slab[index].Previous) yield return slab[index].Value;
    }
}
