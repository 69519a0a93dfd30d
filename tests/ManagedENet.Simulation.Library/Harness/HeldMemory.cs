using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace ManagedENet.Simulation.Harness;

/// <summary>
/// How much memory an object and all that it leads to take, by walking there: arrays in full, whether or not their places are in use, and every field. It asks nobody, so
/// it cannot be fooled by a counter, and garbage that waits for its collector does not count.
/// </summary>
internal static class HeldMemory
{
    private const int ObjectBytes = 24;
    private const int ReferenceBytes = 8;

    // Long runs walk on several threads.
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> Fields = [];
    private static readonly ConcurrentDictionary<Type, int> Sizes = [];

    /// <summary>The same by the types of the objects, the largest first: where to look when it is too much.</summary>
    public static string Describe(object root, int most = 8)
    {
        var byType = new Dictionary<Type, long>();
        Walk(root, (found, bytes) => byType[found.GetType()] = byType.GetValueOrDefault(found.GetType()) + bytes);
        return string.Join(", ", byType.OrderByDescending(entry => entry.Value).Take(most).Select(entry => $"{entry.Key.Name} {entry.Value}"));
    }

    /// <summary>Bytes, as a 64-bit runtime lays them out, to within a few for each object.</summary>
    public static long Of(object root)
    {
        long total = 0;
        Walk(root, (_, bytes) => total += bytes);
        return total;
    }

    private static void Walk(object root, Action<object, long> see)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var waiting = new Stack<object>();
        waiting.Push(root);
        while (waiting.TryPop(out object? found))
        {
            // What belongs to the runtime or to everybody is nobody's.
            if (found is Type or Delegate or string or MemberInfo || !seen.Add(found)) continue;
            see(found, ObjectBytes + (found is Array array ? AddArray(array, waiting) : AddFields(found, found.GetType(), waiting)));
        }
    }

    private static long AddArray(Array array, Stack<object> waiting)
    {
        Type element = array.GetType().GetElementType()!;
        if (!element.IsPrimitive && !element.IsEnum && MayLeadAnywhere(element))
        {
            foreach (object? held in array)
            {
                if (held is null) continue;
                if (element.IsValueType) AddFields(held, element, waiting);
                else waiting.Push(held);
            }
        }

        return array.LongLength * SizeOf(element);
    }

    private static long AddFields(object owner, Type type, Stack<object> waiting)
    {
        long bytes = 0;
        foreach (FieldInfo field in FieldsOf(type))
        {
            Type held = field.FieldType;
            bytes += SizeOf(held);
            if (held.IsPrimitive || held.IsEnum || held.IsPointer || !MayLeadAnywhere(held)) continue;
            if (field.GetValue(owner) is not { } value) continue;
            if (held.IsValueType) AddFields(value, held, waiting);
            else waiting.Push(value);
        }

        return bytes;
    }

    private static bool MayLeadAnywhere(Type type)
    {
        if (!type.IsValueType) return true;
        foreach (FieldInfo field in FieldsOf(type))
        {
            if (!field.FieldType.IsPrimitive && !field.FieldType.IsEnum && !field.FieldType.IsPointer && MayLeadAnywhere(field.FieldType)) return true;
        }

        return false;
    }

    private static int SizeOf(Type type)
    {
        if (!type.IsValueType) return ReferenceBytes;
        if (Sizes.TryGetValue(type, out int known)) return known;
        int bytes = type.IsEnum ? SizeOf(Enum.GetUnderlyingType(type)) : type.IsPrimitive ? PrimitiveSize(type) : 0;
        if (bytes == 0)
        {
            foreach (FieldInfo field in FieldsOf(type)) bytes += SizeOf(field.FieldType);
        }

        return Sizes[type] = bytes;
    }

    private static int PrimitiveSize(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean or TypeCode.Byte or TypeCode.SByte => 1,
        TypeCode.Char or TypeCode.Int16 or TypeCode.UInt16 => 2,
        TypeCode.Int32 or TypeCode.UInt32 or TypeCode.Single => 4,
        _ => 8,
    };

    private static FieldInfo[] FieldsOf(Type type)
    {
        if (Fields.TryGetValue(type, out FieldInfo[]? known)) return known;
        List<FieldInfo> fields = [];
        for (Type? declaring = type; declaring is not null; declaring = declaring.BaseType)
        {
            fields.AddRange(declaring.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly));
        }

        return Fields[type] = [.. fields];
    }
}
