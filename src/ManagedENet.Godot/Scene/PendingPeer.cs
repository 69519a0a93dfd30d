namespace ManagedENet.Godot.Scene;

/// <summary>A peer that is connected and not yet part of the game.</summary>
internal sealed class PendingPeer
{
    public PendingPeer(long startTimestamp) => StartTimestamp = startTimestamp;

    /// <summary>When it began to wait, as a timestamp of the layer's time provider.</summary>
    public long StartTimestamp { get; }

    /// <summary>We have nothing more to ask.</summary>
    public bool IsCompleteHere { get; set; }

    /// <summary>They have nothing more to ask.</summary>
    public bool IsCompleteThere { get; set; }
}
