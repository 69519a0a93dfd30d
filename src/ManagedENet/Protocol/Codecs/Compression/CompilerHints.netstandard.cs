using System.Runtime.CompilerServices;

namespace ManagedENet.Protocol.Codecs;

/// <summary>What the compiler is told about a method that is a loop over a whole datagram.</summary>
internal static class CompilerHints
{
    public const MethodImplOptions DatagramLoop = MethodImplOptions.NoInlining;
}
