using System;
using System.Globalization;
using System.IO;
using System.Linq;
using ManagedENet.Fuzz.Coverage;
using ManagedENet.Fuzz.Inputs;
using ManagedENet.Fuzz.Runs;
using ManagedENet.Fuzz.Worlds;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Fuzz;

/// <summary>Looks for inputs, and plays them. What ./check runs is in the tests beside.</summary>
internal static class Program
{
    private const string Usage = """
        explore MINUTES [SEED]    look for new ways through the library, starting from the corpus; writes artifacts/fuzz/corpus.txt
        report [FILE]             which places of the library the corpus, or another one, passes
        replay HEX | FILE         play one input, or each line of a file
        minimise HEX              make an input that fails shorter
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
                return inputs.Count(input => Fails(input, isTold: true)) == 0 ? 0 : 1;
            case ["minimise", string hex]:
                Fails(Minimiser.Minimise(Convert.FromHexString(hex), input => Fails(input, isTold: false)), isTold: true);
                return 0;
            case ["speed", string world, string count, string records]:
                Speed((byte)int.Parse(world, CultureInfo.InvariantCulture), int.Parse(count, CultureInfo.InvariantCulture), int.Parse(records, CultureInfo.InvariantCulture));
                return 0;
            default:
                Console.WriteLine(Usage);
                return 2;
        }
    }

    private static void Speed(byte world, int count, int records)
    {
        var w = new FuzzWorlds(); var r = new SimulationRandom(1); byte[] buf = new byte[16 + 8 * records];
        var kinds = new System.Collections.Generic.HashSet<string>(); int n = 0; for (int k = 0; k < 3; k++) {
        long d0 = w.Datagrams; var t0 = System.Diagnostics.Process.GetCurrentProcess().UserProcessorTime; long al=GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < count; i++) { r.Fill(buf); buf[0] = world; try { w.Execute(buf); } catch (Exception e) { string q = Failure.KindOf(e); if (kinds.Add(q)) Console.WriteLine(Failure.Report(buf, e)); n++; } } Console.WriteLine(n + " failed"); n = 0;
        var t = System.Diagnostics.Process.GetCurrentProcess().UserProcessorTime - t0;
        Console.WriteLine($"{t.TotalMicroseconds / count:0.0} us CPU, {(w.Datagrams - d0) / (double)count:0.0} datagrams, {(GC.GetAllocatedBytesForCurrentThread()-al)/count} B");
        }
    }

    private static bool Fails(byte[] input, bool isTold)
    {
        try
        {
            new FuzzWorlds().Execute(input);
            return false;
        }
        catch (Exception e)
        {
            if (isTold) Console.WriteLine(Failure.Report(input, e));
            return true;
        }
    }
}
