using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace ManagedENet.Pages.Tests.Programs;

/// <summary>
/// Runs the programs of a page in a process of their own: what one of them does to its process (a thread that throws, a socket that stays open, an exit) touches neither the tests nor another page.
/// </summary>
internal static class PageProcess
{
    private static readonly TimeSpan WholeLimit = TimeSpan.FromSeconds(150);

    /// <summary>Nothing when all went well, else what the process said of it. Each program has <paramref name="limit"/> until it ends or serves.</summary>
    public static async Task<string> RunAsync(IReadOnlyList<PageProgram> programs, TimeSpan limit)
    {
        string assembly = typeof(PageProcess).Assembly.Location;
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [assembly])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            try
            {
                PageProgram.WriteAll(process.StandardInput.BaseStream, programs, limit);
            }
            catch (IOException)
            {
                // It has ended before it had read everything; what it said is more to the point than that.
            }

            bool inTime = await EndsWithinAsync(process, WholeLimit).ConfigureAwait(false);
            if (!inTime) process.Kill(entireProcessTree: true);
            string said = $"{await error.ConfigureAwait(false)}\nIts programs wrote:\n{await output.ConfigureAwait(false)}";
            if (!inTime) return $"The process did not end within {WholeLimit.TotalSeconds} s.\n{said}";
            return process.ExitCode == 0 ? "" : said;
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static async Task<bool> EndsWithinAsync(Process process, TimeSpan limit)
    {
        using var deadline = new CancellationTokenSource(limit);
        try
        {
            await process.WaitForExitAsync(deadline.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
