namespace ManagedENet.Protocol.Sending;

/// <summary>What a packet was queued under besides its flags. It holds until the packet is first sent.</summary>
internal readonly struct SendTerms
{
    /// <summary>Terms of a packet.</summary>
    /// <param name="expiresAtUs">From when on it is not sent any more, microseconds; 0 for never.</param>
    /// <param name="supersedeKey">What it replaces; 0 for nothing.</param>
    public SendTerms(long expiresAtUs, uint supersedeKey)
    {
        ExpiresAtUs = expiresAtUs;
        SupersedeKey = supersedeKey;
    }

    /// <summary>From when on it is not sent any more, microseconds; 0 for never.</summary>
    public long ExpiresAtUs { get; }

    /// <summary>A queued packet of its channel with the same number is replaced by it; 0 for none.</summary>
    public uint SupersedeKey { get; }
}
