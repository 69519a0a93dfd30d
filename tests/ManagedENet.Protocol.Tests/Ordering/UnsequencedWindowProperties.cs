using System.Collections.Generic;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Ordering;
using ManagedENet.Protocol.Tests.Memory;

namespace ManagedENet.Protocol.Tests.Ordering;

/// <summary>Against the wording of CHN-050.</summary>
[TestFixture]
internal sealed class UnsequencedWindowProperties
{
    private static readonly LedgerSide Ledger = TestLedger.Open();

    [FsCheck.NUnit.Property(MaxTest = 500)]
    [Property("Requirement", "CHN-050")]
    public bool Groups_are_taken_as_the_specification_says(ushort[] groups, bool near)
    {
        UnsequencedWindow window = default;
        int b = 0;
        var bits = new HashSet<int>();
        int last = 0;
        foreach (ushort raw in groups)
        {
            int g = near ? (last + (raw % 700)) % 65_536 : raw;
            last = g;
            if (TakesNext(ref b, bits, g) != Take(ref window, (ushort)g)) return false;
            if (Take(ref window, (ushort)g)) return false;
        }

        return true;
    }

    [Test]
    public void Clearing_starts_anew()
    {
        UnsequencedWindow window = default;
        Account account = default;
        Assert.That(Take(ref window, 5_000), Is.True);
        Assert.That(Take(ref window, 1), Is.False, "an earlier block");
        window.Clear(Ledger, ref account);
        Assert.That(Take(ref window, 1), Is.True);
        Assert.That(Take(ref window, 1), Is.False);
    }

    [Test]
    public void A_group_that_was_admitted_but_not_marked_is_admitted_again()
    {
        UnsequencedWindow window = default;
        Account account = default;
        Assert.That(window.Admits(3), Is.True);
        Assert.That(window.Admits(3), Is.True, "the packet found no room, so it is not remembered");
        window.Mark(3, Ledger, ref account);
        Assert.That(window.Admits(3), Is.False);
    }

    private static bool Take(ref UnsequencedWindow window, ushort group)
    {
        if (!window.Admits(group)) return false;
        Account account = default;
        window.Mark(group, Ledger, ref account);
        return true;
    }

    private static bool TakesNext(ref int b, HashSet<int> bits, int g)
    {
        int i = g % 1024;
        int x = g < b ? g + 65_536 : g;
        if (x >= b + (32 * 1024)) return false;
        if (g - i != b)
        {
            b = g - i;
            bits.Clear();
        }

        return bits.Add(i);
    }
}
