using System.Linq;
using ManagedENet.Godot.Wire;

namespace ManagedENet.Godot.Tests.Peers;

/// <summary>Numbers that strangers choose do not end up in one place of a table.</summary>
public sealed class SeededComparerTests
{
    // One of the sizes that .NET's tables have.
    private const int TableSize = 17_519;

    [Test]
    public void Multiples_of_a_tables_size_are_spread_over_it()
    {
        int[] places = [.. Enumerable.Range(1, 1000).Select(i => (int)((uint)SeededComparer.Instance.GetHashCode(i * TableSize) % TableSize))];
        Assert.That(places.Distinct().Count(), Is.GreaterThan(900));
        uint[] others = [.. Enumerable.Range(1, 1000).Select(i => (uint)SeededComparer.Instance.GetHashCode((uint)i * TableSize) % TableSize)];
        Assert.That(others.Distinct().Count(), Is.GreaterThan(900));
    }

    [Test]
    public void Only_the_same_numbers_are_equal()
    {
        Assert.That(SeededComparer.Instance.Equals(5, 5), Is.True);
        Assert.That(SeededComparer.Instance.Equals(5, -5), Is.False);
        Assert.That(SeededComparer.Instance.Equals(5u, 5u), Is.True);
        Assert.That(SeededComparer.Instance.Equals(5u, 6u), Is.False);
    }
}
