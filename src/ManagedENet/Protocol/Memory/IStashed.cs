namespace ManagedENet.Protocol.Memory;

/// <summary>What a <see cref="Stash{T}"/> needs to link its objects.</summary>
internal interface IStashed<T>
    where T : class
{
    /// <summary>The object that waits behind this one.</summary>
    T? NextStashed { get; set; }
}
