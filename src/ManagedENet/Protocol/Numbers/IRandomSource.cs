namespace ManagedENet.Protocol.Numbers;

/// <summary>Randomness as an input of the core: connect ids come from here. Tests pass a fixed sequence, hosts a strong generator.</summary>
internal interface IRandomSource
{
    /// <summary>The next 32 random bits.</summary>
    uint NextUInt32();
}
