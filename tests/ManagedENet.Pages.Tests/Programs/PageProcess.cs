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
        // Files that programs write lie in a folder of the page, and a web server without an address of its own takes any port.
        string folder = Directory.CreateTempSubdirectory("enet-page-").FullName;
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [typeof(PageProcess).Assembly.Location])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder,
            Environment = { ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" },
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
            await process.WaitForExitAsync().ConfigureAwait(false);
            Directory.Delete(folder, recursive: true);
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
