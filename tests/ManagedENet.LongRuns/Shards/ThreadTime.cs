using System.Threading.Tasks;
using ManagedENet.LongRuns.Network;

namespace ManagedENet.LongRuns.Shards;

/// <summary>The processor time of threads.</summary>
internal static unsafe class ThreadTime
{
    /// <summary>That of the calling thread, in nanoseconds.</summary>
    public static double NowNs()
    {
        LibC.TimeSpec time;
        LibC.ReadClock(LibC.ProcessorTimeOfThread, &time);
        return (time.Seconds * 1e9) + time.Nanoseconds;
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
