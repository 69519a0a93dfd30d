using System.Diagnostics;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Transports;

/// <summary>The system's clock.</summary>
public sealed class MonotonicClockTests
{
    [Test]
    public void It_never_goes_back_and_keeps_pace_with_the_stopwatch()
    {
        // One watch starts before the first reading and one after it, so that a pause of the machine between two lines cannot fail the test.
        var outer = Stopwatch.StartNew();
        long startMs = MonotonicClock.Instance.NowMs;
        var inner = Stopwatch.StartNew();
        long lastMs = startMs;
        bool isBackwards = false;
        while (inner.ElapsedMilliseconds < 20)
        {
            long nowMs = MonotonicClock.Instance.NowMs;
            isBackwards |= nowMs < lastMs;
            lastMs = nowMs;
        }

        long innerMs = inner.ElapsedMilliseconds;
        long elapsedMs = MonotonicClock.Instance.NowMs - startMs;
        Assert.That(isBackwards, Is.False);
        Assert.That(elapsedMs, Is.InRange(innerMs - 1, outer.ElapsedMilliseconds + 2));
    }
}
