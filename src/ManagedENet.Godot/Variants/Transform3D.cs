using System.Numerics;

namespace ManagedENet.Godot.Variants;

/// <summary>A transformation of space.</summary>
/// <param name="Basis">Rotation and scale.</param>
/// <param name="Origin">Where the origin goes.</param>
public readonly record struct Transform3D(Basis Basis, Vector3 Origin);
