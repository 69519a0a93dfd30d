using System.Runtime.CompilerServices;

namespace ManagedENet.Protocol.Codecs;

/// <summary>
/// The adaptive model: what is likely to come after the last two bytes. It asks the context of order 2 first, then the one of order 1, then the root,
/// which knows every value. A context that does not know a value says so with an escape, and learns it. Encoder and decoder keep equal models by doing
/// the same with every byte.
/// <code>
///     ... t h e _ t h [e]      order 2: what has followed "th"?     order 1: what has followed "h"?     order 0: any byte
///                 \_/
///                pair; single is "h"
/// </code>
/// </summary>
internal sealed partial class ContextModel
{
    /// <summary>Most intervals that one byte needs: two escapes and itself.</summary>
    public const int IntervalsPerByte = CoderConstants.Order + 1;

    private readonly ByteFrequencies _root = new();
    private readonly SuccessorTable _successors = new();

    // The contexts of the next byte: of order 2, after the last two bytes, and of order 1, after the last one.
    private int _pair;
    private int _single;

    // Values that have occurred, and the root itself.
    private int _rootSymbols;

    // Requirement: RNG-001, RNG-010
    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        _root.Reset();
        _successors.Reset();
        _rootSymbols = 1;
        _pair = SuccessorTable.None;
        _single = SuccessorTable.None;
    }

    private void AddToRoot(byte value, uint count)
    {
        _root.Add(value, count);
        if (count != CoderConstants.RootMinimum)
            return;

        _rootSymbols++;
        _successors.ContextAt(value) = default;
    }

    // Requirement: RNG-010, RNG-019
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Advance(byte value, int link)
    {
        _pair = link;
        _single = value;
        if (_rootSymbols + _successors.SymbolCount >= CoderConstants.FullSymbolCount)
            Reset();
    }
}
