using System.Numerics;

namespace ManagedENet.Godot.Variants;

/// <summary>A matrix of three rows and three columns, by its rows, as it travels. Godot's scripts name its columns x, y and z.</summary>
/// <param name="Row0">The first row.</param>
/// <param name="Row1">The second row.</param>
/// <param name="Row2">The third row.</param>
public readonly record struct Basis(Vector3 Row0, Vector3 Row1, Vector3 Row2)
{
    /// <summary>The one that changes nothing.</summary>
    public static Basis Identity => new(Vector3.UnitX, Vector3.UnitY, Vector3.UnitZ);
}
