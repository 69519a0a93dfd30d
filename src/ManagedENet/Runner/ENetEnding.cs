namespace ManagedENet;

/// <summary>How a connection ended.</summary>
/// <param name="Reason">Why, and who ended it.</param>
/// <param name="Data">The number that the remote said goodbye with; 0 for other reasons.</param>
public readonly record struct ENetEnding(ENetDisconnectReason Reason, uint Data)
{
    /// <summary>In words, for a log.</summary>
    public override string ToString() => Data == 0 ? $"{Reason}" : $"{Reason}, {Data}";
}
