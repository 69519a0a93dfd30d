namespace ManagedENet.Transports;

/// <summary>
/// The random numbers of one datagram: a SplitMix64 sequence whose start depends on the seed and on the datagram's number alone. A datagram's luck
/// therefore does not change when another rate is turned on or off, and runs with different rates can be compared datagram by datagram.
/// </summary>
internal struct ImpairmentRandom
{
    // 2^64 divided by the golden ratio, odd: the step that visits all 64-bit states.
    private const ulong GoldenStep = 0x9E37_79B9_7F4A_7C15;

    private ulong _state;

    public ImpairmentRandom(ulong seed, long datagramNumber) => _state = Mix(seed + GoldenStep) ^ Mix((ulong)datagramNumber * GoldenStep);

    public ulong NextUInt64()
    {
        _state += GoldenStep;
        return Mix(_state);
    }

    /// <summary>True with the given probability; always draws exactly one number.</summary>
    public bool Happens(double rate) => (NextUInt64() >> 11) * (1.0 / (1UL << 53)) < rate;

    /// <summary>Between 0 and <paramref name="most"/>, both included; always draws exactly one number.</summary>
    public int UpTo(int most) => (int)(((NextUInt64() >> 32) * ((ulong)most + 1)) >> 32);

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }
}
