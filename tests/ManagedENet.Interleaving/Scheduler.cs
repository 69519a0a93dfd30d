using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace ManagedENet.Interleaving;

/// <summary>
/// Runs several threads one at a time, and decides by a seed in every gap which of them goes on: the same seed is the same order of everything. Time stands still until nobody can do anything; then it goes on to the next
/// moment for which somebody waits. When nobody waits for a moment either, a wake-up was lost.
/// </summary>
internal sealed class Scheduler : TimeProvider
{
    private const int MostSteps = 200_000;
    private const int OneInSoMany = 3;
    private const int OneFallsInSoMany = 40;

    [ThreadStatic]
    private static Scheduler? t_scheduler;

    private readonly Random _random;
    private readonly List<VirtualThread> _threads = new();
    private readonly List<VirtualThread> _ready = new();
    private readonly ManualResetEventSlim _isOver = new();
    // In one half of the schedules everybody has the same chance in every gap. In the other the thread of the highest rank runs, and falls behind all others now and then: then somebody stands in a gap for long.
    private readonly bool _hasRanks;
    private VirtualThread? _running;
    private long _nowUs = 1_000_000_000;
    private int _steps;
    private int _lowest;

    public Scheduler(int seed)
    {
        _random = new Random(seed);
        _hasRanks = _random.Next(2) == 0;
    }

    /// <summary>That of the calling thread.</summary>
    public static Scheduler Current => t_scheduler ?? throw new InvalidOperationException("This thread is in no schedule.");

    /// <summary>What has gone wrong; null while nothing has.</summary>
    public string? Failure { get; private set; }

    /// <summary>The thread that runs.</summary>
    public VirtualThread? Running => _running;

    /// <summary>How often the order could have been another one.</summary>
    public int Steps => _steps;

    /// <inheritdoc/>
    public override long TimestampFrequency => 1_000_000;

    /// <inheritdoc/>
    public override long GetTimestamp() => _nowUs;

    /// <summary>Another thread may come in between.</summary>
    public static void Gap()
    {
        if (t_scheduler is { } scheduler && scheduler.Failure is null) scheduler.Step();
    }

    /// <summary>A number below a limit.</summary>
    public int Next(int limit) => _random.Next(limit);

    /// <summary>Adds a thread.</summary>
    public VirtualThread Spawn(ThreadStart run, string name)
    {
        var thread = new VirtualThread(name) { Rank = _random.Next() };
        thread.Worker = Worker.Take(() => Live(thread, run));
        _threads.Add(thread);
        return thread;
    }

    /// <summary>Runs until all threads have ended; false when something has gone wrong, and then their threads are given up.</summary>
    public bool Run()
    {
        SwitchTo(Choose());
        if (!_isOver.Wait(TimeSpan.FromSeconds(60))) Fail("a thread waits for something outside of the schedule");
        return Failure is null;
    }

    /// <summary>The running thread waits for something, or for so long.</summary>
    public void WaitFor(Func<bool> until, TimeSpan longest, string what)
    {
        VirtualThread self = _running!;
        if (Failure is not null) GiveUp(self);
        self.Until = until;
        self.DeadlineUs = longest == Timeout.InfiniteTimeSpan || longest.TotalDays > 1 ? long.MaxValue : _nowUs + (long)longest.TotalMicroseconds;
        self.Doing = what;
        Yield(self);
        self.Until = null;
        self.DeadlineUs = long.MaxValue;
        self.Doing = "runs";
    }

    /// <summary>The running thread waits for the end of a task.</summary>
    public T Await<T>(ValueTask<T> task, string what)
    {
        if (!task.IsCompleted) WaitFor(() => task.IsCompleted, Timeout.InfiniteTimeSpan, what);
        return task.GetAwaiter().GetResult();
    }

    /// <summary>The running thread waits for the end of a task.</summary>
    public void Await(ValueTask task, string what)
    {
        if (!task.IsCompleted) WaitFor(() => task.IsCompleted, Timeout.InfiniteTimeSpan, what);
        task.GetAwaiter().GetResult();
    }

    /// <summary>Something is not as it must be.</summary>
    public void Fail(string what)
    {
        Failure ??= what;
        _isOver.Set();
    }

    private void Live(VirtualThread self, ThreadStart run)
    {
        t_scheduler = this;
        _running = self;
        self.Doing = "runs";
        try
        {
            run();
        }
        catch (Exception e)
        {
            Fail($"{self.Name}: {e}");
        }

        t_scheduler = null;
        self.IsOver = true;
        if (Failure is not null) return;
        if (_threads.TrueForAll(static one => one.IsOver)) _isOver.Set();
        else SwitchTo(Choose());
    }

    private void Step()
    {
        if (++_steps > MostSteps) Fail("it has no end: " + Situation());
        if (Failure is not null) return;
        if (!_hasRanks)
        {
            if (_random.Next(OneInSoMany) == 0) Yield(_running!);
            return;
        }

        if (_random.Next(OneFallsInSoMany) == 0) _running!.Rank = --_lowest;
        Yield(_running!);
    }

    private void Yield(VirtualThread self)
    {
        VirtualThread? next = Choose();
        if (next == self) return;
        SwitchTo(next);
        self.Worker.Wait();
        _running = self;
        if (Failure is not null) GiveUp(self);
    }

    // A thread of a schedule that has failed stands where it is: nothing that it would do now says anything.
    private static void GiveUp(VirtualThread self) => self.Worker.Wait();

    private static void SwitchTo(VirtualThread? next) => next?.Worker.Go();

    private VirtualThread? Choose()
    {
        while (true)
        {
            _ready.Clear();
            foreach (VirtualThread thread in _threads)
            {
                if (thread.MayRun(_nowUs)) _ready.Add(thread);
            }

            if (_ready.Count > 0) return _hasRanks ? _ready.MaxBy(static thread => thread.Rank) : _ready[_random.Next(_ready.Count)];
            long next = _threads.Where(static thread => !thread.IsOver).Min(static thread => thread.DeadlineUs);
            if (next == long.MaxValue || ++_steps > MostSteps)
            {
                Fail("nobody can go on: " + Situation());
                return null;
            }

            _nowUs = Math.Max(_nowUs, next);
        }
    }

    private string Situation() => string.Join("; ", _threads.Where(static thread => !thread.IsOver).Select(static thread => $"{thread.Name} {thread.Doing}"));
}
