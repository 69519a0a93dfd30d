using System;
using System.Collections.Generic;
using System.Globalization;
using NUnit.Framework.Internal;

namespace ManagedENet.Shared;

/// <summary>
/// The seeds of every test that has luck in it. A test says how many it usually takes; MANAGEDENET_SEEDS asks each of them for another number and
/// MANAGEDENET_FIRST_SEED for another beginning. What fails names the one seed that repeats it.
/// </summary>
internal static class Seeds
{
    public const string CountVariable = "MANAGEDENET_SEEDS";
    public const string FirstVariable = "MANAGEDENET_FIRST_SEED";

    private const int MostFailures = 10;

    /// <summary>The seeds to take: from 1 on, or what the environment says.</summary>
    public static IEnumerable<ulong> Chosen(int usually)
    {
        ulong first = Read(FirstVariable) ?? 1;
        ulong count = Read(CountVariable) ?? (ulong)usually;
        for (ulong i = 0; i < count; i++) yield return first + i;
    }

    /// <summary>
    /// Runs a test with each seed. It ends with the first that fails; when the environment asked for a number of seeds, ten may fail before it ends.
    /// </summary>
    public static void Each(int usually, Action<ulong> test)
    {
        List<string> failures = [];
        Exception? first = null;
        int most = Read(CountVariable) is null ? 1 : MostFailures;
        foreach (ulong seed in Chosen(usually))
        {
            try
            {
                // Each seed by itself: what one has failed of is no failure of the next.
                using var _ = new TestExecutionContext.IsolatedContext();
                test(seed);
            }
            catch (Exception e) when (e is not (SuccessException or IgnoreException or InconclusiveException))
            {
                first ??= e;
                failures.Add($"{WayToRepeat(seed)}\n    # {e.GetType().Name}: {e.Message.Trim()}");
                if (failures.Count == most) break;
            }
        }

        if (first is not null) throw new AssertionException($"Each line repeats one failure:\n{string.Join('\n', failures)}\n{first.StackTrace}", first);
    }

    /// <summary>The command that runs the test that is running now with this seed alone.</summary>
    public static string WayToRepeat(ulong seed)
    {
        TestContext.TestAdapter test = TestContext.CurrentContext.Test;
        return $"{CountVariable}=1 {FirstVariable}={seed} dotnet test tests/{typeof(Seeds).Assembly.GetName().Name} -c Release --filter FullyQualifiedName~{test.ClassName}.{test.MethodName}";
    }

    private static ulong? Read(string variable)
    {
        string? text = Environment.GetEnvironmentVariable(variable);
        if (string.IsNullOrEmpty(text)) return null;
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)) return number;
        throw new InvalidOperationException($"{variable} must be a whole number, not '{text}'.");
    }
}
