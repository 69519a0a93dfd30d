namespace ManagedENet.Protocol.Compression;

/// <summary>The numbers of the adaptive model. Both ends must use the same ones: any other coder would be another format.</summary>
internal static class RangeModel
{
    /// <summary>Symbols the model holds, the root of all contexts included, before it forgets everything.</summary>
    public const int SymbolCapacity = 4096;

    /// <summary>Bytes before the current one that choose the context.</summary>
    public const int Order = 2;

    /// <summary>What every value counts in the context of order 0 before it was seen.</summary>
    public const int RootMinimum = 1;

    /// <summary>What an occurrence adds in the context of order 0.</summary>
    public const int RootStep = 3;

    /// <summary>What the end of the data counts, which is the escape of the context of order 0.</summary>
    public const int RootEscapes = 1;

    /// <summary>What an occurrence adds in the contexts of order 1 and 2.</summary>
    public const int Step = 2;

    /// <summary>What a value that was not there adds to the escape of the contexts of order 1 and 2.</summary>
    public const int EscapeStep = 5;

    /// <summary>A value that counted more than this before its occurrence makes the context of order 0 halve all counts.</summary>
    public const int RootCountLimit = 0xFF - (2 * RootStep) + RootMinimum;

    /// <summary>The same for the contexts of order 1 and 2.</summary>
    public const int CountLimit = 0xFF - (2 * Step);

    /// <summary>A larger total makes any context halve all counts, so that the range can always be divided by it.</summary>
    public const int TotalLimit = (1 << 16) - 0x100;

    /// <summary>Half of a count, rounded up: nothing that was seen is forgotten.</summary>
    public static uint Half(uint count) => count - (count >> 1);
}
