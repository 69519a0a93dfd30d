using System;
using System.Globalization;
using System.Numerics;

namespace ManagedENet.Godot.Variants;

/// <summary>A value of any type that scripts know. Stands for Godot's <c>Variant</c>. The default value is nil.</summary>
/// <remarks>Numbers and texts convert by themselves: <c>Variant health = 100;</c>. To read, ask with <see cref="TryGet{T}"/>, which never throws.</remarks>
public readonly partial struct Variant : IEquatable<Variant>
{
    private readonly long _bits;
    private readonly object? _object;

    private Variant(VariantType type, long bits)
    {
        Type = type;
        _bits = bits;
        _object = null;
    }

    private Variant(VariantType type, object value)
    {
        Type = type;
        _bits = 0;
        _object = value ?? throw new ArgumentNullException(nameof(value), "A Variant of nothing is default.");
    }

    /// <summary>What it holds.</summary>
    public VariantType Type { get; }

    /// <summary>True for nil.</summary>
    public bool IsNil => Type == VariantType.Nil;

    internal object? Boxed => _object;

    /// <summary>A text of the type <see cref="VariantType.StringName"/>.</summary>
    public static Variant StringName(string name) => new(VariantType.StringName, name);

    /// <summary>An empty function; more than that does not travel.</summary>
    public static Variant EmptyCallable => new(VariantType.Callable, 0L);

    /// <summary>
    /// Reads the value as a type of .NET: bool, long, int, double, float, string (texts and string names), System.Numerics' vectors, the types of this namespace,
    /// and arrays for the packed ones. A number may be read as any of the number types that can hold it. A <see cref="Variant"/> is the value itself.
    /// </summary>
    /// <typeparam name="T">The type to read it as.</typeparam>
    /// <param name="value">The value.</param>
    /// <returns>False when it holds something else.</returns>
    public bool TryGet<T>(out T value)
    {
        // Whoever takes a value of any type asks for it as it is.
        if (typeof(T) == typeof(Variant))
        {
            value = (T)(object)this;
            return true;
        }

        if (ReadAs(typeof(T)) is T read)
        {
            value = read;
            return true;
        }

        value = default!;
        return false;
    }

    /// <summary>Reads the value as <see cref="TryGet{T}"/> does.</summary>
    /// <exception cref="InvalidCastException">It holds something else.</exception>
    public T Get<T>() => TryGet(out T value) ? value : throw new InvalidCastException($"A Variant of type {Type} is no {typeof(T).Name}; use TryGet for what others sent.");

    /// <inheritdoc/>
    public bool Equals(Variant other) => Equals(other, depth: 0);

    /// <summary>Compares what is so deep in arrays and dictionaries. What contains itself, or is nested deeper than anything that can be read, equals only itself.</summary>
    internal bool Equals(in Variant other, int depth)
    {
        if (Type != other.Type || _bits != other._bits) return false;
        return _object switch
        {
            null => other._object is null,
            VariantArray or VariantDictionary when ReferenceEquals(_object, other._object) => true,
            VariantArray or VariantDictionary when depth >= VariantLimits.DeepestNesting => false,
            VariantArray array => array.ContentEquals((VariantArray)other._object!, depth),
            VariantDictionary dictionary => dictionary.ContentEquals((VariantDictionary)other._object!, depth),
            Array packed => PackedEquals(packed, (Array)other._object!),
            _ => _object.Equals(other._object),
        };
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Variant other && Equals(other);

    // Seeded, and with both halves mixed in: keys that collide cannot be prepared.
    /// <inheritdoc/>
    public override int GetHashCode() => Type >= VariantType.Dictionary
        ? (int)Type
        : HashCode.Combine((int)Type, (int)_bits, (int)(_bits >> 32), _object);

    /// <inheritdoc/>
    public override string ToString() => Type switch
    {
        VariantType.Nil => "null",
        VariantType.Bool => _bits != 0 ? "true" : "false",
        VariantType.Int => _bits.ToString(CultureInfo.InvariantCulture),
        VariantType.Float => Double.ToString("R", CultureInfo.InvariantCulture),
        VariantType.Callable => "Callable()",
        _ when _object is Array packed => FormattableString.Invariant($"{Type}[{packed.Length}]"),
        _ => Convert.ToString(_object, CultureInfo.InvariantCulture) ?? string.Empty,
    };

    internal long Bits => _bits;

    internal double Double => BitConverter.Int64BitsToDouble(_bits);

    private object? ReadAs(Type type)
    {
        switch (Type)
        {
            case VariantType.Bool:
                return type == typeof(bool) ? _bits != 0 : null;
            case VariantType.Int:
                if (type == typeof(long)) return _bits;
                if (type == typeof(int)) return _bits is >= int.MinValue and <= int.MaxValue ? (int)_bits : null;
                if (type == typeof(double)) return (double)_bits;
                return type == typeof(float) ? (float)_bits : null;
            case VariantType.Float:
                if (type == typeof(double)) return Double;
                return type == typeof(float) ? (float)Double : null;
            default:
                return _object;
        }
    }

    private static bool PackedEquals(Array left, Array right)
    {
        if (left.Length != right.Length) return false;
        for (int i = 0; i < left.Length; i++)
        {
            if (!Equals(left.GetValue(i), right.GetValue(i))) return false;
        }

        return true;
    }

    /// <summary>The same type and value.</summary>
    public static bool operator ==(Variant left, Variant right) => left.Equals(right);

    /// <summary>Another type or value.</summary>
    public static bool operator !=(Variant left, Variant right) => !left.Equals(right);
}
