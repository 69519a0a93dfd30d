using System;
using System.Linq;
using ManagedENet.Protocol.Hosting;

namespace ManagedENet.Protocol.Tests.Hosting;

[TestFixture]
internal sealed class IncomingSharesProperties
{
    [FsCheck.NUnit.Property(MaxTest = 3_000)]
    [Property("Requirement", "FLW-071, FLW-072, FLW-073, DEV-049")]
    public bool Everybody_is_told_what_the_rounds_of_the_specification_come_to((byte Size, ushort Value)[] steps, byte size, ushort amount, byte more, bool keeps)
    {
        uint[] announced = [.. steps.Select(step => Number(step.Size, step.Value))];
        uint budget = Math.Max(Number(size, amount) * (uint)Math.Max(steps.Length, 1), 1);
        int connections = announced.Length + (more & 3);
        return Of(announced, budget, connections, keeps).SequenceEqual(ByRounds(announced, budget, connections, keeps));
    }

    // None, a few bytes, many that are nearly alike, and any.
    private static uint Number(byte size, ushort value) => (size & 7) switch
    {
        0 => 0,
        1 => value & 7u,
        2 or 3 => 1_000 + (value & 63u),
        4 or 5 => value,
        6 => value * 3_001u,
        _ => value * 65_537u,
    };

    [Test]
    [Property("Requirement", "FLW-071")]
    public void It_may_be_used_again_for_fewer_and_for_more()
    {
        var shares = new IncomingShares(keepsIncomingLimit: true);
        foreach (uint[] announced in new uint[][] { [5, 500, 0], [700], [], [1, 2, 3, 4, 0, 0] })
        {
            shares.Clear(announced.Length);
            foreach (uint own in announced) shares.Add(own);
            shares.Divide(100, announced.Length);
            Assert.That(announced.Select(shares.ShareOf), Is.EqualTo(ByRounds(announced, 100, announced.Length, keeps: true)));
        }
    }

    private static uint[] Of(uint[] announced, uint budget, int connections, bool keeps)
    {
        var shares = new IncomingShares(keeps);
        shares.Clear(announced.Length);
        foreach (uint own in announced) shares.Add(own);
        shares.Divide(budget, connections);
        return [.. announced.Select(shares.ShareOf)];
    }

    // FLW-071 word for word: rounds over everybody, until one fixes nobody.
    private static uint[] ByRounds(uint[] announced, ulong budget, int connections, bool keeps)
    {
        bool[] isFixed = new bool[announced.Length];
        ulong limit = 0;
        for (bool mustAdjust = true; mustAdjust && connections > 0;)
        {
            mustAdjust = false;
            limit = budget / (ulong)connections;
            for (int i = 0; i < announced.Length; i++)
            {
                if (isFixed[i] || (announced[i] == 0 ? keeps : announced[i] >= limit)) continue;
                isFixed[i] = true;
                mustAdjust = true;
                connections--;
                budget -= Math.Min(announced[i], budget);
            }
        }

        return [.. announced.Select((own, i) => isFixed[i] ? own : (uint)limit)];
    }
}
