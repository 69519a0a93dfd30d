namespace ManagedENet.Protocol.Sending;

/// <summary>What the packetizer did to one datagram.</summary>
internal struct PacketizerResult
{
    /// <summary>Something reliable was written, or would have been had it fitted: no ping is needed.</summary>
    public bool WroteReliable;

    /// <summary>An unreliable packet, or a part of one, was written.</summary>
    public bool WroteUnreliable;

    /// <summary>More would have been written if more might be under way.</summary>
    public bool IsWindowFull;

    /// <summary>The datagram is full and more waits.</summary>
    public bool IsIncomplete;

    /// <summary>Adds what was done to the same datagram after it.</summary>
    public void Add(in PacketizerResult other)
    {
        WroteReliable |= other.WroteReliable;
        WroteUnreliable |= other.WroteUnreliable;
        IsWindowFull |= other.IsWindowFull;
        IsIncomplete |= other.IsIncomplete;
    }
}
