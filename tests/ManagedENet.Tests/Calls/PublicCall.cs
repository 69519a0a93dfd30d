using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace ManagedENet.Tests.Calls;

/// <summary>One public member that can be called: a method, a constructor, an operator, one half of a property or an event. Found by reflection, so that a new one is among them.</summary>
internal sealed class PublicCall
{
    private const BindingFlags Visible = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static;

    private PublicCall(Type type, MethodBase method)
    {
        Type = type;
        Method = method;
        Parameters = method.GetParameters();
    }

    /// <summary>The type it is called on.</summary>
    public Type Type { get; }

    public MethodBase Method { get; }

    public IReadOnlyList<ParameterInfo> Parameters { get; }

    public bool NeedsTarget => !Method.IsStatic && !Method.IsConstructor;

    /// <summary>True for the half of a property that reads it.</summary>
    public bool IsFact => NeedsTarget && Method.IsSpecialName && Method.Name.StartsWith("get_", StringComparison.Ordinal) && Parameters.Count == 0;

    /// <summary>The member as the documentation names it: the property of an accessor.</summary>
    public string MemberName => Method.IsConstructor ? "#ctor" : Method.IsSpecialName && !Method.Name.StartsWith("op_", StringComparison.Ordinal) ? NameOfAccessed : Method.Name;

    private string NameOfAccessed => Method.Name.Substring(Method.Name.IndexOf('_') + 1);

    /// <summary>Every public call of a type, those it inherits from our own types included.</summary>
    public static IReadOnlyList<PublicCall> Of(Type type, ArgumentSource arguments)
    {
        IEnumerable<MethodBase> methods = type.GetMethods(Visible | BindingFlags.FlattenHierarchy).Where(method => IsOurs(method.DeclaringType!.Assembly) && !IsInitializer(method));
        if (!type.IsAbstract) methods = methods.Concat(type.GetConstructors());
        return methods.Select(method => new PublicCall(type, Close(method, arguments))).OrderBy(call => call.ToString(), StringComparer.Ordinal).ToArray();
    }

    /// <summary>The public types of an assembly that have something to call, and can be kept.</summary>
    public static IEnumerable<Type> TypesOf(Assembly assembly) => AllTypesOf(assembly).Where(type => !type.IsByRefLike);

    /// <summary>The public types of an assembly that have something to call, ref structs included.</summary>
    public static IEnumerable<Type> AllTypesOf(Assembly assembly) => assembly.GetExportedTypes()
        .Where(type => !type.IsEnum && !type.IsInterface && !typeof(Delegate).IsAssignableFrom(type))
        .OrderBy(type => type.FullName, StringComparer.Ordinal);

    public static bool IsOurs(Assembly assembly) => assembly.GetName().Name!.StartsWith("ManagedENet", StringComparison.Ordinal);

    /// <summary>Calls it; what it throws comes out.</summary>
    public object? Invoke(object? target, object?[] arguments) => CallCompiler.For(Method)(target, arguments);

    public override string ToString() => $"{Type.Name}.{Method.Name.TrimStart('.')}({string.Join(", ", Parameters.Select(parameter => CallCompiler.ValueTypeOf(parameter).Name))})";

    // What an initializer sets cannot be called afterwards.
    private static bool IsInitializer(MethodInfo method) => method.ReturnParameter.GetRequiredCustomModifiers().Length > 0;

    private static MethodBase Close(MethodBase method, ArgumentSource arguments) => method is MethodInfo { IsGenericMethodDefinition: true } open
        ? open.MakeGenericMethod(open.GetGenericArguments().Select(arguments.TypeFor).ToArray())
        : method;
}
