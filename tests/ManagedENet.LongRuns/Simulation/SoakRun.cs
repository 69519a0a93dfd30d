using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using ManagedENet.Simulation.Soak;

namespace ManagedENet.LongRuns.Simulation;

/// <summary>Days of a game in minutes: whatever wraps, wraps often; whatever grows, is seen.</summary>
internal sealed class SoakRun : ILongRun
{
    private const int Connections = 32;
    private const double LossRate = 0.01;
    private const int SecondsPerHour = 3_600;
    private const double BadLossRate = 0.3;

    // What is not needed for twenty seconds is given back, and what luck wants once in an hour is made anew: a hundredth of a byte for each datagram.
    private const int MostAllocated = 160_000;

    public string Name => "soak";

    public string Summary => "Two hosts with 32 connections between them, sixty times a second a message in each direction of each, for days of virtual time and over a line that loses one datagram in a hundred.";

    public string? Missing => null;

    public LongRunResult Run(LongRunSettings settings)
    {
        var watch = Stopwatch.StartNew();
        using var world = new SoakWorld(Connections, LossRate, seed: 1);
        world.WarmUp(BadLossRate);
        List<long> held = [];
        List<long> allocated = [];
        for (int hour = 1; hour <= settings.Hours; hour++)
        {
            allocated.Add(world.Run(SecondsPerHour));
            world.Check();
            held.Add(world.Held());
            if (settings.IsDetailed) Console.WriteLine(world.Describe());
            Console.WriteLine(FormattableString.Invariant($"hour {hour} of {settings.Hours}: {held[^1]} bytes held, {allocated[^1]} allocated, {world.Datagrams / 1e6:F1} million datagrams, {Nanoseconds():F0} ns of a processor each, {watch.Elapsed:hh\\:mm\\:ss}"));
        }

        long most = held.Max(), least = held.Min(), mostAllocated = allocated.Max();
        (long unreliable, long reliable) = world.Wraps;
        return new LongRunResult(
            [
                new Check("what is held from hour to hour", "the same to the byte", most == least ? $"{most} bytes, always" : $"{least} to {most} bytes", most == least),
                new Check("what is allocated in an hour, and given back", $"at most {MostAllocated} bytes", $"at most {mostAllocated} bytes", mostAllocated <= MostAllocated),
                new Check("messages", "reliable ones all, others all but those that the line lost", "so it is", true),
            ],
            [
                FormattableString.Invariant($"{settings.Hours} hours, {world.Datagrams} datagrams of {(double)world.Bytes / world.Datagrams:F1} bytes, {world.Lost} lost, in {watch.Elapsed:hh\\:mm\\:ss}, {Nanoseconds():F0} ns of a processor for each"),
                $"On each connection and in each direction the numbers of unreliable messages began anew {unreliable} times at least, those of reliable ones {reliable} times.",
            ]);

        double Nanoseconds() => Environment.CpuUsage.TotalTime.TotalMilliseconds * 1e6 / world.Datagrams;
    }
}
