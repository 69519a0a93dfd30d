using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Numerics;

namespace ManagedENet.Godot.Variants;

/// <content>The types of fixed length, and the texts.</content>
public ref partial struct VariantReader
{
    private const int MostReals = 16;

    private bool TryReadBody(VariantType type, bool is64, out Variant value)
    {
        switch (type)
        {
            case VariantType.String:
                bool isText = TryReadString(out string text);
                value = text;
                return isText;
            case VariantType.StringName:
                bool isName = TryReadString(out string name);
                value = Variant.StringName(name);
                return isName;
            case VariantType.NodePath:
                return TryReadNodePath(out value);
            case VariantType.Vector2I or VariantType.Rect2I or VariantType.Vector3I or VariantType.Vector4I:
                return TryReadIntegers(type, out value);
            case VariantType.Rid:
                return TryReadRid(out value);
            case VariantType.Callable:
                value = Variant.EmptyCallable;
                return true;
            case VariantType.Signal:
                return TryReadSignal(out value);
            default:
                return TryReadReals(type, is64, out value);
        }
    }

    private bool TryReadReals(VariantType type, bool is64, out Variant value)
    {
        value = default;

        // A colour is of single precision in every build of the engine.
        bool isDouble = is64 && type != VariantType.Color;
        int count = CountOfReals(type);
        if (!TryTake(count * (isDouble ? sizeof(double) : sizeof(float)), out ReadOnlySpan<byte> bytes)) return false;
        Span<float> r = stackalloc float[MostReals];
        CopyReals(bytes, isDouble, r.Slice(0, count));
        value = type switch
        {
            VariantType.Vector2 => Two(r, 0),
            VariantType.Rect2 => new Rect2(Two(r, 0), Two(r, 2)),
            VariantType.Vector3 => Three(r, 0),
            VariantType.Transform2D => new Transform2D(Two(r, 0), Two(r, 2), Two(r, 4)),
            VariantType.Vector4 => Four(r, 0),
            VariantType.Plane => new Plane(Three(r, 0), r[3]),
            VariantType.Quaternion => new Quaternion(r[0], r[1], r[2], r[3]),
            VariantType.Aabb => new Aabb(Three(r, 0), Three(r, 3)),
            VariantType.Basis => ToBasis(r),
            VariantType.Transform3D => new Transform3D(ToBasis(r), Three(r, 9)),
            VariantType.Projection => new Projection(Four(r, 0), Four(r, 4), Four(r, 8), Four(r, 12)),
            _ => new Color(r[0], r[1], r[2], r[3]),
        };
        return true;
    }

    private static int CountOfReals(VariantType type) => type switch
    {
        VariantType.Vector2 => 2,
        VariantType.Vector3 => 3,
        VariantType.Transform2D or VariantType.Aabb => 6,
        VariantType.Basis => 9,
        VariantType.Transform3D => 12,
        VariantType.Projection => 16,
        _ => 4,
    };

    // Builds of the engine with double precision send twice as much; we keep single precision.
    private static void CopyReals(ReadOnlySpan<byte> bytes, bool isDouble, Span<float> reals)
    {
        for (int i = 0; i < reals.Length; i++)
        {
            reals[i] = isDouble
                ? (float)BitConverter.Int64BitsToDouble(BinaryPrimitives.ReadInt64LittleEndian(bytes.Slice(i * sizeof(double))))
                : BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt32LittleEndian(bytes.Slice(i * sizeof(float))));
        }
    }

    private static Vector2 Two(ReadOnlySpan<float> r, int at) => new(r[at], r[at + 1]);

    private static Vector3 Three(ReadOnlySpan<float> r, int at) => new(r[at], r[at + 1], r[at + 2]);

    private static Vector4 Four(ReadOnlySpan<float> r, int at) => new(r[at], r[at + 1], r[at + 2], r[at + 3]);

    private static Basis ToBasis(ReadOnlySpan<float> r) => new(Three(r, 0), Three(r, 3), Three(r, 6));

    private bool TryReadReal(bool is64, out double value)
    {
        value = 0;
        if (!TryTake(is64 ? sizeof(double) : sizeof(float), out ReadOnlySpan<byte> bytes)) return false;
        value = is64
            ? BitConverter.Int64BitsToDouble(BinaryPrimitives.ReadInt64LittleEndian(bytes))
            : BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt32LittleEndian(bytes));
        return true;
    }

    private bool TryReadIntegers(VariantType type, out Variant value)
    {
        value = default;
        int count = type switch { VariantType.Vector2I => 2, VariantType.Vector3I => 3, _ => 4 };
        if (!TryTake(count * sizeof(int), out ReadOnlySpan<byte> bytes)) return false;
        Span<int> i = stackalloc int[4];
        for (int k = 0; k < count; k++) i[k] = BinaryPrimitives.ReadInt32LittleEndian(bytes.Slice(k * sizeof(int)));
        value = type switch
        {
            VariantType.Vector2I => new Vector2I(i[0], i[1]),
            VariantType.Vector3I => new Vector3I(i[0], i[1], i[2]),
            VariantType.Vector4I => new Vector4I(i[0], i[1], i[2], i[3]),
            _ => new Rect2I(new Vector2I(i[0], i[1]), new Vector2I(i[2], i[3])),
        };
        return true;
    }

    private bool TryReadRid(out Variant value)
    {
        value = new Rid(0);
        if (_isGodot3) return true;
        if (!TryTake(sizeof(ulong), out ReadOnlySpan<byte> bytes)) return false;
        value = new Rid(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        return true;
    }

    private bool TryReadSignal(out Variant value)
    {
        value = default;
        if (!TryReadString(out string name) || !TryTake(sizeof(ulong), out ReadOnlySpan<byte> bytes)) return false;
        value = new SignalReference(name, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        return true;
    }

    private bool TryReadNodePath(out Variant value)
    {
        value = default;
        if (!TryReadUInt32(out uint mark) || !TryReadUInt32(out uint subnameCount) || !TryReadUInt32(out uint flags)) return false;

        // Without the mark it is an old form that both engines refuse.
        if ((mark & VariantHeader.NodePathMark) == 0) return false;
        if ((flags & VariantHeader.NodePathHasProperty) != 0 && subnameCount < uint.MaxValue) subnameCount++;
        if (!TryReadStrings(mark & VariantHeader.CountMask, out List<string> names) || !TryReadStrings(subnameCount, out List<string> subnames)) return false;
        value = new NodePath(names, subnames, (flags & VariantHeader.NodePathIsAbsolute) != 0);
        return true;
    }

    private bool TryReadStrings(uint count, out List<string> texts)
    {
        texts = new List<string>();
        for (; count > 0; count--)
        {
            if (!TryCountElement() || !TryReadString(out string text)) return false;
            texts.Add(text);
        }

        return true;
    }
}
