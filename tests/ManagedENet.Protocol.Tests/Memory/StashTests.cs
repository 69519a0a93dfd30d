using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Memory;

namespace ManagedENet.Protocol.Tests.Memory;

[TestFixture]
internal sealed class StashTests
{
    [Test]
    [Property("Requirement", "LIM-012")]
    public void An_object_is_asked_for_and_used_again()
    {
        var ledger = new LedgerSide(BlockHolder.Incoming, 250, 250, 250, 10_000, slots: 1);
        Account account = default;
        var stash = new Stash<Thing>(100, () => new Thing());
        Thing first = stash.TryTake(ledger, ref account, Claim.Behind)!;
        Assert.That(stash.TryTake(ledger, ref account, Claim.Behind), Is.Not.Null.And.Not.SameAs(first));
        Assert.That(stash.TryTake(ledger, ref account, Claim.Behind), Is.Null, "the limit");
        Assert.That((account.Used, account.Behind, ledger.Held), Is.EqualTo((200L, 200L, 200L)));
        stash.Return(first, ledger, ref account, Claim.Behind);
        Assert.That((account.Used, account.Behind, ledger.Held), Is.EqualTo((100L, 100L, 100L)));
        Assert.That(stash.TryTake(ledger, ref account, Claim.Behind), Is.SameAs(first));
    }

    [Test]
    [Property("Requirement", "LIM-034")]
    public void What_was_not_needed_for_two_epochs_is_left_to_the_collector()
    {
        LedgerSide ledger = TestLedger.Open();
        Account account = default;
        var forgotten = new List<Thing>();
        var stash = new Stash<Thing>(100, () => new Thing(), forgotten.Add);
        Thing[] burst = Enumerable.Range(0, 50).Select(_ => stash.TryTake(ledger, ref account, Claim.Next)!).ToArray();
        foreach (Thing thing in burst) stash.Return(thing, ledger, ref account, Claim.Next);
        for (int epoch = 0; epoch < 3; epoch++)
        {
            Thing used = stash.TryTake(ledger, ref account, Claim.Next)!;
            stash.Return(used, ledger, ref account, Claim.Next);
            stash.EndEpoch();
        }

        MemoryMeasure measure = default;
        stash.Measure(ref measure);
        Assert.That(forgotten.Distinct().Count(), Is.InRange(40, 49));
        Assert.That(measure.IdleBytes, Is.EqualTo((50 - forgotten.Count) * 100L));
        for (int epoch = 0; epoch < 3; epoch++) stash.EndEpoch();
        Assert.That(forgotten.Distinct().Count(), Is.EqualTo(50), "and in the end all of them");
    }

    private sealed class Thing : IStashed<Thing>
    {
        public Thing? NextStashed { get; set; }
    }
}
