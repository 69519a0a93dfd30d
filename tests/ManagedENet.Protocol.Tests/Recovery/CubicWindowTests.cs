using ManagedENet.Protocol.Recovery;

namespace ManagedENet.Protocol.Tests.Recovery;

[TestFixture]
internal sealed class CubicWindowTests
{
    private const int Segment = 1_364;
    private const uint RoundTripUs = 5_000;

    [Test]
    [Property("Requirement", "CGC-011")]
    public void On_a_short_way_it_grows_by_half_a_segment_in_a_round_trip_also_beyond_the_last_top()
    {
        const double friendly = 3 * 0.3 / 1.7;
        const int rounds = 40;
        var cubic = default(CubicWindow);
        double window = 20 * Segment;
        cubic.NoteTop(window);
        window *= CubicWindow.Decrease;
        for (int round = 0; round < rounds; round++) window = cubic.Grow(window, (long)window, Segment, round * (long)RoundTripUs, RoundTripUs);
        Assert.That(window / Segment, Is.EqualTo((20 * CubicWindow.Decrease) + (rounds * friendly)).Within(0.5));
    }
}
