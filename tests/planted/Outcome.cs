using System;
using System.Globalization;

namespace ManagedENet.Planted;

/// <summary>What became of a fault.</summary>
/// <param name="Fault">Its name.</param>
/// <param name="Digest">What the fault's file said.</param>
/// <param name="CommandOutcome">One of <see cref="Found"/>, <see cref="Survived"/>, <see cref="DoesNotApply"/> and <see cref="DoesNotCompile"/>.</param>
/// <param name="By">The test that found it, or what is wrong with it.</param>
/// <param name="Seconds">How long that took, the build of the fault included.</param>
internal sealed record Outcome(string Fault, string Digest, string CommandOutcome, string By, int Seconds = 0)
{
    public const string Found = "found";
    public const string Survived = "SURVIVED";
    public const string DoesNotApply = "DOES NOT APPLY";
    public const string DoesNotCompile = "DOES NOT COMPILE";

    public bool IsGood => CommandOutcome == Found;

    public string ToLine() => string.Join('\t', Fault, Digest, CommandOutcome, By.ReplaceLineEndings(" ").Replace('\t', ' '), Seconds.ToString(CultureInfo.InvariantCulture));

    public static Outcome? FromLine(string line)
    {
        string[] parts = line.Split('\t');
        return parts.Length == 5 && int.TryParse(parts[4], NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) ? new Outcome(parts[0], parts[1], parts[2], parts[3], seconds) : null;
    }
}
