namespace ManagedENet;

/// <summary>Where the tasks of an <see cref="ENetHostRunner"/> are completed, and with it where code goes on that awaits them.</summary>
public enum ENetCompletions
{
    /// <summary>On the thread pool: whatever is awaited, the network thread goes on.</summary>
    ThreadPool,

    /// <summary>Where <see cref="ENetHostRunner.Pump"/> is called, and only there: once a frame on the main thread of a game, or step by step in a test.</summary>
    Pumped,

    /// <summary>
    /// On the network thread itself: the shortest way, for code that never blocks. While it runs nothing is received, sent or repeated, and no connection is kept alive.
    /// </summary>
    Inline,
}
