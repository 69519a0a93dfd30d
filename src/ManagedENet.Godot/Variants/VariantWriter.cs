using System;
using System.Collections.Generic;
using System.Globalization;

namespace ManagedENet.Godot.Variants;

/// <summary>Writes values as Godot marshals them. Keep one and <see cref="Clear"/> it: it allocates nothing once it has grown.</summary>
public sealed partial class VariantWriter
{
    // Beyond this a structure probably contains itself; Godot stops at 1,024.
    private const int MaximumDepth = 256;

    private readonly ByteBuffer _buffer;
    private readonly bool _isGodot3;

    /// <summary>Makes a writer for one engine's bytes.</summary>
    public VariantWriter(GodotWireVersion version = GodotWireVersion.Godot4)
        : this(new ByteBuffer(), version)
    {
    }

    internal VariantWriter(ByteBuffer buffer, GodotWireVersion version)
    {
        _buffer = buffer;
        _isGodot3 = version == GodotWireVersion.Godot3;
    }

    /// <summary>What was written; valid until the next write.</summary>
    public ReadOnlySpan<byte> WrittenSpan => _buffer.Span;

    /// <summary>Starts again.</summary>
    public void Clear() => _buffer.Clear();

    /// <summary>Writes a value with its type in front (<c>encode_variant</c>).</summary>
    /// <exception cref="NotSupportedException">Godot 3 has no such type.</exception>
    /// <exception cref="ArgumentException">Arrays or dictionaries are nested too deep, or contain themselves.</exception>
    public void Write(Variant value) => Write(value, depth: 0);

    /// <summary>
    /// Writes a value in the short form of Godot 4's remote calls (<c>encode_and_compress_variant</c>): truth values and whole numbers shrink, the rest is as in <see cref="Write(Variant)"/>.
    /// </summary>
    /// <exception cref="NotSupportedException">Godot 3 has no short form.</exception>
    /// <exception cref="ArgumentException">Arrays or dictionaries are nested too deep, or contain themselves.</exception>
    public void WriteShort(Variant value)
    {
        if (_isGodot3) throw new NotSupportedException("Godot 3 has no short form of values; use Write.");
        switch (value.Type)
        {
            case VariantType.Bool:
                _buffer.WriteByte((byte)((int)VariantType.Bool | (value.Bits != 0 ? VariantHeader.ShortTrue : 0)));
                break;
            case VariantType.Int:
                WriteShortInteger(value.Bits);
                break;
            default:
                Write(value);
                break;
        }
    }

    private void WriteShortInteger(long value)
    {
        int length = value == (sbyte)value ? 0 : value == (short)value ? 1 : value == (int)value ? 2 : 3;
        _buffer.WriteByte((byte)((int)VariantType.Int | (length << VariantHeader.ShortLengthShift)));
        switch (length)
        {
            case 0:
                _buffer.WriteByte((byte)value);
                break;
            case 1:
                _buffer.WriteUInt16((ushort)value);
                break;
            case 2:
                _buffer.WriteUInt32((uint)value);
                break;
            default:
                _buffer.WriteInt64(value);
                break;
        }
    }

    private void Write(in Variant value, int depth)
    {
        if (depth > MaximumDepth) throw new ArgumentException("Arrays and dictionaries are nested too deep, or contain themselves.", nameof(value));
        uint type = TypeNumber(value.Type);
        switch (value.Boxed)
        {
            case null:
                WriteScalar(value, type);
                break;
            case VariantDictionary dictionary:
                WriteDictionary(dictionary, type, depth);
                break;
            case VariantArray array:
                WriteArray(array, type, depth);
                break;
            case ObjectId id:
                _buffer.WriteUInt32(id.Id == 0 ? 0 : type | VariantHeader.Flag64);
                if (id.Id != 0) _buffer.WriteInt64((long)id.Id);
                break;
            default:
                _buffer.WriteUInt32(type);
                WriteBody(value.Boxed);
                break;
        }
    }

    private uint TypeNumber(VariantType type)
    {
        if (!_isGodot3) return (uint)type;
        if (Godot3Types.TryToWire(type, out uint number)) return number;
        throw new NotSupportedException($"Godot 3 has no {type}; send a type that it knows.");
    }

    private void WriteScalar(in Variant value, uint type)
    {
        switch (value.Type)
        {
            case VariantType.Bool:
                _buffer.WriteUInt32(type);
                _buffer.WriteUInt32(value.Bits != 0 ? 1u : 0);
                break;
            case VariantType.Int when value.Bits == (int)value.Bits:
                _buffer.WriteUInt32(type);
                _buffer.WriteUInt32((uint)value.Bits);
                break;
            case VariantType.Float when (float)value.Double == value.Double:
                _buffer.WriteUInt32(type);
                _buffer.WriteSingle((float)value.Double);
                break;
            case VariantType.Int or VariantType.Float:
                _buffer.WriteUInt32(type | VariantHeader.Flag64);
                _buffer.WriteInt64(value.Bits);
                break;
            default:
                // Nothing follows nil and the empty function.
                _buffer.WriteUInt32(type);
                break;
        }
    }

    private void WriteDictionary(VariantDictionary dictionary, uint type, int depth)
    {
        ContainerType keys = _isGodot3 ? default : dictionary.KeyType;
        ContainerType values = _isGodot3 ? default : dictionary.ValueType;
        _buffer.WriteUInt32(type | (uint)(keys.Kind << VariantHeader.ElementKindShift) | (uint)(values.Kind << VariantHeader.ValueKindShift));
        WriteContainerType(keys);
        WriteContainerType(values);
        _buffer.WriteInt32(dictionary.Count);
        foreach (KeyValuePair<Variant, Variant> pair in dictionary)
        {
            Write(pair.Key, depth + 1);
            Write(pair.Value, depth + 1);
        }
    }

    private void WriteArray(VariantArray array, uint type, int depth)
    {
        ContainerType elements = _isGodot3 ? default : array.ElementType;
        _buffer.WriteUInt32(type | (uint)(elements.Kind << VariantHeader.ElementKindShift));
        WriteContainerType(elements);
        _buffer.WriteInt32(array.Count);
        foreach (Variant item in array) Write(item, depth + 1);
    }

    private void WriteContainerType(in ContainerType type)
    {
        if (type.Kind == ContainerType.BuiltIn) _buffer.WriteUInt32((uint)type.Type);
        else if (type.Kind != ContainerType.None) WriteString(type.ClassName!);
    }

    private void WriteString(string text)
    {
        int at = _buffer.Length;
        _buffer.WriteUInt32(0);
        int length = _buffer.WriteText(text);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(_buffer.At(at, sizeof(int)), length);
        _buffer.Pad(length);
    }
}
