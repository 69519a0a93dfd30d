namespace ManagedENet.Protocol.Codecs;

/// <summary>The numbers of the adaptive model. Both ends must use these: with any other number it would be another format.</summary>
internal static class CoderConstants
{
    /// <summary>Symbols of all contexts together, the root counted as one, that native's model has room for.</summary>
    public const int SymbolCapacity = 4096;

    /// <summary>Bytes before the current one that choose its context.</summary>
    public const int Order = 2;

    // Requirement: RNG-019
    /// <summary>From this many symbols on the model forgets everything: the next byte might need three more.</summary>
    public const int FullSymbolCount = SymbolCapacity - Order;

    // Requirement: RNG-011
    /// <summary>What every value counts in the context of order 0 before it has occurred.</summary>
    public const int RootMinimum = 1;

    /// <summary>What an occurrence adds to a value in the context of order 0.</summary>
    public const int RootStep = 3;

    /// <summary>What the escape of the context of order 0 counts. It means the end of the data.</summary>
    public const int RootEscapes = 1;

    // Requirement: RNG-016, RNG-017
    /// <summary>What an occurrence adds to a value in the contexts of order 1 and 2.</summary>
    public const int Step = 2;

    /// <summary>What the first occurrence of a value adds to the escape of the contexts of order 1 and 2.</summary>
    public const int EscapeStep = 5;

    // Requirement: RNG-020
    /// <summary>A value that counted more than this before its occurrence makes the context of order 0 halve its counts.</summary>
    public const int RootCountLimit = 0xFF - (2 * RootStep) + RootMinimum;

    /// <summary>The same for the contexts of order 1 and 2.</summary>
    public const int CountLimit = 0xFF - (2 * Step);

    /// <summary>A larger total makes any context halve its counts, so that a range of 2^16 can still be divided by it.</summary>
    public const int TotalLimit = (1 << 16) - 0x100;

    /// <summary>Half of a count, rounded up: what has occurred keeps a count of at least one.</summary>
    public static uint Half(uint count) => count - (count >> 1);
}
