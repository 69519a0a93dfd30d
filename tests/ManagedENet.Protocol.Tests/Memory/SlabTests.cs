using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Memory;
using ManagedENet.Shared;

namespace ManagedENet.Protocol.Tests.Memory;

[TestFixture]
internal sealed class SlabTests
{
    private const int EntryBytes = 12;

    [Test]
    public void Freed_entries_are_used_again_before_the_slab_grows()
    {
        Slab<ModelEntry> slab = New();
        int[] first = [slab.Allocate(), slab.Allocate(), slab.Allocate()];
        foreach (int index in first) slab.Free(index);
        int[] second = [slab.Allocate(), slab.Allocate(), slab.Allocate()];
        Assert.That(second, Is.EquivalentTo(first));
        Assert.That(slab.Allocate(), Is.EqualTo(3));
        Assert.That((slab[second[0]].Next, slab[second[0]].Previous, slab.Count, slab.Pages), Is.EqualTo((-1, -1, 4, 1)));
    }

    [Test]
    public void No_entry_moves_when_there_are_more()
    {
        Slab<ModelEntry> slab = New();
        ref ModelEntry first = ref slab.Allocate(out int index);
        for (int i = 0; i < 10_000; i++) slab.Allocate(out int other);
        first.Value = 7;
        Assert.That(slab[index].Value, Is.EqualTo(7));
    }

    [Test]
    [Property("Requirement", "LIM-034")]
    public void Pages_that_are_empty_go_back_after_a_burst_and_those_that_are_not_stay()
    {
        LedgerSide ledger = TestLedger.Open();
        Slab<ModelEntry> slab = New(ledger);
        int[] all = Enumerable.Range(0, 100_000).Select(_ => slab.Allocate()).ToArray();
        Assert.That((slab.Pages, ledger.Held), Is.EqualTo((1_563, 1_563L * ((64 * EntryBytes) + 24))));
        foreach (int index in all) slab[index].Value = index;

        // One of each thousandth stays, all over the pages.
        foreach (int index in all.Where(index => index % 1_000 != 7)) slab.Free(index);
        slab.EndEpoch();
        Assert.That(slab.Pages, Is.EqualTo(1_563), "not at once: what was needed may be needed again");
        for (int epoch = 0; epoch < 2; epoch++) slab.EndEpoch();
        Assert.That(slab.Pages, Is.InRange(100, 106));
        Assert.That(ledger.Held, Is.EqualTo(slab.Pages * ((64L * EntryBytes) + 24)));
        Assert.That(all.Where(index => index % 1_000 == 7).All(index => slab[index].Value == index), Is.True, "what is used stays where it is");
        int again = slab.Allocate();
        Assert.That(again, Is.LessThan(64), "the first pages are filled first");
        foreach (int index in all.Where(index => index % 1_000 == 7).Append(again)) slab.Free(index);
        for (int epoch = 0; epoch < 3; epoch++) slab.EndEpoch();
        Assert.That(slab.Pages, Is.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "LIM-005, LIM-034")]
    public void Traffic_that_comes_and_goes_allocates_nothing()
    {
        Slab<ModelEntry> slab = New();
        int[] indexes = new int[5_000];
        Wave(slab, indexes);
        long allocated = AllocatedBytes.OfEveryRound(() =>
        {
            for (int epoch = 0; epoch < 20; epoch++)
            {
                if (epoch % 2 == 0) Wave(slab, indexes);
                slab.EndEpoch();
            }
        });
        Assert.That(allocated, Is.Zero);
    }

    [Test]
    [Property("Requirement", "LIM-012")]
    public void A_page_is_asked_for_before_it_is_taken()
    {
        var ledger = new LedgerSide(BlockHolder.Outgoing, 10_000, 10_000, 10_000, 10_000, slots: 1);
        Slab<ModelEntry> slab = New(ledger);
        Assert.That((slab.HasRoom, slab.TryReserve(1, Claim.Queue), slab.HasRoom), Is.EqualTo((false, true, true)));
        Assert.That(slab.TryReserve(10_000, Claim.Queue), Is.False);
        Assert.That(ledger.Held, Is.InRange(10_000, 11_000), "a page at most beyond the limit");
        Assert.That(slab.TryReserve((slab.Pages * 64) + 1, Claim.Next), Is.True, "what is next is not refused a page");
    }

    [FsCheck.NUnit.Property(MaxTest = 200)]
    public bool Whatever_comes_and_goes_an_entry_has_its_place_to_itself((byte Step, ushort Which)[] steps)
    {
        LedgerSide ledger = TestLedger.Open();
        Slab<ModelEntry> slab = New(ledger);
        var taken = new Dictionary<int, int>();
        int next = 0;
        foreach ((byte step, ushort which) in steps)
        {
            int times = 1 + (which % 200);
            for (int i = 0; i < times; i++)
            {
                if (step % 3 == 0 && taken.Count > 0)
                {
                    int index = taken.Keys.ElementAt(which % taken.Count);
                    if (slab[index].Value != taken[index]) return false;
                    slab.Free(index);
                    taken.Remove(index);
                }
                else
                {
                    int index = slab.Allocate();
                    if (slab[index].Value != 0) return false;
                    slab[index].Value = ++next;
                    if (!taken.TryAdd(index, next)) return false;
                }
            }

            if (step % 5 == 0) slab.EndEpoch();
            MemoryMeasure measure = default;
            slab.Measure(ref measure);
            if (measure.PageBytes != ledger.Held || ledger.Held != slab.HeldBytes || slab.Count != taken.Count) return false;
        }

        return taken.All(entry => slab[entry.Key].Value == entry.Value);
    }

    private static Slab<ModelEntry> New(LedgerSide? ledger = null) => new(ledger, EntryBytes);

    private static void Wave(Slab<ModelEntry> slab, int[] indexes)
    {
        for (int i = 0; i < indexes.Length; i++) indexes[i] = slab.Allocate();
        for (int i = 0; i < indexes.Length; i++) slab.Free(indexes[(i * 7) % indexes.Length]);
    }
}
