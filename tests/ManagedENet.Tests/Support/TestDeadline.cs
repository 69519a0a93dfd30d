using System;
using System.Diagnostics;

namespace ManagedENet.Tests.Support;

/// <summary>
/// Bounds a loop over real sockets: it fails the test instead of hanging it. It is far beyond what a busy machine takes, for it measures no speed: what it waits for
/// takes milliseconds or does not come at all.
/// </summary>
internal sealed class TestDeadline
{
    private const int Seconds = 120;

    private long _end;

    public TestDeadline() => Restart();

    /// <summary>Something came: the next has as long again.</summary>
    public void Restart() => _end = Stopwatch.GetTimestamp() + (Seconds * Stopwatch.Frequency);

    public void ThrowIfPassed(string waitingFor)
    {
        if (Stopwatch.GetTimestamp() > _end) throw new TimeoutException($"{Seconds} seconds have passed without {waitingFor}.");
    }
}
