namespace ManagedENet.Protocol.Memory;

/// <summary>What a <see cref="Slab{T}"/> needs to link its entries.</summary>
internal interface ISlabEntry
{
    /// <summary>Index of the following entry of the list, or -1.</summary>
    int Next { get; set; }

    /// <summary>Index of the preceding entry of the list, or -1.</summary>
    int Previous { get; set; }
}
