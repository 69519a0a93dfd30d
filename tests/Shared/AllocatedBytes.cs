using System;

namespace ManagedENet.Shared;

/// <summary>
/// What work allocates each time that it is done. The runtime makes something of its own once, at whatever moment: for code that it compiles again, for a static
/// that is used for the first time. One attempt counts that too, now and then; of several equal rounds the one with the least does not, while what a datagram, a
/// packet or a call costs is there in all of them.
/// </summary>
internal static class AllocatedBytes
{
    private const int Rounds = 5;

    /// <summary>The least bytes that one of several equal rounds allocated on this thread. The first that allocated nothing is the last.</summary>
    public static long OfEveryRound(Action round, int rounds = Rounds) => OfEveryRound(static () => { }, round, rounds);

    /// <summary>The same where something has to be there before each round that is not counted.</summary>
    public static long OfEveryRound(Action prepare, Action round, int rounds = Rounds) => Least(prepare, Free(round), rounds);

    /// <summary>The same for rounds that may allocate something, and answer how many bytes: what each allocated beyond them.</summary>
    public static long BeyondAllowance(Func<long> round) => Least(static () => { }, round, Rounds);

    private static Func<long> Free(Action round) => () =>
    {
        round();
        return 0;
    };

    private static long Least(Action prepare, Func<long> round, int rounds)
    {
        long least = long.MaxValue;
        for (int i = 0; i < rounds && least > 0; i++)
        {
            prepare();
            long before = GC.GetAllocatedBytesForCurrentThread();
            long allowed = round();
            least = Math.Min(least, Math.Max(0, GC.GetAllocatedBytesForCurrentThread() - before - allowed));
        }

        return least;
    }
}
