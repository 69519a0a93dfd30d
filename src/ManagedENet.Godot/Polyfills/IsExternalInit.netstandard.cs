namespace System.Runtime.CompilerServices;

/// <summary>Lets the compiler accept init-only properties on netstandard2.1, whose framework lacks this type.</summary>
internal static class IsExternalInit
{
}
