using System;
using System.Linq;
using ManagedENet.Protocol.Buffers;
using ManagedENet.Protocol.Channels;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Tests.Channels;

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
        var assembly = new FragmentAssembly();
        assembly.Begin(ShapeOf(total, size));
        for (int i = 0; i < count; i++)
        {
            if (assembly.IsComplete || assembly.Has(order[i])) return false;
            int offset = order[i] * size;
            assembly.Add(order[i], packet.AsSpan(offset, Math.Min(size, total - offset)), pool);
            if (!assembly.Has(order[i]) || assembly.Missing != count - i - 1) return false;
        }

        byte[] result = new byte[total];
        assembly.CopyTo(result);
        bool isWhole = assembly.IsComplete && result.AsSpan().SequenceEqual(packet);
        assembly.Clear(pool);
        return isWhole && pool.RentedBlocks == 0;
    }

    [Test]
    public void It_is_used_again_without_memory_of_what_it_held()
    {
        var pool = new PacketPool(1 << 20);
        var assembly = new FragmentAssembly();
        assembly.Begin(ShapeOf(60_000, 1));
        assembly.Add(59_999, [1], pool);
        assembly.Clear(pool);
        assembly.Begin(ShapeOf(30, 10));
        Assert.That((assembly.Missing, assembly.Has(0), assembly.Has(2)), Is.EqualTo((3, false, false)));
        assembly.Add(1, new byte[10], pool);
        assembly.Clear(pool);
        assembly.Begin(ShapeOf(30, 10));
        Assert.That(assembly.Has(1), Is.False);
        assembly.Clear(pool);
        Assert.That(pool.RentedBlocks, Is.Zero);
    }

    [TestCase(28_672)]
    [TestCase(65_535)]
    [Property("Requirement", "LIM-014")]
    public void What_one_short_fragment_of_a_long_packet_takes_is_small_and_charged(int count)
    {
        var pool = new PacketPool(0);
        var assembly = new FragmentAssembly();
        FragmentShape shape = ShapeOf(count, 1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        assembly.Begin(shape);
        assembly.Add(0, [1], pool);
        long taken = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(taken, Is.LessThan(4_096 + (count / 8) + 512), "a block, a bit for each fragment, and the objects around them");
        Assert.That(FragmentAssembly.OverheadBytes(shape), Is.GreaterThanOrEqualTo(count / 8));
        assembly.Clear(pool);
    }

    private static FragmentShape ShapeOf(int total, int size)
    {
        Assert.That(FragmentShape.TryDerive(FragmentShapeProperties.Cut(total, size, 0), 32 << 20, out FragmentShape shape), Is.True);
        return shape;
    }
}
