namespace ManagedENet.Interop.Differential;

/// <summary>The luck of a script: SplitMix64, so that a seed means the same on every machine and every runtime.</summary>
internal sealed class ScriptRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number from 0 to below the bound.</summary>
    public int Below(int bound) => (int)(Next() % (ulong)bound);

    /// <summary>A number from the one to the other, both included.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    public bool OneIn(int chances) => Below(chances) == 0;

    public T Pick<T>(params T[] choices) => choices[Below(choices.Length)];

    public ulong Next()
    {
        _state += 0x9E37_79B9_7F4A_7C15;
        ulong value = (_state ^ (_state >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }
}
