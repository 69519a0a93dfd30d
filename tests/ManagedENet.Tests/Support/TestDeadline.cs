using System;
using System.Diagnostics;

namespace ManagedENet.Tests.Support;

/// <summary>Bounds a loop over real sockets: it fails the test instead of hanging it.</summary>
internal sealed class TestDeadline
{
    private readonly long _end = Stopwatch.GetTimestamp() + (20 * Stopwatch.Frequency);

    public void ThrowIfPassed(string waitingFor)
    {
        if (Stopwatch.GetTimestamp() > _end) throw new TimeoutException($"Twenty seconds have passed without {waitingFor}.");
    }
}
