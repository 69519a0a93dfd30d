using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using ManagedENet.Fuzz.Inputs;
using ManagedENet.Fuzz.Worlds;

namespace ManagedENet.Fuzz.Runs;

/// <summary>Many executions at full speed, on the library as it is, side by side. A failure is made short and put into a file that replays it.</summary>
internal sealed class VolumeRun
{
    private const int MostFailures = 5;
    private const int Chunk = 256;

    private static readonly TimeSpan LongestExecution = TimeSpan.FromSeconds(60);

    private readonly byte[][] _corpus;
    private readonly ulong _seed;
    private readonly Dictionary<string, string> _failures = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private bool _isOver;

    public VolumeRun(byte[][] corpus, ulong seed)
    {
        _corpus = corpus;
        _seed = seed;
    }

    /// <summary>What failed, each kind once.</summary>
    public IReadOnlyCollection<string> Failures => _failures.Values;

    /// <summary>Executions on this thread alone, always the same for a seed; the number of datagrams.</summary>
    public long Run(int executions, int mostRecords)
    {
        var worker = new Worker(_corpus, _seed, mostRecords);
        for (int i = 0; i < executions && !_isOver; i++) Execute(worker);
        return worker.Datagrams;
    }

    /// <summary>Executions on several threads, until so many datagrams were handed to hosts or the time is over.</summary>
    public VolumeFigures Run(int threads, long datagrams, TimeSpan time, Action<VolumeFigures> progress)
    {
        Worker[] workers = [.. Enumerable.Range(0, threads).Select(i => new Worker(_corpus, _seed + ((ulong)i << 32), FuzzInput.MostRecords))];
        Thread[] running = [.. workers.Select(worker => new Thread(() => Work(worker)) { IsBackground = true })];
        var clock = Stopwatch.StartNew();
        foreach (Thread thread in running) thread.Start();
        VolumeFigures figures;
        TimeSpan told = TimeSpan.Zero;
        do
        {
            Thread.Sleep(200);
            figures = new VolumeFigures(workers.Sum(worker => worker.Executions), workers.Sum(worker => worker.ToldDatagrams), clock.Elapsed, threads);
            foreach (Worker worker in workers) CheckProgress(worker);
            if (clock.Elapsed - told < TimeSpan.FromSeconds(10)) continue;
            told = clock.Elapsed;
            progress(figures);
        }
        while (!_isOver && figures.Datagrams < datagrams && clock.Elapsed < time);
        _isOver = true;
        foreach (Thread thread in running) thread.Join(LongestExecution);
        return new VolumeFigures(workers.Sum(worker => worker.Executions), workers.Sum(worker => worker.Datagrams), clock.Elapsed, threads);
    }

    private void Work(Worker worker)
    {
        while (!_isOver)
        {
            for (int i = 0; i < Chunk && !_isOver; i++) Execute(worker);
            worker.Tell();
        }
    }

    private void Execute(Worker worker)
    {
        ReadOnlySpan<byte> input = worker.Next();
        try
        {
            worker.Execute(input);
        }
        catch (Exception e)
        {
            Report(input.ToArray(), e);
        }
    }

    // One that does not come to its end holds everybody up.
    private void CheckProgress(Worker worker)
    {
        if (worker.Since() < LongestExecution) return;
        Report(worker.Current(), new FuzzException($"An execution has not ended after {LongestExecution.TotalSeconds} s."), isShortened: false);
        _isOver = true;
    }

    private void Report(byte[] input, Exception e, bool isShortened = true)
    {
        string kind = Failure.KindOf(e);
        lock (_lock)
        {
            if (_isOver || _failures.ContainsKey(kind)) return;
            if (isShortened) input = Minimiser.Minimise(input, shorter => Failure.Of(shorter) is { } other && Failure.KindOf(other) == kind);
            string file = Path.Combine(Repository.Artifacts, $"failure-{_failures.Count + 1}.txt");
            Corpus.Write(file, e.ToString().Split('\n').Select(line => line.TrimEnd('\r')), [input]);
            _failures.Add(kind, $"{e}\n{Failure.WayToReplay(Path.GetRelativePath(Repository.Folder, file))}\n{Corpus.Format(input)}");
            _isOver = _failures.Count >= MostFailures;
        }
    }

    private sealed class Worker(byte[][] corpus, ulong seed, int mostRecords)
    {
        private readonly FuzzWorlds _worlds = new();
        private readonly InputSource _source = new(corpus, seed, mostRecords);
        private readonly byte[] _input = new byte[FuzzInput.MostBytes];
        private int _length;
        private long _startedAt;
        private long _executions;
        private long _toldDatagrams;

        public long Executions => Volatile.Read(ref _executions);

        public long Datagrams => _worlds.Datagrams;

        /// <summary>What it has told last; any thread may ask.</summary>
        public long ToldDatagrams => Volatile.Read(ref _toldDatagrams);

        public ReadOnlySpan<byte> Next()
        {
            ReadOnlySpan<byte> input = _source.Next();
            input.CopyTo(_input);
            _length = input.Length;
            return _input.AsSpan(0, _length);
        }

        public void Execute(ReadOnlySpan<byte> input)
        {
            Volatile.Write(ref _startedAt, Environment.TickCount64);
            Volatile.Write(ref _executions, _executions + 1);
            _worlds.Execute(input);
        }

        public void Tell() => Volatile.Write(ref _toldDatagrams, _worlds.Datagrams);

        public TimeSpan Since() => Volatile.Read(ref _startedAt) is var started and not 0 ? TimeSpan.FromMilliseconds(Environment.TickCount64 - started) : TimeSpan.Zero;

        public byte[] Current() => _input.AsSpan(0, _length).ToArray();
    }
}
