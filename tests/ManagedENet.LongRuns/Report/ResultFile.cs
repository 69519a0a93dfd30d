using System;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
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
        text.Append($"{result.Checks.Count(check => check.IsHeld)} of {result.Checks.Count} goals held.\n\n");
        foreach (string line in result.Lines) text.Append(line).Append('\n');
        return text.ToString();
    }

    public static void Write(ILongRun run, string text)
    {
        string folder = Path.Combine(SourceFolder(), "..", "results");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, run.Name + ".md"), text);
    }

    private static string SourceFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
