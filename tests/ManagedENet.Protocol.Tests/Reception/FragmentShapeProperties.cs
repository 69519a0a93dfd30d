using System;
using ManagedENet.Protocol.Reception;
using ManagedENet.Protocol.Sending;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Tests.Reception;

[TestFixture]
internal sealed class FragmentShapeProperties
{
    private const int Longest = 32 << 20;

    [FsCheck.NUnit.Property(MaxTest = 1_000)]
    [Property("Requirement", "FRG-002, FRG-016")]
    public bool Every_fragment_of_an_honestly_cut_packet_tells_the_same_shape(ushort extra, ushort sizeSeed)
    {
        int size = (sizeSeed % 4_000) + 1;
        int total = Math.Min(size + 1 + (extra * 3), size * 60_000);
        int count = (total + size - 1) / size;
        for (int number = 0; number < count; number = number < 3 || number >= count - 3 ? number + 1 : count - 3)
        {
            SendFragmentCommand fragment = Cut(total, size, number);
            if (!FragmentShape.TryDerive(fragment, Longest, out FragmentShape shape)) return false;
            if ((shape.Count, shape.TotalBytes) != (count, total) || !shape.Admits(fragment)) return false;

            // A lone last fragment leaves several sizes possible only when it tells nothing else: its offset is the size times what came before.
            if (shape.FragmentBytes != size) return false;
        }

        return true;
    }

    [FsCheck.NUnit.Property(MaxTest = 5_000)]
    [Property("Requirement", "FRG-012, FRG-016")]
    public bool Whatever_is_derived_covers_the_packet_exactly_and_holds_the_fragment_it_came_from(
        uint count, uint number, uint total, uint offset, ushort length, byte narrow)
    {
        if (narrow < 200)
        {
            count %= 20;
            number %= 20;
            total %= 3_000;
            offset %= 3_000;
            length %= 1_500;
        }

        var fragment = new SendFragmentCommand(1, length, count, number, total, offset);
        if (!FragmentShape.TryDerive(fragment, Longest, out FragmentShape shape)) return true;
        long lastOffset = (long)(shape.Count - 1) * shape.FragmentBytes;
        bool coversExactly = lastOffset < shape.TotalBytes && shape.TotalBytes <= (long)shape.Count * shape.FragmentBytes;
        return coversExactly && shape.Admits(fragment) && number < count && offset == number * (long)shape.FragmentBytes && offset + length <= total && total <= Longest;
    }

    [TestCase(0u, 0u, 100u, 0u, 10)] // no fragments
    [TestCase(65_536u, 0u, 100_000u, 0u, 2)] // more than 65,535 fragments
    [TestCase(3u, 3u, 30u, 20u, 10)] // a number that is not below the count
    [TestCase(31u, 0u, 30u, 0u, 1)] // more fragments than bytes
    [TestCase(3u, 0u, (uint)Longest + 1, 0u, 10)] // longer than the longest packet
    [TestCase(3u, 1u, 30u, 0u, 10)] // an overlap with the fragment before
    [TestCase(3u, 1u, 30u, 11u, 10)] // a hole behind the fragment before
    [TestCase(3u, 0u, 30u, 1u, 10)] // a first fragment that begins later
    [TestCase(3u, 2u, 30u, 20u, 9)] // a last fragment that ends too early
    [TestCase(3u, 0u, 30u, 0u, 15)] // two fragments that would hold everything
    [TestCase(3u, 0u, 30u, 0u, 9)] // three fragments that would not hold everything
    [TestCase(1u, 0u, 30u, 0u, 29)] // a single fragment that is not the packet
    [TestCase(3u, 0u, 30u, 0u, 0)] // no payload
    [TestCase(3u, 2u, 30u, 4_294_967_295u, 10)] // an offset that would wrap
    [Property("Requirement", "FRG-010, FRG-012, FRG-016")]
    public void H24_H26_numbers_that_cannot_be_are_refused(uint count, uint number, uint total, uint offset, int length) =>
        Assert.That(FragmentShape.TryDerive(new SendFragmentCommand(1, (ushort)length, count, number, total, offset), Longest, out _), Is.False);

    internal static SendFragmentCommand Cut(int total, int size, int number)
    {
        int offset = number * size;
        return new SendFragmentCommand(1, (ushort)Math.Min(size, total - offset), (uint)((total + size - 1) / size), (uint)number, (uint)total, (uint)offset);
    }
}
