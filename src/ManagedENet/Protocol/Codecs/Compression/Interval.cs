namespace ManagedENet.Protocol.Codecs;

/// <summary>A symbol or an escape as the arithmetic sees it: the part [Under, Under + Count) of Total.</summary>
internal readonly struct Interval
{
    public readonly ushort Under;
    public readonly ushort Count;
    public readonly ushort Total;

    public Interval(uint under, uint count, uint total)
    {
        Under = (ushort)under;
        Count = (ushort)count;
        Total = (ushort)total;
    }
}
