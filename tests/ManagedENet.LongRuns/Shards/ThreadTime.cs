using System.Threading.Tasks;
using ManagedENet.LongRuns.Network;

namespace ManagedENet.LongRuns.Shards;

/// <summary>The processor time of threads, and where they run.</summary>
internal static unsafe class ThreadTime
{
    /// <summary>That of the calling thread, in nanoseconds.</summary>
    public static double NowNs()
    {
        LibC.TimeSpec time;
        LibC.ReadClock(LibC.ProcessorTimeOfThread, &time);
        return (time.Seconds * 1e9) + time.Nanoseconds;
    }

    /// <summary>Keeps the calling thread on one processor: what is over after a millisecond would be over before the system has moved it to a free one.</summary>
    public static void Pin(int processor)
    {
        ulong processors = 1UL << processor;
        LibC.SetProcessors(LibC.ThisThread, sizeof(ulong), &processors);
    }

    /// <summary>That of all threads of a sharded host together.</summary>
    public static double OfAllNs(ENetShardedHost host)
    {
        double sum = 0;
        foreach (ENetShard shard in host.Shards)
        {
            var asked = new TaskCompletionSource<double>(TaskCreationOptions.RunContinuationsAsynchronously);
            shard.Post(static (_, answer) => answer.SetResult(NowNs()), asked);
            sum += asked.Task.GetAwaiter().GetResult();
        }

        return sum;
    }
}
