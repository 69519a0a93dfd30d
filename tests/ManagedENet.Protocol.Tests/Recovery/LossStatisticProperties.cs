using System;
using ManagedENet.Protocol.Recovery;

namespace ManagedENet.Protocol.Tests.Recovery;

[TestFixture]
internal sealed class LossStatisticProperties
{
    [FsCheck.NUnit.Property(MaxTest = 300)]
    [Property("Requirement", "REL-060, REL-061")]
    public bool It_follows_the_specification((ushort Sent, ushort Lost)[] intervals)
    {
        var statistic = default(LossStatistic);
        statistic.Update(1_000_000);
        long mean = 0;
        long variance = 0;
        long nowMs = 1_000;
        foreach ((ushort sent, ushort lost) in intervals)
        {
            statistic.Sent += sent;
            statistic.Lost += lost;
            statistic.Update((nowMs * 1000) + 9_999_999);
            if (statistic.Loss != mean) return false;
            nowMs += 10_000;
            statistic.Update(nowMs * 1000);
            if (statistic.Sent == 0 && sent == 0 && statistic.EpochUs != nowMs * 1000)
            {
                // Without anything sent the interval goes on, and what was lost in it is counted with the next.
                statistic.Lost = 0;
                nowMs = statistic.EpochUs / 1000;
                continue;
            }

            long loss = lost * 65_536L / sent;
            variance = ((variance * 3) + Math.Abs(loss - mean)) / 4;
            mean = ((mean * 7) + loss) / 8;
            if ((statistic.Loss, statistic.Variance, statistic.Sent, statistic.Lost, statistic.EpochUs) != (mean, variance, 0, 0, nowMs * 1000)) return false;
        }

        return true;
    }
}
