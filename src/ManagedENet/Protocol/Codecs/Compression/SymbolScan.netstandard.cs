using System.Runtime.InteropServices;

namespace ManagedENet.Protocol.Codecs;

internal static partial class SymbolScan
{
    /// <summary>Where <paramref name="value"/> stands among the symbols, or where it would.</summary>
    public static SymbolPlace Find(ref uint first, int length, byte value) => FindPortable(MemoryMarshal.CreateReadOnlySpan(ref first, length), value);

    /// <summary>The symbol in whose interval <paramref name="code"/> lies. There must be one.</summary>
    public static SymbolPlace FindByCode(ref uint first, int length, uint code) => FindByCodePortable(MemoryMarshal.CreateReadOnlySpan(ref first, length), code);

    /// <summary>Puts a symbol at its rank among <paramref name="length"/> others; the block has room for it.</summary>
    public static void Insert(ref uint first, int length, int rank, uint symbol) => InsertPortable(MemoryMarshal.CreateSpan(ref first, length + 1), rank, symbol);

    /// <summary>Begins a block of one unit.</summary>
    public static void Begin(ref uint first, uint symbol)
    {
        MemoryMarshal.CreateSpan(ref first, UnitSize).Fill(Symbol.None);
        first = symbol;
    }
}
