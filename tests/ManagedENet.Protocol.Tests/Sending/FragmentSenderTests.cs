using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Reception;
using ManagedENet.Protocol.Sending;

namespace ManagedENet.Protocol.Tests.Sending;

[TestFixture]
internal sealed class FragmentSenderTests
{
    [Test]
    [Property("Requirement", "FRG-007, DEV-024")]
    public void The_most_fragments_end_within_the_reach_of_a_receiver_wherever_they_begin_and_more_do_not()
    {
        bool fitsEverywhere = true;
        bool oneMoreDoes = true;
        for (int newest = 0; newest <= ushort.MaxValue; newest++)
        {
            fitsEverywhere &= IsInReach(FragmentSender.MaximumFragments, (ushort)newest);
            oneMoreDoes &= IsInReach(FragmentSender.MaximumFragments + 1, (ushort)newest);
        }

        Assert.That((FragmentSender.MaximumFragments, fitsEverywhere, oneMoreDoes), Is.EqualTo((24_576, true, false)));
    }

    [TestCase(1, 1_364, 1)]
    [TestCase(1_364, 1_364, 1)]
    [TestCase(1_365, 1_364, 2)]
    [TestCase(int.MaxValue, 1, int.MaxValue)]
    [TestCase(int.MaxValue, 1_364, 1_574_402)]
    [Property("Requirement", "FRG-002")]
    public void Fragments_are_counted_without_overflow(int packet, int fragment, int count) =>
        Assert.That(FragmentSender.CountOf(packet, fragment), Is.EqualTo(count));

    [TestCase(548, long.MaxValue, 24_576 * 548L)]
    [TestCase(1_364, long.MaxValue, 33_521_664)]
    [TestCase(4_068, long.MaxValue, 24_576 * 4_068L)]
    [Property("Requirement", "FRG-007")]
    public void The_longest_packet_follows_from_the_fragments(int fragment, long queueLimit, long longest) =>
        Assert.That(FragmentSender.LongestPacket(fragment, queueLimit), Is.EqualTo(longest));

    [TestCase(6_000_000)]
    [TestCase(20_000_000)]
    [Property("Requirement", "LIM-012")]
    public void The_longest_packet_fits_into_an_empty_queue(long queueLimit)
    {
        foreach (int fragment in new[] { 544, 548, 1_364, 4_068 })
        {
            long longest = FragmentSender.LongestPacket(fragment, queueLimit);
            long cost = Protocol.Memory.PacketPool.CostFor((int)longest) + (FragmentSender.CountOf(longest, fragment) * OutgoingCommand.SizeBytes);
            Assert.That(cost, Is.LessThanOrEqualTo(queueLimit), $"fragments of {fragment} bytes");
            Assert.That(longest, Is.GreaterThan(queueLimit * 6 / 10));
        }
    }

    private static bool IsInReach(int count, ushort newest) => SequenceNumber.IsInWindow(SequenceNumber.Add(newest, count), newest);
}
