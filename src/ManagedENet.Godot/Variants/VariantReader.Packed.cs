using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Numerics;

namespace ManagedENet.Godot.Variants;

/// <content>Packed arrays. Their memory is taken only when their bytes are there.</content>
public ref partial struct VariantReader
{
    private bool TryReadPacked(VariantType type, bool is64, out Variant value)
    {
        value = default;
        if (!TryReadUInt32(out uint count)) return false;
        if (type == VariantType.PackedStringArray)
        {
            bool areTexts = TryReadStrings(count, out List<string> texts);
            value = texts.ToArray();
            return areTexts;
        }

        bool isDouble = is64 && type is VariantType.PackedVector2Array or VariantType.PackedVector3Array or VariantType.PackedVector4Array;
        long length = count * (long)ItemBytes(type, isDouble);
        if (length > Remaining || !TryTake((int)length, out ReadOnlySpan<byte> bytes)) return false;
        switch (type)
        {
            case VariantType.PackedByteArray:
                value = bytes.ToArray();

                // Godot does not mind when the zeros behind it are missing at the very end.
                _position += Math.Min((int)(-count & 3), Remaining);
                break;
            case VariantType.PackedInt32Array:
                value = ToInts(bytes);
                break;
            case VariantType.PackedInt64Array:
                value = ToLongs(bytes);
                break;
            case VariantType.PackedFloat32Array:
                value = ToFloats(bytes, isDouble: false);
                break;
            case VariantType.PackedFloat64Array:
                value = ToDoubles(bytes);
                break;
            default:
                value = ToVectors(type, ToFloats(bytes, isDouble));
                break;
        }

        return true;
    }

    private static int ItemBytes(VariantType type, bool isDouble)
    {
        int real = isDouble ? sizeof(double) : sizeof(float);
        return type switch
        {
            VariantType.PackedByteArray => 1,
            VariantType.PackedInt32Array or VariantType.PackedFloat32Array => 4,
            VariantType.PackedInt64Array or VariantType.PackedFloat64Array => 8,
            VariantType.PackedVector2Array => 2 * real,
            VariantType.PackedVector3Array => 3 * real,
            _ => 4 * real,
        };
    }

    private static int[] ToInts(ReadOnlySpan<byte> bytes)
    {
        var items = new int[bytes.Length / sizeof(int)];
        for (int i = 0; i < items.Length; i++) items[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes.Slice(i * sizeof(int)));
        return items;
    }

    private static long[] ToLongs(ReadOnlySpan<byte> bytes)
    {
        var items = new long[bytes.Length / sizeof(long)];
        for (int i = 0; i < items.Length; i++) items[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes.Slice(i * sizeof(long)));
        return items;
    }

    private static double[] ToDoubles(ReadOnlySpan<byte> bytes) => Array.ConvertAll(ToLongs(bytes), BitConverter.Int64BitsToDouble);

    private static float[] ToFloats(ReadOnlySpan<byte> bytes, bool isDouble)
    {
        var items = new float[bytes.Length / (isDouble ? sizeof(double) : sizeof(float))];
        CopyReals(bytes, isDouble, items);
        return items;
    }

    private static Variant ToVectors(VariantType type, float[] reals)
    {
        switch (type)
        {
            case VariantType.PackedVector2Array:
                var pairs = new Vector2[reals.Length / 2];
                for (int i = 0; i < pairs.Length; i++) pairs[i] = Two(reals, 2 * i);
                return pairs;
            case VariantType.PackedVector3Array:
                var triples = new Vector3[reals.Length / 3];
                for (int i = 0; i < triples.Length; i++) triples[i] = Three(reals, 3 * i);
                return triples;
            case VariantType.PackedVector4Array:
                var quadruples = new Vector4[reals.Length / 4];
                for (int i = 0; i < quadruples.Length; i++) quadruples[i] = Four(reals, 4 * i);
                return quadruples;
            default:
                var colors = new Color[reals.Length / 4];
                for (int i = 0; i < colors.Length; i++) colors[i] = new Color(reals[4 * i], reals[(4 * i) + 1], reals[(4 * i) + 2], reals[(4 * i) + 3]);
                return colors;
        }
    }
}
