namespace ManagedENet.Protocol.Sending;

/// <summary>What a packet was queued under besides its flags. It holds until the packet is first sent.</summary>
internal readonly struct SendTerms
{
    /// <summary>Terms of a packet.</summary>
    /// <param name="expiresAtUs">From when on it is not sent any more, microseconds; 0 for never.</param>
    /// <param name="supersedeKey">What it replaces; 0 for nothing.</param>
    /// <param name="receipt">By which number the application wants to know what becomes of it; 0 for not at all.</param>
    public SendTerms(long expiresAtUs, uint supersedeKey, ulong receipt = 0)
    {
        Receipt = receipt;
        ExpiresAtUs = expiresAtUs;
        SupersedeKey = supersedeKey;
    }

    /// <summary>From when on it is not sent any more, microseconds; 0 for never.</summary>
    public long ExpiresAtUs { get; }

    /// <summary>By which number the application wants to know what becomes of it; 0 for not at all.</summary>
    public ulong Receipt { get; }

    /// <summary>A queued packet of its channel with the same number is replaced by it; 0 for none.</summary>
    public uint SupersedeKey { get; }
}
