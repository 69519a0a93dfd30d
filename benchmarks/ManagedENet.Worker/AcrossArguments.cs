using System;

namespace ManagedENet.Worker;

/// <summary>What a source and a sink in two processes have agreed on: so many reliable messages with a window, or so many unreliable ones a second for a time.</summary>
internal sealed class AcrossArguments
{
    /// <summary>Whoever waits for a run to begin gives up after this.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The longest wait inside a run.</summary>
    public static readonly TimeSpan Waiting = TimeSpan.FromMilliseconds(100);

    /// <summary>The wait between runs: an end that is idle costs next to nothing, and other engines can be measured meanwhile.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(30);

    /// <summary>The wait of a source between two looks at what is due.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(1);

    /// <summary>When nothing has come for this long after the end of a run's time, nothing comes any more.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(300);

    public AcrossArguments(WorkloadArguments arguments)
    {
        Size = arguments.Number("size", 32);
        Messages = arguments.Number("messages", 102_400);
        Window = arguments.Number("window", 256);
        Credit = arguments.Number("credit", 64);
        Rate = arguments.Number("rate", 0);
        RunTime = TimeSpan.FromMilliseconds(arguments.Number("ms", 1000));
    }

    public int Size { get; }

    /// <summary>Reliable messages of a run.</summary>
    public int Messages { get; }

    /// <summary>Reliable messages that are on their way at first; more with each answer of the sink.</summary>
    public int Window { get; }

    /// <summary>The sink answers once for so many messages.</summary>
    public int Credit { get; }

    /// <summary>Unreliable messages a second; 0 when they are reliable.</summary>
    public int Rate { get; }

    /// <summary>How long unreliable messages are sent.</summary>
    public TimeSpan RunTime { get; }

    public bool IsTimed => Rate > 0;

    /// <summary>So many unreliable messages should have been sent by now.</summary>
    public long DueAfter(TimeSpan elapsed) => (elapsed < RunTime ? elapsed : RunTime).Ticks * Rate / TimeSpan.TicksPerSecond;
}
