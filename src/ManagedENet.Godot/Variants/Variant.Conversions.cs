using System;
using System.Numerics;

namespace ManagedENet.Godot.Variants;

/// <content>Values that become Variants by themselves.</content>
public readonly partial struct Variant
{
    /// <summary>A value of type <see cref="VariantType.Bool"/>.</summary>
    public static implicit operator Variant(bool value) => new(VariantType.Bool, value ? 1L : 0L);

    /// <summary>A value of type <see cref="VariantType.Int"/>.</summary>
    public static implicit operator Variant(int value) => new(VariantType.Int, (long)value);

    /// <summary>A value of type <see cref="VariantType.Int"/>.</summary>
    public static implicit operator Variant(long value) => new(VariantType.Int, value);

    /// <summary>A value of type <see cref="VariantType.Float"/>.</summary>
    public static implicit operator Variant(double value) => new(VariantType.Float, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A value of type <see cref="VariantType.Float"/>.</summary>
    public static implicit operator Variant(float value) => new(VariantType.Float, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A value of type <see cref="VariantType.String"/>.</summary>
    public static implicit operator Variant(string value) => new(VariantType.String, value);

    /// <summary>A value of type <see cref="VariantType.Vector2"/>.</summary>
    public static implicit operator Variant(Vector2 value) => new(VariantType.Vector2, value);

    /// <summary>A value of type <see cref="VariantType.Vector2I"/>.</summary>
    public static implicit operator Variant(Vector2I value) => new(VariantType.Vector2I, value);

    /// <summary>A value of type <see cref="VariantType.Rect2"/>.</summary>
    public static implicit operator Variant(Rect2 value) => new(VariantType.Rect2, value);

    /// <summary>A value of type <see cref="VariantType.Rect2I"/>.</summary>
    public static implicit operator Variant(Rect2I value) => new(VariantType.Rect2I, value);

    /// <summary>A value of type <see cref="VariantType.Vector3"/>.</summary>
    public static implicit operator Variant(Vector3 value) => new(VariantType.Vector3, value);

    /// <summary>A value of type <see cref="VariantType.Vector3I"/>.</summary>
    public static implicit operator Variant(Vector3I value) => new(VariantType.Vector3I, value);

    /// <summary>A value of type <see cref="VariantType.Transform2D"/>.</summary>
    public static implicit operator Variant(Transform2D value) => new(VariantType.Transform2D, value);

    /// <summary>A value of type <see cref="VariantType.Vector4"/>.</summary>
    public static implicit operator Variant(Vector4 value) => new(VariantType.Vector4, value);

    /// <summary>A value of type <see cref="VariantType.Vector4I"/>.</summary>
    public static implicit operator Variant(Vector4I value) => new(VariantType.Vector4I, value);

    /// <summary>A value of type <see cref="VariantType.Plane"/>.</summary>
    public static implicit operator Variant(Plane value) => new(VariantType.Plane, value);

    /// <summary>A value of type <see cref="VariantType.Quaternion"/>.</summary>
    public static implicit operator Variant(Quaternion value) => new(VariantType.Quaternion, value);

    /// <summary>A value of type <see cref="VariantType.Aabb"/>.</summary>
    public static implicit operator Variant(Aabb value) => new(VariantType.Aabb, value);

    /// <summary>A value of type <see cref="VariantType.Basis"/>.</summary>
    public static implicit operator Variant(Basis value) => new(VariantType.Basis, value);

    /// <summary>A value of type <see cref="VariantType.Transform3D"/>.</summary>
    public static implicit operator Variant(Transform3D value) => new(VariantType.Transform3D, value);

    /// <summary>A value of type <see cref="VariantType.Projection"/>.</summary>
    public static implicit operator Variant(Projection value) => new(VariantType.Projection, value);

    /// <summary>A value of type <see cref="VariantType.Color"/>.</summary>
    public static implicit operator Variant(Color value) => new(VariantType.Color, value);

    /// <summary>A value of type <see cref="VariantType.NodePath"/>.</summary>
    public static implicit operator Variant(NodePath value) => new(VariantType.NodePath, value);

    /// <summary>A value of type <see cref="VariantType.Rid"/>.</summary>
    public static implicit operator Variant(Rid value) => new(VariantType.Rid, value);

    /// <summary>A value of type <see cref="VariantType.Object"/>.</summary>
    public static implicit operator Variant(ObjectId value) => new(VariantType.Object, value);

    /// <summary>A value of type <see cref="VariantType.Signal"/>.</summary>
    public static implicit operator Variant(SignalReference value) => new(VariantType.Signal, value);

    /// <summary>A value of type <see cref="VariantType.Dictionary"/>.</summary>
    public static implicit operator Variant(VariantDictionary value) => new(VariantType.Dictionary, value);

    /// <summary>A value of type <see cref="VariantType.Array"/>.</summary>
    public static implicit operator Variant(VariantArray value) => new(VariantType.Array, value);

    /// <summary>A value of type <see cref="VariantType.PackedByteArray"/>.</summary>
    public static implicit operator Variant(byte[] value) => new(VariantType.PackedByteArray, value);

    /// <summary>A value of type <see cref="VariantType.PackedInt32Array"/>.</summary>
    public static implicit operator Variant(int[] value) => new(VariantType.PackedInt32Array, value);

    /// <summary>A value of type <see cref="VariantType.PackedInt64Array"/>.</summary>
    public static implicit operator Variant(long[] value) => new(VariantType.PackedInt64Array, value);

    /// <summary>A value of type <see cref="VariantType.PackedFloat32Array"/>.</summary>
    public static implicit operator Variant(float[] value) => new(VariantType.PackedFloat32Array, value);

    /// <summary>A value of type <see cref="VariantType.PackedFloat64Array"/>.</summary>
    public static implicit operator Variant(double[] value) => new(VariantType.PackedFloat64Array, value);

    /// <summary>A value of type <see cref="VariantType.PackedStringArray"/>.</summary>
    public static implicit operator Variant(string[] value) => new(VariantType.PackedStringArray, value);

    /// <summary>A value of type <see cref="VariantType.PackedVector2Array"/>.</summary>
    public static implicit operator Variant(Vector2[] value) => new(VariantType.PackedVector2Array, value);

    /// <summary>A value of type <see cref="VariantType.PackedVector3Array"/>.</summary>
    public static implicit operator Variant(Vector3[] value) => new(VariantType.PackedVector3Array, value);

    /// <summary>A value of type <see cref="VariantType.PackedColorArray"/>.</summary>
    public static implicit operator Variant(Color[] value) => new(VariantType.PackedColorArray, value);

    /// <summary>A value of type <see cref="VariantType.PackedVector4Array"/>.</summary>
    public static implicit operator Variant(Vector4[] value) => new(VariantType.PackedVector4Array, value);
}
