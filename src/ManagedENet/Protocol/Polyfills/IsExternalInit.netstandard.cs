namespace System.Runtime.CompilerServices;

// The compiler asks for this type to allow init accessors; netstandard2.1 lacks it.
internal static class IsExternalInit
{
}
