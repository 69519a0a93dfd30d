using System;
using System.Globalization;
using System.IO;
using System.Linq;
using ManagedENet.Fuzz.Coverage;
using ManagedENet.Fuzz.Inputs;
using ManagedENet.Fuzz.Runs;

namespace ManagedENet.Fuzz;

/// <summary>Looks for inputs, and plays them. What ./check runs is in the tests beside, and what takes hours is a long run.</summary>
internal static class Program
{
    private const string Usage = """
        explore MINUTES [SEED]    look for new ways through the library, starting from the corpus; writes artifacts/fuzz/corpus.txt
        report [FILE]             which places of the library the corpus, or another one, passes
        replay HEX | FILE         play one input, or each line of a file
        minimise HEX              make an input that fails shorter
        volume EXECUTIONS RECORDS [SEED]   as ./check does, on this thread, inputs of up to so many records
        """;

    public static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["explore", string minutes, .. string[] rest]:
                ulong seed = rest.Length > 0 ? ulong.Parse(rest[0], CultureInfo.InvariantCulture) : 1;
                string found = Path.Combine(Repository.Artifacts, "corpus.txt");
                InstrumentedContext.Call(typeof(Explorer), nameof(Explorer.Explore), perPlace: false, Repository.Artifacts, Corpus.Read(), seed, double.Parse(minutes, CultureInfo.InvariantCulture), found);
                return 0;
            case ["report", .. string[] rest]:
                byte[][] corpus = rest.Length > 0 ? Corpus.Read(File.ReadLines(rest[0])) : Corpus.Read();
                InstrumentedContext.Call(typeof(PlaceReport), nameof(PlaceReport.Print), perPlace: true, Repository.Artifacts, (object)corpus);
                return 0;
            case ["replay", string what]:
                byte[][] inputs = File.Exists(what) ? Corpus.Read(File.ReadLines(what)) : [Convert.FromHexString(what)];
                return inputs.Select(Fails).ToList().Contains(true) ? 1 : 0;
            case ["minimise", string hex]:
                return Fails(Minimiser.Minimise(Convert.FromHexString(hex), input => Failure.Of(input) is not null)) ? 1 : 0;
            case ["volume", string executions, string records, .. string[] rest]:
                return Volume(int.Parse(executions, CultureInfo.InvariantCulture), int.Parse(records, CultureInfo.InvariantCulture), rest.Length > 0 ? ulong.Parse(rest[0], CultureInfo.InvariantCulture) : 1);
            default:
                Console.WriteLine(Usage);
                return 2;
        }
    }

    private static int Volume(int executions, int mostRecords, ulong seed)
    {
        var run = new VolumeRun(Corpus.Read(), seed);
        long datagrams = run.Run(executions, mostRecords);
        foreach (string failure in run.Failures) Console.WriteLine(failure);
        TimeSpan time = Environment.CpuUsage.TotalTime;
        Console.WriteLine($"{executions:N0} executions, {datagrams:N0} datagrams, {time.TotalSeconds:0.0} s of processor time: {time.TotalMicroseconds / executions:0.0} us an execution, {datagrams / time.TotalSeconds:N0} datagrams a second; {run.Failures.Count} failures");
        return run.Failures.Count == 0 ? 0 : 1;
    }

    private static bool Fails(byte[] input)
    {
        Exception? failure = Failure.Of(input);
        Console.WriteLine(failure is null ? $"{Corpus.Format(input)}\npasses" : Failure.Report(input, failure));
        return failure is not null;
    }
}
