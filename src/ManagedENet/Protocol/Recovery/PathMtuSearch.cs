namespace ManagedENet.Protocol.Recovery;

/// <summary>What a sender does about paths that take less than both ends agreed on.</summary>
internal enum PathMtuSearch : byte
{
    /// <summary>Nothing.</summary>
    Off,

    /// <summary>It looks for what they take.</summary>
    On,

    /// <summary>The same, but a compressor makes datagrams shorter than they are known to be: only probes prove a length.</summary>
    OnWithUncertainLengths,
}
