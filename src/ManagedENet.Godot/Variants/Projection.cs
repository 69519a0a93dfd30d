using System.Numerics;

namespace ManagedENet.Godot.Variants;

/// <summary>A matrix of four rows and four columns, by its columns.</summary>
/// <param name="X">The first column.</param>
/// <param name="Y">The second column.</param>
/// <param name="Z">The third column.</param>
/// <param name="W">The fourth column.</param>
public readonly record struct Projection(Vector4 X, Vector4 Y, Vector4 Z, Vector4 W);
