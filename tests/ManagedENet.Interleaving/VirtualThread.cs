using System;

namespace ManagedENet.Interleaving;

/// <summary>A thread of a schedule: it runs, may run, or waits for something or for a time.</summary>
internal sealed class VirtualThread
{
    public VirtualThread(string name) => Name = name;

    public string Name { get; }

    public Worker Worker { get; set; } = null!;

    /// <summary>Whoever has a higher one goes first, where ranks decide.</summary>
    public int Rank { get; set; }

    /// <summary>It has ended.</summary>
    public bool IsOver { get; set; }

    /// <summary>What it waits for; null when it may run.</summary>
    public Func<bool>? Until { get; set; }

    /// <summary>When it does not wait any longer.</summary>
    public long DeadlineUs { get; set; } = long.MaxValue;

    /// <summary>What it does, for whoever looks for a fault.</summary>
    public string Doing { get; set; } = "begins";

    /// <summary>It may go on at this time.</summary>
    public bool MayRun(long nowUs) => !IsOver && (Until is null || DeadlineUs <= nowUs || Until());
}
