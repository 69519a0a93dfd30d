namespace ManagedENet;

/// <summary>By which rules a sender decides what is lost, how much may be under way, and how fast it leaves. A peer's choice is its own: the other end cannot tell.</summary>
public enum ENetCongestionControl
{
    /// <summary>Native's rules: a window of at most 64 KiB whatever the distance, and a time-out for each command that doubles.</summary>
    Native,

    /// <summary>
    /// Losses are found by what was acknowledged behind them, the window follows the line (CUBIC, RFC 9438, never below native's window unless the line is full),
    /// and datagrams leave evenly.
    /// </summary>
    Cubic,

    /// <summary>
    /// As with <see cref="Cubic"/>, but the window and the pace follow a model of the line instead (as BBR does): what it delivers, and how long the way is when nothing waits on
    /// it. Losses up to <see cref="ENetPeer.LossTolerance"/> are taken for the line's own and change nothing.
    /// </summary>
    Model,
}
