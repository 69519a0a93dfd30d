using System.Runtime.CompilerServices;

namespace ManagedENet.Protocol.Codecs;

/// <summary>What the compiler is told about a method that is a loop over a whole datagram.</summary>
internal static class CompilerHints
{
    /// <summary>
    /// Not to be inlined, for what is inlined into the loop already uses up all that the compiler allows. To be compiled once and well: the loop takes the
    /// time from the first datagram on, and what the tiers would learn from that one is wrong for others.
    /// </summary>
    public const MethodImplOptions DatagramLoop = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;
}
