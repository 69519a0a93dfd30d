using System;
using System.Collections.Generic;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace ManagedENet.Godot.Variants;

/// <summary>
/// Compares keys of a dictionary: by value what scripts use as keys, by identity the rest. An attacker chooses the keys, so every hash is seeded, and nothing
/// that is unlike itself (a vector of NaN, on some frameworks) is compared by its own operator: otherwise a packet full of collisions would cost its length squared.
/// </summary>
internal sealed class VariantKeyComparer : IEqualityComparer<Variant>
{
    public static VariantKeyComparer Instance { get; } = new();

    public bool Equals(Variant x, Variant y)
    {
        if (x.Type != y.Type) return false;
        return (x.Boxed, y.Boxed) switch
        {
            (Vector2 left, Vector2 right) => left.X.Equals(right.X) && left.Y.Equals(right.Y),
            (Vector3 left, Vector3 right) => left.X.Equals(right.X) && left.Y.Equals(right.Y) && left.Z.Equals(right.Z),
            _ => IsByValue(x.Type) ? x.Equals(y) : ReferenceEquals(x.Boxed, y.Boxed),
        };
    }

    public int GetHashCode(Variant obj) => obj.Boxed switch
    {
        Vector2 vector => HashCode.Combine(vector.X, vector.Y),
        Vector3 vector => HashCode.Combine(vector.X, vector.Y, vector.Z),
        _ => IsByValue(obj.Type) ? obj.GetHashCode() : RuntimeHelpers.GetHashCode(obj.Boxed),
    };

    private static bool IsByValue(VariantType type) => type switch
    {
        VariantType.Nil or VariantType.Bool or VariantType.Int or VariantType.Float or VariantType.String or VariantType.StringName => true,
        VariantType.Vector2I or VariantType.Vector3I or VariantType.Vector4I or VariantType.Rect2I or VariantType.Color => true,
        VariantType.NodePath or VariantType.Rid or VariantType.Object or VariantType.Callable => true,
        _ => false,
    };
}
