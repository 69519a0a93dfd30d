using System;
using System.Collections.Generic;
using System.Linq;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.InteropServices;
using ManagedENet.Protocol.Hosting;

namespace ManagedENet.Simulation.Twins;

/// <summary>
/// Reads every number, flag and address out of an object and of all objects of ours that it holds, by reflection: what a later change adds or moves is compared by
/// itself. Payload bytes are left out, since events and datagrams show them.
/// </summary>
internal sealed class FactReader
{
    // By their names: the options hold the one thing in which twins differ, and blocks of payload and the application's object tell nothing.
    private static readonly string[] SkippedTypes = ["HostOptions", "PacketBlock"];

    // What a connection with nothing in flight keeps of its time-out is old, and looked at by nobody; with something in flight it stands in the table of deadlines. And the
    // switch is the one thing in which twins differ.
    private static readonly string[] SkippedFields = ["NextTimeoutUs", "UsesGeneralWay"];
    private static readonly Dictionary<Type, FactReader> Known = [];
    private static readonly BindingFlags Everything = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly List<string> _names = [];
    private readonly List<(string Name, Func<object, object?> Get)> _objects = [];
    private readonly List<(string Name, Func<object, object?> Get)> _arrays = [];
    private readonly Action<object, List<long>> _read;

    private FactReader(Type type)
    {
        ParameterExpression parameter = Expression.Parameter(typeof(object));
        ParameterExpression facts = Expression.Parameter(typeof(List<long>));
        List<Expression> leaves = [];
        Collect(Expression.Convert(parameter, type), type, "", parameter, leaves);
        IEnumerable<Expression> adds = leaves.Select(leaf => Expression.Call(facts, nameof(List<long>.Add), null, leaf));
        _read = Expression.Lambda<Action<object, List<long>>>(Expression.Block([.. adds, Expression.Empty()]), parameter, facts).Compile();
    }

    /// <summary>All facts, as numbers alone; the names are asked for when two lists differ.</summary>
    public static void Read(object root, List<long> facts) => Read(root, "", facts, null, new HashSet<object>(ReferenceEqualityComparer.Instance));

    /// <summary>The name of each fact that <see cref="Read(object, List{long})"/> gives.</summary>
    public static List<string> NamesOf(object root)
    {
        List<string> names = [];
        Read(root, "", [], names, new HashSet<object>(ReferenceEqualityComparer.Instance));
        return names;
    }

    private static void Read(object root, string path, List<long> facts, List<string>? names, HashSet<object> seen)
    {
        if (!seen.Add(root)) return;
        FactReader reader = Of(root.GetType());
        reader._read(root, facts);
        names?.AddRange(reader._names.Select(name => path + name));
        foreach ((string name, Func<object, object?> get) in reader._arrays)
        {
            facts.Add(Digest((Array?)get(root)));
            names?.Add(path + name + "[]");
        }

        foreach ((string name, Func<object, object?> get) in reader._objects)
        {
            object? held = get(root);
            facts.Add(held is null ? 0 : 1);
            names?.Add(path + name + " is there");
            if (held is Array array)
            {
                for (int i = 0; i < array.Length; i++)
                {
                    if (array.GetValue(i) is { } element) Read(element, names is null ? "" : $"{path}{name}[{i}].", facts, names, seen);
                }
            }
            else if (held is not null)
            {
                Read(held, names is null ? "" : $"{path}{name}.", facts, names, seen);
            }
        }
    }

    private static FactReader Of(Type type)
    {
        if (!Known.TryGetValue(type, out FactReader? reader)) Known.Add(type, reader = new FactReader(type));
        return reader;
    }

    private void Collect(Expression owner, Type type, string path, ParameterExpression parameter, List<Expression> leaves)
    {
        for (Type? declaring = type; declaring is not null && declaring != typeof(object); declaring = declaring.BaseType)
        {
            foreach (FieldInfo field in declaring.GetFields(Everything).OrderBy(field => field.MetadataToken))
            {
                if (SkippedFields.Contains(NameOf(field))) continue;
                Type held = field.FieldType;
                string name = path + NameOf(field);
                Expression value = Expression.Field(owner, field);
                if (held.IsPrimitive || held.IsEnum)
                {
                    _names.Add(name);
                    leaves.Add(ToNumber(value));
                }
                else if (held.IsArray && held.GetElementType()!.IsPrimitive)
                {
                    if (held != typeof(byte[])) _arrays.Add((name, Getter(value, parameter)));
                }
                else if (IsOurs(held) && held.IsValueType)
                {
                    Collect(value, held, name + ".", parameter, leaves);
                }
                else if (IsOurs(held.IsArray ? held.GetElementType()! : held) && !(held.GetElementType()?.IsValueType ?? false))
                {
                    _objects.Add((name, Getter(value, parameter)));
                }
            }
        }
    }

    private static bool IsOurs(Type type) =>
        (type.Namespace ?? "").StartsWith("ManagedENet", StringComparison.Ordinal) && !type.IsInterface && !type.IsArray && !typeof(Delegate).IsAssignableFrom(type)
        && !SkippedTypes.Contains(type.Name);

    private static string NameOf(FieldInfo field) => field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>')] : field.Name;

    private static Func<object, object?> Getter(Expression value, ParameterExpression parameter) =>
        Expression.Lambda<Func<object, object?>>(Expression.Convert(value, typeof(object)), parameter).Compile();

    private static Expression ToNumber(Expression value)
    {
        if (value.Type == typeof(bool)) return Expression.Condition(value, Expression.Constant(1L), Expression.Constant(0L));
        if (value.Type == typeof(double)) return Expression.Call(typeof(BitConverter), nameof(BitConverter.DoubleToInt64Bits), null, value);
        return Expression.Convert(value, typeof(long));
    }

    private static long Digest(Array? array) => array switch
    {
        null => 0,
        long[] numbers => Digest(MemoryMarshal.AsBytes(numbers.AsSpan())),
        ulong[] numbers => Digest(MemoryMarshal.AsBytes(numbers.AsSpan())),
        int[] numbers => Digest(MemoryMarshal.AsBytes(numbers.AsSpan())),
        uint[] numbers => Digest(MemoryMarshal.AsBytes(numbers.AsSpan())),
        ushort[] numbers => Digest(MemoryMarshal.AsBytes(numbers.AsSpan())),
        _ => throw new AssertionException($"A digest of {array.GetType()} is missing here."),
    };

    private static long Digest(ReadOnlySpan<byte> bytes)
    {
        const ulong prime = 0x9E37_79B9_7F4A_7C15;
        ulong digest = (ulong)bytes.Length + 1;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words) digest = (digest ^ word) * prime;
        foreach (byte b in bytes[(words.Length * sizeof(ulong))..]) digest = (digest ^ b) * prime;
        return (long)digest;
    }
}
