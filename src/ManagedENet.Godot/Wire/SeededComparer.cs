using System;
using System.Collections.Generic;

namespace ManagedENet.Godot.Wire;

/// <summary>
/// Compares numbers that strangers choose. Their own hash is the number itself: whoever picks multiples of a table's size has all of them in one place, and each look-up
/// takes as long as there are numbers. This hash is seeded, so that nobody can know where a number goes.
/// </summary>
internal sealed class SeededComparer : IEqualityComparer<int>, IEqualityComparer<uint>
{
    public static SeededComparer Instance { get; } = new();

    public bool Equals(int x, int y) => x == y;

    public bool Equals(uint x, uint y) => x == y;

    public int GetHashCode(int obj) => HashCode.Combine(obj);

    public int GetHashCode(uint obj) => HashCode.Combine(obj);
}
