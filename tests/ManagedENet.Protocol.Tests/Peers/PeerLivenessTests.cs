using ManagedENet.Protocol.Peers;

namespace ManagedENet.Protocol.Tests.Peers;

[TestFixture]
internal sealed class PeerLivenessTests
{
    [TestCase(1_000, 6, 4_999, false)]
    [TestCase(1_000, 6, 5_000, true)] // the minimum has passed, and 2^5 reaches the limit of 32
    [TestCase(1_000, 5, 29_999, false)] // 2^4 does not
    [TestCase(1_000, 1, 30_000, true)] // the maximum needs no attempts
    [TestCase(1_000, 33, 5_000, true)]
    [TestCase(1_000, 65_535, 5_000, true)] // more attempts than 32 bits can express
    [Property("Requirement", "REL-033, REL-034, LIM-025")]
    public void A_peer_is_given_up_by_time_and_attempts(long sentMs, int attempts, long silentMs, bool isOver)
    {
        var liveness = default(PeerLiveness);
        liveness.Reset();
        Assert.That(liveness.IsOver(1_000_000, attempts), Is.False, "nothing has timed out");
        liveness.NoteTimeout(sentMs + 500);
        liveness.NoteTimeout(sentMs);
        liveness.NoteTimeout(sentMs + 100);
        Assert.That(liveness.IsOver(sentMs + silentMs, attempts), Is.EqualTo(isOver));
    }

    [Test]
    [Property("Requirement", "REL-034")]
    public void Zero_is_the_default_of_each_value()
    {
        var liveness = default(PeerLiveness);
        liveness.SetTimeout(0, 7, 0);
        Assert.That((liveness.TimeoutLimit, liveness.TimeoutMinimumMs, liveness.TimeoutMaximumMs), Is.EqualTo((32u, 7u, 30_000u)));
        liveness.SetTimeout(9, 0, 8);
        Assert.That((liveness.TimeoutLimit, liveness.TimeoutMinimumMs, liveness.TimeoutMaximumMs), Is.EqualTo((9u, 5_000u, 8u)));
    }
}
