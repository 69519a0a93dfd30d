using ManagedENet.Internal;

namespace ManagedENet.Tests.Streams;

/// <summary>The window of a stream by itself: how much is given, and when it grows.</summary>
public sealed class CreditWindowTests
{
    private const int Kib = 1024;
    private const long RoundTripUs = 1_000;

    [Test]
    [Property("Requirement", "STR-004, STR-005")]
    public void The_first_64_KiB_need_no_permission_and_the_rest_is_given_when_it_opens()
    {
        var window = new CreditWindow(256 * Kib, 1024 * Kib);
        Assert.That((window.TryTake(65_536), window.TryTake(1)), Is.EqualTo((true, false)));
        Assert.That((window.Open(), window.Available, window.TryTake(192 * Kib), window.TryTake(1)), Is.EqualTo((192 * Kib, 192L * Kib, true, false)));
        Assert.That((window.Give(32 * Kib, isWanted: false, 0, RoundTripUs), window.Available), Is.EqualTo((32L * Kib, 32L * Kib)));
    }

    [TestCase(250, 512)]
    [TestCase(251, 256)]
    [Property("Requirement", "STR-006")]
    public void It_doubles_when_all_of_it_is_consumed_within_two_round_trips(long usForEachPart, int kib)
    {
        CreditWindow window = Opened();
        long nowUs = 5_000_000, given = 0;
        window.Give(32 * Kib, isWanted: false, nowUs, RoundTripUs);
        for (int i = 0; i < 8; i++) given += window.Give(32 * Kib, isWanted: false, nowUs += usForEachPart, RoundTripUs);
        Assert.That((window.Size, given), Is.EqualTo((kib * Kib, (long)kib * Kib)));
    }

    [Test]
    [Property("Requirement", "STR-006")]
    public void It_never_goes_beyond_what_is_allowed_and_never_shrinks()
    {
        CreditWindow window = Opened();
        for (int i = 0; i < 1_000; i++) window.Give(window.Threshold, isWanted: false, i, RoundTripUs);
        Assert.That(window.Size, Is.EqualTo(600 * Kib));
        for (int i = 0; i < 1_000; i++) window.Give(window.Threshold, isWanted: false, 1_000 + (i * 1_000_000L), RoundTripUs);
        Assert.That(window.Size, Is.EqualTo(600 * Kib));
    }

    [Test]
    [Property("Requirement", "STR-006")]
    public void It_grows_for_a_reader_that_has_seen_all_of_it_and_not_for_one_that_can_have_more_without()
    {
        CreditWindow window = Opened();
        Assert.That((window.Give(0, isWanted: true, 0, RoundTripUs), window.Size), Is.EqualTo((0L, 256 * Kib)), "there is some left");
        window.TryTake(256 * Kib);
        Assert.That((window.Give(1, isWanted: true, 0, RoundTripUs), window.Size), Is.EqualTo((1L, 256 * Kib)), "it has consumed some");
        window.TryTake(1);
        Assert.That((window.Give(0, isWanted: true, 0, RoundTripUs), window.Size), Is.EqualTo((256L * Kib, 512 * Kib)));
    }

    [Test]
    public void Where_no_round_trip_is_known_it_does_not_grow()
    {
        CreditWindow window = Opened();
        for (int i = 0; i < 100; i++) window.Give(window.Threshold, isWanted: false, i * 10, roundTripUs: 0);
        Assert.That(window.Size, Is.EqualTo(256 * Kib));
    }

    private static CreditWindow Opened()
    {
        var window = new CreditWindow(256 * Kib, 600 * Kib);
        window.Open();
        return window;
    }
}
