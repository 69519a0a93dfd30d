using System;
using System.Linq;
using ManagedENet.Fuzz.Inputs;
using ManagedENet.Fuzz.Worlds;

namespace ManagedENet.Fuzz.Runs;

/// <summary>How a fault that was found is told.</summary>
internal static class Failure
{
    /// <summary>What an input throws in worlds of its own; null when it passes.</summary>
    public static Exception? Of(byte[] input)
    {
        try
        {
            new FuzzWorlds().Execute(input);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    /// <summary>Faults of one kind are told once: what was thrown, and where.</summary>
    public static string KindOf(Exception e)
    {
        string where = (e.StackTrace ?? "").Split('\n').FirstOrDefault(line => line.Contains("ManagedENet", StringComparison.Ordinal)) ?? "";
        return e.GetType().Name + where.Trim() + new string([.. e.Message.Where(char.IsLetter)]);
    }

    public static string WayToReplay(string what) => $"replay: dotnet run --project tests/ManagedENet.Fuzz -c Release -- replay {what}";

    public static string Report(byte[] input, Exception e) => $"{e}\n{WayToReplay(Convert.ToHexStringLower(input))}";
}
