using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace ManagedENet.Tests.Architecture;

/// <summary>Writes the public types and members of an assembly, one per line, in an order of its own.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Describe(Assembly assembly)
    {
        foreach (Type type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            yield return DescribeType(type);
            IEnumerable<string> members = typeof(Delegate).IsAssignableFrom(type) ? [] : type.GetMembers(Declared).Select(DescribeMember).OfType<string>();
            foreach (string member in members.Order(StringComparer.Ordinal)) yield return "    " + member;
        }
    }

    private static string DescribeType(Type type)
    {
        string kind = type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct" : "class";
        if (type.IsByRefLike) kind = "ref " + kind;
        else if (type.IsAbstract && type.IsSealed) kind = "static " + kind;
        else if (type.IsAbstract && !type.IsInterface) kind = "abstract " + kind;
        else if (type.IsSealed && type.IsClass) kind = "sealed " + kind;
        IEnumerable<string> bases = type.GetInterfaces().Where(face => face.IsPublic).Select(NameOf).Order(StringComparer.Ordinal);
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum)) bases = bases.Prepend(NameOf(parent));
        string inherits = type.IsEnum ? NameOf(Enum.GetUnderlyingType(type)) : string.Join(", ", bases);
        return $"{kind} {NameOf(type, isQualified: true)}{(inherits.Length == 0 ? "" : " : " + inherits)}";
    }

    private static string? DescribeMember(MemberInfo member) => member switch
    {
        FieldInfo field when IsVisible(field.IsPublic, field.IsFamily || field.IsFamilyOrAssembly) && !field.IsSpecialName => DescribeField(field),
        PropertyInfo property => DescribeProperty(property),
        EventInfo @event when @event.AddMethod is { IsPublic: true } => $"event {NameOf(@event.EventHandlerType!)} {@event.Name}",
        ConstructorInfo constructor when !constructor.IsStatic && IsVisible(constructor) => $"new({Parameters(constructor)})",
        MethodInfo method when IsVisible(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) => DescribeMethod(method),
        _ => null,
    };

    private static string DescribeField(FieldInfo field)
    {
        if (field.DeclaringType!.IsEnum) return $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue())}";
        if (field.IsLiteral) return $"const {NameOf(field.FieldType)} {field.Name} = {field.GetRawConstantValue()}";
        return $"{(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{NameOf(field.FieldType)} {field.Name}";
    }

    private static string? DescribeProperty(PropertyInfo property)
    {
        bool isRead = property.GetMethod is { } getter && IsVisible(getter);
        bool isWritten = property.SetMethod is { } setter && IsVisible(setter);
        if (!isRead && !isWritten) return null;
        bool isInit = isWritten && property.SetMethod!.ReturnParameter.GetRequiredCustomModifiers().Length > 0;
        string index = string.Join(", ", property.GetIndexParameters().Select(parameter => $"{NameOf(parameter.ParameterType)} {parameter.Name}"));
        string name = index.Length == 0 ? property.Name : $"this[{index}]";
        bool isStatic = (property.GetMethod ?? property.SetMethod)!.IsStatic;
        return $"{(isStatic ? "static " : "")}{NameOf(property.PropertyType)} {name} {{{(isRead ? " get;" : "")}{(isInit ? " init;" : isWritten ? " set;" : "")} }}";
    }

    private static string DescribeMethod(MethodInfo method)
    {
        string generic = method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";
        return $"{(method.IsStatic ? "static " : "")}{NameOf(method.ReturnType)} {method.Name}{generic}({Parameters(method)})";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
    {
        string direction = parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? parameter.IsIn ? "in " : "ref " : "";
        string value = parameter.HasDefaultValue ? $" = {parameter.RawDefaultValue ?? "default"}" : "";
        return $"{direction}{NameOf(parameter.ParameterType)} {parameter.Name}{value}";
    }));

    private static string NameOf(Type type) => NameOf(type, isQualified: false);

    private static string NameOf(Type type, bool isQualified)
    {
        if (type.IsByRef) return NameOf(type.GetElementType()!);
        if (type.IsArray) return NameOf(type.GetElementType()!) + "[]";
        if (type.IsGenericParameter) return type.Name;
        string name = isQualified ? type.FullName!.Replace('+', '.') : type.IsNested ? $"{NameOf(type.DeclaringType!)}.{type.Name}" : type.Name;
        if (!type.IsGenericType) return name;
        return $"{name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>";
    }

    private static bool IsVisible(MethodBase method) => IsVisible(method.IsPublic, method.IsFamily || method.IsFamilyOrAssembly);

    private static bool IsVisible(bool isPublic, bool isFamily) => isPublic || isFamily;
}
