using System;
using System.Linq;
using ManagedENet.Workloads.Sessions;

namespace ManagedENet.Workloads.Tests;

[TestFixture]
internal sealed class CatalogueTests
{
    private static BenchCase[] FirstSecond => BenchCatalogue.All.Where(bench => bench.Name.StartsWith("first-", StringComparison.Ordinal)).ToArray();

    [Test]
    public void Names_and_titles_tell_cases_apart()
    {
        Assert.That(BenchCatalogue.All.Select(bench => bench.Name), Is.Unique);
        Assert.That(BenchCatalogue.All.Select(bench => bench.Title), Is.Unique);
    }

    [Test]
    public void What_is_called_first_starts_with_new_processes_that_nothing_has_warmed_up()
    {
        Assert.That(FirstSecond, Is.Not.Empty);
        Assert.That(FirstSecond.Select(bench => bench.IsFirstSecond && bench.IsExclusive && bench.WarmUps == 0), Is.All.True);
        Assert.That(BenchCatalogue.All.Except(FirstSecond).Where(bench => bench.IsFirstSecond), Is.Empty);
    }

    [Test]
    public void Everything_that_two_processes_do_warm_is_also_measured_in_their_first_second()
    {
        string[] warm = BenchCatalogue.All.Where(bench => bench.Name.StartsWith("across-", StringComparison.Ordinal)).Select(bench => bench.Name["across".Length..]).ToArray();
        Assert.That(warm, Has.Length.EqualTo(9));
        Assert.That(warm, Is.SubsetOf(FirstSecond.Select(bench => bench.Name["first".Length..])));
    }

    [Test]
    public void LiteNetLib_speaks_with_itself_only()
    {
        SessionKind[] kinds = BenchCatalogue.All.Where(bench => bench.Engines.Contains(Engine.LiteNetLib)).Select(bench => bench.Kind).Distinct().ToArray();
        Assert.That(kinds, Is.EquivalentTo([SessionKind.Both, SessionKind.Across]));
    }

    [Test]
    public void A_goal_is_one_of_an_engine_that_is_measured()
    {
        foreach (BenchCase bench in BenchCatalogue.All) Assert.That(bench.Metrics.SelectMany(metric => metric.Goals).Select(pair => pair.Engine).Distinct(), Is.SubsetOf(bench.Engines), bench.Name);
    }
}
