using System.Runtime.CompilerServices;

namespace ManagedENet.Protocol.Codecs;

/// <summary>
/// One context of order 1 or 2: which values followed the last byte, or the last two, and how often; as one number, so that it is read and written at once.
/// The default is an empty context.
/// <code>
///     63     48 47     32 31     16 15      0
///     | total  | escapes | length  | block  |      block: the first unit of its symbols in the slab
/// </code>
/// </summary>
internal readonly struct SuccessorContext
{
    private const ulong OneSymbol = 1UL << 16;
    private const ulong OneOccurrence = (ulong)CoderConstants.Step << 48;
    private const ulong FirstOccurrence = OneSymbol + ((ulong)CoderConstants.EscapeStep << 32) + ((ulong)CoderConstants.EscapeStep << 48) + OneOccurrence;

    private readonly ulong _bits;

    private SuccessorContext(ulong bits) => _bits = bits;

    public bool IsEmpty => _bits == 0;

    public int Block => (ushort)_bits;

    /// <summary>Number of symbols, at most 256.</summary>
    public int Length => (ushort)(_bits >> 16);

    /// <summary>What the escape to the next shorter context counts.</summary>
    public uint Escapes => (ushort)(_bits >> 32);

    /// <summary>What all symbols and the escape count together.</summary>
    public uint Total => (uint)(_bits >> 48);

    // Requirement: RNG-009, RNG-017
    /// <summary>A context with its first symbol.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SuccessorContext Begin(int block) => new(FirstOccurrence + (uint)block);

    /// <summary>With one more symbol, which makes the escape more likely too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SuccessorContext WithSymbol() => new(_bits + FirstOccurrence);

    /// <summary>With one more occurrence of a symbol.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SuccessorContext WithOccurrence() => new(_bits + OneOccurrence);

    public SuccessorContext WithBlock(int block) => new((_bits & ~0xFFFFUL) | (uint)block);

    public SuccessorContext WithTotals(uint escapes, uint total) => new((uint)_bits | ((ulong)escapes << 32) | ((ulong)total << 48));
}
