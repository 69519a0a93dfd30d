using System;
using System.IO;
using System.Linq;
using System.Text;

namespace ManagedENet.LongRuns.Report;

/// <summary>The committed file with the results of one run.</summary>
internal static class ResultFile
{
    /// <summary>The whole of it, in Markdown.</summary>
    public static string Compose(ILongRun run, LongRunResult result, string loadBefore, string loadAfter)
    {
        var text = new StringBuilder();
        text.Append($"# {run.Name}\n\n{run.Summary}\n\nMade by `./check --long {run.Name}`.\n\n");
        text.Append($"- {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC\n- {Machine.Description}\n- load average before {loadBefore}, after {loadAfter}\n\n");
        text.Append($"{CountHeld(result, isSanity: false)} goals held; {CountHeld(result, isSanity: true)} sanity checks of the measurement held.\n\n");
        foreach (string line in result.Lines) text.Append(line).Append('\n');
        return text.ToString();
    }

    public static void Write(ILongRun run, string text)
    {
        string folder = Path.Combine(ProjectFolder(), "results");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, run.Name + ".md"), text);
    }

    private static string CountHeld(LongRunResult result, bool isSanity) =>
        $"{result.Checks.Count(check => check.IsHeld && check.IsSanity == isSanity)} of {result.Checks.Count(check => check.IsSanity == isSanity)}";

    private static string ProjectFolder()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ManagedENet.sln"))) return Path.Combine(folder.FullName, "tests", "ManagedENet.LongRuns");
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} has ManagedENet.sln.");
    }
}
