using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace ManagedENet.Tests.Calls;

/// <summary>
/// Values for parameters, by type: the first is what a program would pass, the others are what it should not, or rarely does. The objects that members are called on come
/// from here as well. Values are made anew for every call.
/// </summary>
internal sealed class ArgumentSource
{
    private readonly Dictionary<Type, Func<object?>[]> _makers = new();
    private readonly Dictionary<Type, Type> _typeArguments = new();

    public ArgumentSource()
    {
        For(() => true, () => false);
        For<byte>(() => 0, () => byte.MaxValue);
        For<ushort>(() => 1, () => ushort.MaxValue);
        For(() => 1, () => 0, () => -1, () => 1000, () => 70_000);
        For<uint>(() => 0, () => uint.MaxValue);
        For<long>(() => 1, () => -1, () => long.MaxValue);
        For<ulong>(() => 1, () => ulong.MaxValue);
        For(() => 0.5, () => double.NaN, () => -1);
        For(() => 0.5f, () => float.NaN);
        For(() => "text", () => "", () => null!);
        For(() => new object(), () => null!);
        For(() => TimeSpan.Zero, () => TimeSpan.FromMilliseconds(1), () => TimeSpan.MinValue);
        For<byte[]>(() => [1, 2, 3], () => [], () => new byte[5000]);
    }

    /// <summary>Adds a type, or replaces what is there.</summary>
    public ArgumentSource For<T>(params Func<T>[] makers)
    {
        _makers[typeof(T)] = makers.Select(maker => (Func<object?>)(() => maker())).ToArray();
        return this;
    }

    /// <summary>Says that this machine has none of this type, whose members nobody can call then.</summary>
    public void Without(Type type) => _makers[type] = [() => null];

    /// <summary>Adds what stands for a type parameter with this constraint.</summary>
    public ArgumentSource ForTypeParameter(Type constraint, Type type)
    {
        _typeArguments[constraint] = type;
        return this;
    }

    /// <summary>What a program would use.</summary>
    public object? Usual(Type type, string wantedBy) => Makers(type, wantedBy)[0]();

    /// <summary>Makers of all values of a type, the usual one first.</summary>
    public IReadOnlyList<Func<object?>> Every(Type type, string wantedBy) => Makers(type, wantedBy);

    public Type TypeFor(Type parameter)
    {
        Type constraint = parameter.GetGenericParameterConstraints().FirstOrDefault(candidate => candidate != typeof(ValueType)) ?? typeof(object);
        return _typeArguments.TryGetValue(constraint, out Type? type)
            ? type
            : throw new AssertionException($"{parameter.DeclaringMethod} has the type parameter {parameter}: add what stands for it with {nameof(ForTypeParameter)}(typeof({constraint})).");
    }

    /// <summary>What makes sets of arguments: the usual one, then one for each other value of each parameter.</summary>
    public IReadOnlyList<Func<object?[]>> SetsFor(PublicCall call)
    {
        Func<object?>[][] makers = call.Parameters.Select(parameter => Makers(parameter, call)).ToArray();
        List<Func<object?[]>> sets = [() => Make(makers, -1, 0)];
        for (int i = 0; i < makers.Length; i++)
        {
            int at = i;
            sets.AddRange(Enumerable.Range(1, makers[i].Length - 1).Select(value => (Func<object?[]>)(() => Make(makers, at, value))));
        }

        return sets;
    }

    private static object?[] Make(Func<object?>[][] makers, int at, int value) => makers.Select((candidates, i) => candidates[i == at ? value : 0]()).ToArray();

    private Func<object?>[] Makers(ParameterInfo parameter, PublicCall call)
    {
        // What a call gives out it takes from nobody.
        if (parameter.IsOut) return [() => null];
        return Makers(CallCompiler.ValueTypeOf(parameter), $"{call}");
    }

    private Func<object?>[] Makers(Type type, string wantedBy)
    {
        if (_makers.TryGetValue(type, out Func<object?>[]? makers)) return makers;
        if (CallCompiler.IsSpan(type)) return Makers(type.GetGenericArguments()[0].MakeArrayType(), wantedBy);
        if (type.IsEnum) return [() => Enum.GetValues(type).GetValue(0), () => Enum.ToObject(type, 99)];
        if (Nullable.GetUnderlyingType(type) is not null) return [() => null];
        if (typeof(Delegate).IsAssignableFrom(type)) return [() => null];
        if (type.IsArray) return [() => Array.CreateInstance(type.GetElementType()!, 0)];
        throw new AssertionException($"{wantedBy} wants a {type}: add what makes one to {nameof(ArgumentSource)}.{nameof(For)}<{type.Name}>.");
    }
}
