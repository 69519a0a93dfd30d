namespace ManagedENet.Protocol.Codecs;

/// <summary>Where a symbol stands among those of its context, or where it would: its rank by value, and what all smaller values count together.</summary>
internal readonly struct SymbolPlace
{
    public readonly int Rank;
    public readonly uint Under;

    public SymbolPlace(int rank, uint under)
    {
        Rank = rank;
        Under = under;
    }
}
