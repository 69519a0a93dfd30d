namespace ManagedENet.Protocol.Compression;

/// <summary>One symbol as the arithmetic sees it: the part [Under, Under + Count) of Total.</summary>
internal readonly struct Interval
{
    public Interval(uint under, uint count, uint total)
    {
        Under = (ushort)under;
        Count = (ushort)count;
        Total = (ushort)total;
    }

    public readonly ushort Under;
    public readonly ushort Count;
    public readonly ushort Total;
}
