using ManagedENet.Protocol.Recovery;

namespace ManagedENet.Protocol.Tests.Recovery;

[TestFixture]
internal sealed class TimeoutLimitsTests
{
    [TestCase(1_000, 6, 4_999, false)]
    [TestCase(1_000, 6, 5_000, true)] // the minimum has passed, and 2^5 reaches the limit of 32
    [TestCase(1_000, 5, 29_999, false)] // 2^4 does not
    [TestCase(1_000, 1, 30_000, true)] // the maximum needs no attempts
    [TestCase(1_000, 33, 5_000, true)]
    [TestCase(1_000, 65_535, 5_000, true)] // more attempts than 32 bits can express
    [TestCase(-90_000, 6, 4_999, false)] // a clock may show any number
    [TestCase(-90_000, 6, 5_000, true)]
    [TestCase(0, 6, 5_000, true)]
    [Property("Requirement", "REL-033, REL-034, LIM-025")]
    public void A_peer_is_given_up_by_time_and_attempts(long sentMs, int attempts, long silentMs, bool isOver)
    {
        var recovery = default(LossRecovery);
        recovery.Reset(showsWholeMs: true);
        long nowMs = sentMs + silentMs;
        Assert.That(recovery.NoteOverdue(nowMs, sentMs + 500), Is.EqualTo(silentMs - 500));
        Assert.That(recovery.NoteOverdue(nowMs, sentMs), Is.EqualTo(silentMs), "the oldest counts");
        Assert.That(recovery.NoteOverdue(nowMs, sentMs + 100), Is.EqualTo(silentMs));
        Assert.That(recovery.Timeouts.AreOver(silentMs * 1000L, attempts, recovery.Timeouts.Limit), Is.EqualTo(isOver));
    }

    [Test]
    [Property("Requirement", "REL-034")]
    public void Zero_is_the_default_of_each_value()
    {
        TimeoutLimits limits = TimeoutLimits.Default;
        limits.Set(0, 7, 0);
        Assert.That((limits.Limit, limits.MinimumMs, limits.MaximumMs), Is.EqualTo((32u, 7u, 30_000u)));
        limits.Set(9, 0, 8);
        Assert.That((limits.Limit, limits.MinimumMs, limits.MaximumMs), Is.EqualTo((9u, 5_000u, 8u)));
    }
}
