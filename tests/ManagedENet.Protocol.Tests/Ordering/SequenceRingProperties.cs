using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Ordering;
using ManagedENet.Protocol.Tests.Memory;
using ManagedENet.Shared;

namespace ManagedENet.Protocol.Tests.Ordering;

/// <summary>Against a dictionary.</summary>
[TestFixture]
internal sealed class SequenceRingProperties
{
    [FsCheck.NUnit.Property(MaxTest = 500)]
    public bool It_behaves_like_a_dictionary((byte Step, ushort Number, ushort Value)[] steps, bool near, ushort start)
    {
        var ring = new SequenceRing(isBehind: true);
        LedgerSide ledger = TestLedger.Open();
        Account account = default;
        var model = new Dictionary<ushort, int>();
        foreach ((byte step, ushort number, ushort value) in steps)
        {
            ushort key = near ? (ushort)(start + (number % 50)) : number;
            switch (step % 8)
            {
                case 0 or 1 or 2 or 3:
                    ring.TrySet(key, value, ledger, ref account, Claim.Behind);
                    model[key] = value;
                    if (account.Used != ring.SizeBytes || account.Behind != account.Used) return false;
                    break;
                case 4 or 5:
                    int expected = model.Remove(key, out int old) ? old : -1;
                    if (ring.Remove(key) != expected) return false;
                    break;
                case 6:
                    if (ring.Find(key) != model.GetValueOrDefault(key, -1)) return false;
                    break;
                default:
                    if (value > 60_000)
                    {
                        ring.Clear(ledger, ref account);
                        model.Clear();
                        if (account.Used != 0) return false;
                    }

                    ring.EndInterval(ledger, ref account);

                    break;
            }

            if (ring.Count != model.Count) return false;
        }

        return model.All(entry => ring.Find(entry.Key) == entry.Value);
    }

    [FsCheck.NUnit.Property(MaxTest = 200)]
    public bool Taking_any_empties_it(ushort[] numbers)
    {
        var ring = new SequenceRing();
        Account account = default;
        foreach (ushort number in numbers) ring.TrySet(number, number, TestLedger.Open(), ref account, Claim.Must);
        var taken = new List<int>();
        for (int value = ring.TakeAny(); value >= 0; value = ring.TakeAny()) taken.Add(value);
        return ring.Count == 0 && taken.Order().SequenceEqual(numbers.Distinct().Select(number => (int)number).Order());
    }

    [Test]
    public void All_65536_numbers_fit_in_any_order()
    {
        var ring = new SequenceRing();
        Account account = default;
        LedgerSide ledger = TestLedger.Open();
        ushort[] numbers = Enumerable.Range(0, 65_536).Select(number => (ushort)number).ToArray();
        new Random(1).Shuffle(numbers);
        foreach (ushort number in numbers) ring.TrySet(number, number + 1, ledger, ref account, Claim.Must);
        Assert.That(ring.Count, Is.EqualTo(65_536));
        Assert.That(numbers.All(number => ring.Find(number) == number + 1), Is.True);
        Assert.That(ring.SizeBytes, Is.EqualTo((65_536 * 8) + 24), "it never takes more");
    }

    [Test]
    [Property("Requirement", "LIM-012")]
    public void A_ring_that_has_no_table_yet_finds_nothing_and_takes_nothing()
    {
        var ring = new SequenceRing();
        for (int number = 0; number < 65_536; number++)
        {
            Assert.That((ring.Find((ushort)number), ring.Remove((ushort)number), ring.TryPlace((ushort)number, 5)), Is.EqualTo((-1, -1, false)));
        }

        Assert.That((ring.TakeAny(), ring.Count, ring.SizeBytes), Is.EqualTo((-1, 0, 0L)));
    }

    [Test]
    [Property("Requirement", "LIM-012")]
    public void Every_byte_of_the_table_is_asked_for_and_what_is_refused_changes_nothing()
    {
        var ledger = new LedgerSide(BlockHolder.Incoming, 5_000, 5_000, 5_000, 5_000, slots: 1);
        Account account = default;
        var ring = new SequenceRing(isBehind: true);
        Assert.That(ring.TrySet(1, 10, ledger, ref account, Claim.Behind), Is.True);
        bool isSet = false;
        long taken = AllocatedBytes.OfEveryRound(() => isSet |= ring.TrySet(1 + 512, 11, ledger, ref account, Claim.Behind));
        Assert.That((isSet, taken), Is.EqualTo((false, 0L)), "1,024 places are too many, and it asks before it takes");
        Assert.That(ring.TrySet(1 + 256, 12, ledger, ref account, Claim.Behind), Is.True);
        Assert.That((ring.Find(1), ring.Find(513), ring.Find(257), ring.Count), Is.EqualTo((10, -1, 12, 2)));
        Assert.That((account.Used, account.Behind, ledger.Held), Is.EqualTo((ring.SizeBytes, ring.SizeBytes, ring.SizeBytes)));
        ring.Clear(ledger, ref account);
        Assert.That((account.Used, account.Behind, ledger.Held), Is.EqualTo((0L, 0L, 0L)));
    }

    [Test]
    [Property("Requirement", "LIM-034")]
    public void A_table_that_one_burst_made_large_becomes_small_again_and_one_that_is_needed_stays()
    {
        LedgerSide ledger = TestLedger.Open();
        Account account = default;
        var ring = new SequenceRing();
        for (int i = 0; i < 20_000; i++) ring.TrySet((ushort)i, i, ledger, ref account, Claim.Must);
        for (int i = 0; i < 19_990; i++) ring.Remove((ushort)i);
        for (int interval = 0; interval < 2; interval++) ring.EndInterval(ledger, ref account);
        Assert.That(ring.SizeBytes, Is.GreaterThan(20_000 * 8), "it was full a moment ago");
        for (int interval = 0; interval < 2; interval++) ring.EndInterval(ledger, ref account);
        Assert.That(ring.SizeBytes, Is.LessThan(200 * 8));
        Assert.That(Enumerable.Range(19_990, 10).All(i => ring.Find((ushort)i) == i), Is.True);
        Assert.That(account.Used, Is.EqualTo(ring.SizeBytes));

        // A window that comes and goes: it may grow again a few times, and then is left alone.
        Wave(ring, ledger, ref account, 60);
        Assert.That(AllocatedBytes.OfEveryRound(() => Wave(ring, ledger, ref account, 20)), Is.Zero);
    }

    private static void Wave(SequenceRing ring, LedgerSide ledger, ref Account account, int times)
    {
        for (int wave = 0; wave < times; wave++)
        {
            for (int i = 0; i < 300; i++) ring.TrySet((ushort)(20_000 + i), i, ledger, ref account, Claim.Must);
            for (int i = 0; i < 300; i++) ring.Remove((ushort)(20_000 + i));
            ring.EndInterval(ledger, ref account);
            ring.EndInterval(ledger, ref account);
        }
    }
}
