using System;
using System.Linq;
using ManagedENet.Fuzz.Inputs;

namespace ManagedENet.Fuzz.Runs;

/// <summary>How a fault that was found is told.</summary>
internal static class Failure
{
    /// <summary>Faults of one kind are told once: what was thrown, and where.</summary>
    public static string KindOf(Exception e)
    {
        string where = (e.StackTrace ?? "").Split('\n').FirstOrDefault(line => line.Contains("ManagedENet", StringComparison.Ordinal)) ?? "";
        return e.GetType().Name + where.Trim() + new string([.. e.Message.Where(char.IsLetter)]);
    }

    public static string Report(byte[] input, Exception e) => $"{e}\nreplay: dotnet run --project tests/ManagedENet.Fuzz -c Release -- replay {Corpus.Format(input).Split(' ')[1]}";
}
