using ManagedENet.Protocol.Channels;

namespace ManagedENet.Protocol.Tests.Channels;

[TestFixture]
internal sealed class FragmentSenderTests
{
    [TestCase(0, 28_671, true)]
    [TestCase(0, 28_672, false)]
    [TestCase(4_000, 24_671, true)]
    [TestCase(4_000, 24_672, false)]
    [TestCase(4_095, 24_576, true)]
    [TestCase(4_095, 24_577, false)]
    [TestCase(4_096, 28_671, true)]
    [TestCase(65_535, 24_576, true)]
    [TestCase(65_535, 24_577, false)]
    [Property("Requirement", "FRG-007, DEV-024")]
    public void A_reliable_packet_must_end_within_the_reach_of_a_receiver_that_has_everything_before_it(int newest, int count, bool isPossible) =>
        Assert.That(FragmentSender.CanComplete((ushort)newest, count, isUnreliable: false), Is.EqualTo(isPossible));

    [TestCase(65_535, true)]
    [TestCase(65_536, false)]
    [Property("Requirement", "FRG-006")]
    public void An_unreliable_packet_is_bounded_by_what_a_receiver_takes(int count, bool isPossible) =>
        Assert.That(FragmentSender.CanComplete(9, count, isUnreliable: true), Is.EqualTo(isPossible));
}
