namespace ManagedENet.Godot.Variants;

/// <summary>Godot 3's numbers of types.</summary>
internal static class Godot3Types
{
    private const byte Missing = byte.MaxValue;

    private static readonly VariantType[] FromWire =
    {
        VariantType.Nil, VariantType.Bool, VariantType.Int, VariantType.Float, VariantType.String, VariantType.Vector2, VariantType.Rect2, VariantType.Vector3,
        VariantType.Transform2D, VariantType.Plane, VariantType.Quaternion, VariantType.Aabb, VariantType.Basis, VariantType.Transform3D, VariantType.Color,
        VariantType.NodePath, VariantType.Rid, VariantType.Object, VariantType.Dictionary, VariantType.Array, VariantType.PackedByteArray,
        VariantType.PackedInt32Array, VariantType.PackedFloat32Array, VariantType.PackedStringArray, VariantType.PackedVector2Array,
        VariantType.PackedVector3Array, VariantType.PackedColorArray,
    };

    private static readonly byte[] ToWire = Invert();

    public static bool TryFromWire(uint number, out VariantType type)
    {
        type = number < (uint)FromWire.Length ? FromWire[number] : VariantType.Nil;
        return number < (uint)FromWire.Length;
    }

    public static bool TryToWire(VariantType type, out uint number)
    {
        number = ToWire[(int)type];
        return number != Missing;
    }

    private static byte[] Invert()
    {
        var numbers = new byte[(int)VariantType.PackedVector4Array + 1];
        System.Array.Fill(numbers, Missing);
        for (int i = 0; i < FromWire.Length; i++) numbers[(int)FromWire[i]] = (byte)i;
        return numbers;
    }
}
