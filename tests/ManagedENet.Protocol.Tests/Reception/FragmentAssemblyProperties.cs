using System;
using System.Linq;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Reception;
using ManagedENet.Protocol.Sending;
using ManagedENet.Protocol.Tests.Memory;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Tests.Reception;

[TestFixture]
internal sealed class FragmentAssemblyProperties
{
    [FsCheck.NUnit.Property(MaxTest = 300)]
    [Property("Requirement", "FRG-017, LIM-003")]
    public bool A_packet_comes_out_whole_whatever_the_order_of_its_fragments(ushort totalSeed, ushort sizeSeed, int orderSeed)
    {
        int size = (sizeSeed % 1_500) + 1;
        int total = Math.Max(1, totalSeed % (size * 200));
        int count = (total + size - 1) / size;
        byte[] packet = new byte[total];
        new Random(orderSeed).NextBytes(packet);
        int[] order = Enumerable.Range(0, count).ToArray();
        new Random(orderSeed).Shuffle(order);

        var pool = new PacketPool(1 << 20);
        LedgerSide ledger = TestLedger.Open();
        Account account = default;
        var assembly = new FragmentAssembly(0);
        assembly.TryBegin(ShapeOf(total, size), pool, ledger, ref account, Claim.Behind);
        for (int i = 0; i < count - 1; i++)
        {
            if (assembly.Has(order[i])) return false;
            int offset = order[i] * size;
            if (!assembly.TryAdd(order[i], packet.AsSpan(offset, Math.Min(size, total - offset)), pool, ledger, ref account, Claim.Behind)) return false;
            if (!assembly.Has(order[i]) || assembly.Missing != count - i - 1) return false;
            if (assembly.BlockBytes != account.Used || ledger.Held != account.Used) return false;
        }

        byte[] result = new byte[total];
        int last = order[^1] * size;
        assembly.CopyTo(result, order[^1], packet.AsSpan(last, Math.Min(size, total - last)), pool);
        bool isWhole = !assembly.Has(order[^1]) && result.AsSpan().SequenceEqual(packet);
        assembly.Clear(pool, ledger, ref account);
        return isWhole && pool.RentedBlocks == 0 && account.Used == 0;
    }

    [Test]
    public void It_is_used_again_without_memory_of_what_it_held()
    {
        var pool = new PacketPool(1 << 20);
        LedgerSide ledger = TestLedger.Open();
        Account account = default;
        var assembly = new FragmentAssembly(0);
        foreach ((int total, int size, int number) in new[] { (60_000, 1, 59_999), (30, 10, 1), (60_000, 1, 59_998), (30, 10, 2) })
        {
            FragmentShape shape = ShapeOf(total, size);
            Assert.That(assembly.TryBegin(shape, pool, ledger, ref account, Claim.Behind), Is.True);
            Assert.That(assembly.Missing, Is.EqualTo(shape.Count));
            for (int i = 0; i < shape.Count; i++) Assert.That(assembly.Has(i), Is.False);
            Assert.That(assembly.TryAdd(number, new byte[size], pool, ledger, ref account, Claim.Behind), Is.True);
            Assert.That(assembly.Has(number), Is.True);
            assembly.Clear(pool, ledger, ref account);
        }

        Assert.That((pool.RentedBlocks, account.Used), Is.EqualTo((0, 0L)));
    }

    [TestCase(50)]
    [TestCase(28_672)]
    [TestCase(65_535)]
    [Property("Requirement", "LIM-014, LIM-012")]
    public void What_one_short_fragment_of_a_long_packet_takes_is_small_and_asked_for(int count)
    {
        var pool = new PacketPool(0);
        LedgerSide ledger = TestLedger.Open();
        Account account = default;
        FragmentShape shape = ShapeOf(count, 1);
        Take(shape, pool, ledger, ref account);
        account = default;
        long asked = ledger.Held;
        long before = GC.GetAllocatedBytesForCurrentThread();
        Take(shape, pool, ledger, ref account);
        long taken = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(taken, Is.LessThan(4_096 + (count / 8) + 1_024), "a block, a bit for each fragment, and the objects around them");
        Assert.That(account.Used + FragmentAssembly.ObjectBytes, Is.InRange(taken, taken + 64), "and what the ledger was asked for is what was taken");
        Assert.That(ledger.Held, Is.EqualTo(asked + account.Used));
    }

    [Test]
    [Property("Requirement", "LIM-014")]
    public void A_short_packet_takes_a_short_log()
    {
        var pool = new PacketPool(0);
        LedgerSide ledger = TestLedger.Open();
        Account account = default;
        Take(ShapeOf(100, 10), pool, ledger, ref account);
        Assert.That(account.Used, Is.LessThan(400));
    }

    private static void Take(in FragmentShape shape, PacketPool pool, LedgerSide ledger, ref Account account)
    {
        var assembly = new FragmentAssembly(0);
        assembly.TryBegin(shape, pool, ledger, ref account, Claim.Behind);
        assembly.TryAdd(0, new byte[shape.FragmentBytes], pool, ledger, ref account, Claim.Behind);
    }

    private static FragmentShape ShapeOf(int total, int size)
    {
        Assert.That(FragmentShape.TryDerive(FragmentShapeProperties.Cut(total, size, 0), 32 << 20, out FragmentShape shape), Is.True);
        return shape;
    }
}
