using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace ManagedENet.Godot.Variants;

/// <summary>Reads values as Godot marshals them, from bytes that somebody else wrote. Never throws for what they contain, and never believes a length.</summary>
public ref partial struct VariantReader
{
    private readonly ReadOnlySpan<byte> _source;
    private readonly VariantLimits? _givenLimits;
    private readonly bool _isGodot3;
    private int _position;
    private int _elements;

    /// <summary>Makes a reader for one engine's bytes.</summary>
    /// <param name="source">The bytes.</param>
    /// <param name="version">Whose they are.</param>
    /// <param name="limits">What they may ask for, all reads together; null takes the defaults.</param>
    public VariantReader(ReadOnlySpan<byte> source, GodotWireVersion version = GodotWireVersion.Godot4, VariantLimits? limits = null)
        : this(source, version, limits, elements: 0)
    {
    }

    /// <summary>Makes a reader for the next part of a packet, whose parts share one limit.</summary>
    /// <param name="source">The part's bytes.</param>
    /// <param name="version">Whose they are.</param>
    /// <param name="limits">What the whole packet may ask for.</param>
    /// <param name="elements">Values that its parts before this one had.</param>
    internal VariantReader(ReadOnlySpan<byte> source, GodotWireVersion version, VariantLimits? limits, int elements)
    {
        _source = source;
        _givenLimits = limits;
        Limits.Validate();
        _isGodot3 = version == GodotWireVersion.Godot3;
        _position = 0;
        _elements = elements;
    }

    /// <summary>Bytes read so far. After a read that answered false it says nothing.</summary>
    public readonly int Consumed => _position;

    /// <summary>Values read so far, those of the parts before this one included.</summary>
    internal readonly int Elements => _elements;

    /// <summary>Bytes left.</summary>
    public readonly int Remaining => _source.Length - _position;

    /// <summary>Reads a value with its type in front (<c>decode_variant</c>).</summary>
    /// <returns>False when the bytes are no value, or ask for more than the limits allow; nothing more can be read then.</returns>
    public bool TryRead(out Variant value) => TryRead(out value, depth: 1);

    /// <summary>Reads a value in the short form of Godot 4's remote calls (<c>decode_and_decompress_variant</c>).</summary>
    /// <returns>False when the bytes are no value, or ask for more than the limits allow; nothing more can be read then.</returns>
    public bool TryReadShort(out Variant value)
    {
        value = default;
        if (_isGodot3 || Remaining == 0) return false;
        byte meta = _source[_position];
        switch ((VariantType)(meta & VariantHeader.ShortTypeMask))
        {
            case VariantType.Bool:
                _position++;
                value = (meta & VariantHeader.ShortTrue) != 0;
                return TryCountElement();
            case VariantType.Int:
                _position++;
                return TryReadShortInteger(meta >> VariantHeader.ShortLengthShift, out value) && TryCountElement();
            default:
                return TryRead(out value);
        }
    }

    /// <summary>Reads values in the short form until the bytes end.</summary>
    internal bool TryReadShortToEnd(out List<Variant> values)
    {
        values = new List<Variant>();
        while (Remaining > 0)
        {
            if (!TryReadShort(out Variant value)) return false;
            values.Add(value);
        }

        return true;
    }

    private bool TryReadShortInteger(int length, out Variant value)
    {
        value = default;
        if (!TryTake(1 << length, out ReadOnlySpan<byte> bytes)) return false;
        value = length switch
        {
            0 => (long)(sbyte)bytes[0],
            1 => (long)BinaryPrimitives.ReadInt16LittleEndian(bytes),
            2 => (long)BinaryPrimitives.ReadInt32LittleEndian(bytes),
            _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        };
        return true;
    }

    private bool TryRead(out Variant value, int depth)
    {
        value = default;
        if (depth > Limits.MaximumDepth || !TryCountElement() || !TryReadUInt32(out uint header)) return false;
        if (!TryReadType(header & VariantHeader.TypeMask, out VariantType type)) return false;
        bool is64 = (header & VariantHeader.Flag64) != 0;
        switch (type)
        {
            case VariantType.Nil:
                return true;
            case VariantType.Bool:
                bool isRead = TryReadUInt32(out uint truth);
                value = truth != 0;
                return isRead;
            case VariantType.Int:
                return TryReadInteger(is64, out value);
            case VariantType.Float:
                bool isNumber = TryReadReal(is64, out double number);
                value = number;
                return isNumber;
            case VariantType.Object:
                return TryReadObject(is64, out value);
            case VariantType.Dictionary:
                return TryReadDictionary(header, depth, out value);
            case VariantType.Array:
                return TryReadArray(header, depth, out value);
            default:
                return type >= VariantType.PackedByteArray ? TryReadPacked(type, is64, out value) : TryReadBody(type, is64, out value);
        }
    }

    private readonly bool TryReadType(uint number, out VariantType type)
    {
        if (_isGodot3) return Godot3Types.TryFromWire(number, out type);
        type = (VariantType)number;
        return type <= VariantType.PackedVector4Array;
    }

    private bool TryReadInteger(bool is64, out Variant value)
    {
        value = default;
        if (!TryTake(is64 ? sizeof(long) : sizeof(int), out ReadOnlySpan<byte> bytes)) return false;
        value = is64 ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : BinaryPrimitives.ReadInt32LittleEndian(bytes);
        return true;
    }

    // Whole objects, which could run their makers' code here, are refused as Godot refuses them by default.
    private bool TryReadObject(bool isNumberOnly, out Variant value)
    {
        value = default;
        if (!isNumberOnly || !TryTake(sizeof(ulong), out ReadOnlySpan<byte> bytes)) return false;
        value = new ObjectId(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        return true;
    }

    private bool TryReadDictionary(uint header, int depth, out Variant value)
    {
        value = default;
        if (!TryReadContainerType(header >> VariantHeader.ElementKindShift, out ContainerType keys)) return false;
        if (!TryReadContainerType(header >> VariantHeader.ValueKindShift, out ContainerType values)) return false;
        if (!TryReadUInt32(out uint count)) return false;
        var dictionary = new VariantDictionary { KeyType = keys, ValueType = values };
        for (count &= VariantHeader.CountMask; count > 0; count--)
        {
            if (!TryRead(out Variant key, depth + 1) || !TryRead(out Variant item, depth + 1)) return false;
            dictionary[key] = item;
        }

        value = dictionary;
        return true;
    }

    private bool TryReadArray(uint header, int depth, out Variant value)
    {
        value = default;
        if (!TryReadContainerType(header >> VariantHeader.ElementKindShift, out ContainerType elements) || !TryReadUInt32(out uint count)) return false;
        var array = new VariantArray { ElementType = elements };
        for (count &= VariantHeader.CountMask; count > 0; count--)
        {
            if (!TryRead(out Variant item, depth + 1)) return false;
            array.Add(item);
        }

        value = array;
        return true;
    }

    private bool TryReadContainerType(uint kind, out ContainerType type)
    {
        type = default;
        if (_isGodot3) return true;
        switch ((int)(kind & VariantHeader.KindMask))
        {
            case ContainerType.None:
                return true;
            case ContainerType.BuiltIn:
                if (!TryReadUInt32(out uint number) || number > (uint)VariantType.PackedVector4Array) return false;
                type = new ContainerType((VariantType)number);
                return true;
            case ContainerType.Script:
                if (!TryReadString(out string path)) return false;
                type = new ContainerType(VariantType.Object, path, IsScript: true);
                return true;
            default:
                if (!TryReadString(out string name)) return false;
                type = new ContainerType(VariantType.Object, name);
                return true;
        }
    }

    // Also of the default reader, which no constructor has seen.
    private readonly VariantLimits Limits => _givenLimits ?? VariantLimits.Default;

    private bool TryCountElement() => ++_elements <= Limits.MaximumElements;

    private bool TryTake(int count, out ReadOnlySpan<byte> bytes)
    {
        if ((uint)count > (uint)Remaining)
        {
            bytes = default;
            return false;
        }

        bytes = _source.Slice(_position, count);
        _position += count;
        return true;
    }

    private bool TryReadUInt32(out uint value)
    {
        bool isThere = TryTake(sizeof(uint), out ReadOnlySpan<byte> bytes);
        value = isThere ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : 0;
        return isThere;
    }

    // A zero ends a text, whatever its length says; bytes that are no UTF-8 become replacement characters.
    private bool TryReadString(out string text)
    {
        text = string.Empty;
        if (!TryReadUInt32(out uint length) || length > (uint)Remaining) return false;
        if (!TryTake((int)length, out ReadOnlySpan<byte> bytes) || !TryTake((int)(-length & 3), out _)) return false;
        int end = bytes.IndexOf((byte)0);
        text = Encoding.UTF8.GetString(end < 0 ? bytes : bytes.Slice(0, end));
        return true;
    }
}
