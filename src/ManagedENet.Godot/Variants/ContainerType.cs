namespace ManagedENet.Godot.Variants;

/// <summary>What a typed array or dictionary of Godot 4 holds. The default value says: anything.</summary>
/// <param name="Type">The type; <see cref="VariantType.Nil"/> is any.</param>
/// <param name="ClassName">For objects, their class or the path of their script, else null.</param>
/// <param name="IsScript">True when <paramref name="ClassName"/> is the path of a script.</param>
public readonly record struct ContainerType(VariantType Type, string? ClassName = null, bool IsScript = false)
{
    internal const int None = 0;
    internal const int BuiltIn = 1;
    internal const int NamedClass = 2;
    internal const int Script = 3;

    /// <summary>The two bits that stand for it in a header.</summary>
    internal int Kind => Type == VariantType.Nil ? None : ClassName is null ? BuiltIn : IsScript ? Script : NamedClass;
}
