using System;
using System.Globalization;

namespace ManagedENet.Interleaving;

/// <summary>Threads of the application and of the network, in orders that a seed decides.</summary>
public sealed class InterleavingTests
{
    // Any number, and from any seed: MANAGEDENET_SCHEDULES=100000 MANAGEDENET_SEED=1.
    private static readonly int Schedules = FromEnvironment("MANAGEDENET_SCHEDULES", 600);
    private static readonly int FirstSeed = FromEnvironment("MANAGEDENET_SEED", 1);

    private delegate string? Play(int seed, out int steps);

    [Test]
    public void In_whatever_order_threads_come_nobody_waits_for_ever_and_all_that_was_sent_comes_once_and_in_order() => PlayAll(Talk.Play);

    [Test]
    public void In_whatever_order_the_threads_of_several_shards_come_everybody_comes_in_and_all_of_them_end_together() => PlayAll(ShardTalk.Play);

    private static void PlayAll(Play play)
    {
        long steps = 0;
        for (int seed = FirstSeed; seed < FirstSeed + Schedules; seed++)
        {
            string? failure = play(seed, out int gaps);
            steps += gaps;
            if (failure is not null) Assert.Fail($"{failure}\nAgain: MANAGEDENET_SCHEDULES=1 MANAGEDENET_SEED={seed} dotnet test tests/ManagedENet.Interleaving -c Release");
        }

        TestContext.Out.WriteLine($"{Schedules} schedules, {steps} gaps");
        Assert.That(steps, Is.GreaterThan(Schedules * 50L), "somebody has taken the gaps out of the library");
    }

    [Test]
    public void One_seed_is_one_order()
    {
        Talk.Play(7, out int once);
        Talk.Play(7, out int again);
        Assert.That(again, Is.EqualTo(once));
    }

    private static int FromEnvironment(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
