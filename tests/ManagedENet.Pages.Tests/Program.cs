using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Pages.Tests.Programs;

namespace ManagedENet.Pages.Tests;

/// <summary>The process in which the programs of one page run, one after the other; those that serve go on beside the ones after them. It exits with the number of complaints, which are on its error stream.</summary>
internal static class Program
{
    private static readonly List<string> Complaints = [];

    private static int Main()
    {
        TaskScheduler.UnobservedTaskException += (_, e) => Complain("a task that nobody awaits", $"threw {e.Exception}");
        List<RunningProgram> servers = [];
        foreach (PageProgram program in PageProgram.ReadAll(Console.OpenStandardInput(), out TimeSpan limit))
        {
            Console.WriteLine($"-- {program.Place}");
            var running = new RunningProgram(program);
            if (!program.IsServing)
            {
                WaitForEnd(running, limit);
                continue;
            }

            servers.Add(running);
            if (!SpinWait.SpinUntil(() => running.HasEnded || FreePort.IsBound(program.Port), limit)) Complain(program.Place, $"is to serve, and has not bound the port that the page calls {PageCompiler.WrittenPort} within {limit.TotalSeconds} s.");
        }

        foreach (RunningProgram server in servers)
        {
            if (server.Failure is { } failure) Complain(server.Program.Place, $"threw {failure}");
            else if (server.HasEnded) Complain(server.Program.Place, $"is to serve, and has ended: take the word \"{Pages.Fence.Serves}\" away from its fence.");
        }

        // What a program started and never awaited tells of itself only when it is collected.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        lock (Complaints) return Complaints.Count;
    }

    private static void WaitForEnd(RunningProgram running, TimeSpan limit)
    {
        if (!running.WaitForEnd(limit))
        {
            Complain(running.Program.Place, $"has not ended within {limit.TotalSeconds} s: if it is to serve, write \"```csharp {Pages.Fence.Serves}\" above it; if not, let it end.");
        }
        else if (running.Failure is { } failure)
        {
            Complain(running.Program.Place, $"threw {failure}");
        }
    }

    private static void Complain(string place, string what)
    {
        lock (Complaints) Complaints.Add(what);
        Console.Error.WriteLine($"{place}: {what}");
    }
}
