using System;
using System.IO;
using System.Linq;

namespace ManagedENet.Trace;

/// <summary>
/// Traces the requirements of protocol-spec to the code that fulfils them and the tests that show them, writes protocol-spec/compliance.md, and fails
/// when a requirement lacks either. With <c>--report-only</c> it only writes and succeeds.
/// </summary>
internal static class Program
{
    private const int Success = 0;
    private const int Failure = 1;
    private const int WrongUsage = 2;

    private static int Main(string[] args)
    {
        const string reportOnly = "--report-only";
        if (args.Any(argument => argument != reportOnly))
        {
            Console.Error.WriteLine($"Usage: ManagedENet.Trace [{reportOnly}]");
            return WrongUsage;
        }

        string root = FindRoot();
        var trace = new RequirementTrace(SpecificationReader.Read(root), CodeReader.Read(root), TestReader.Read(root));
        ComplianceReport.Write(root, trace);
        TestColumns.Fill(root, trace);

        Console.WriteLine(trace.Summary());
        if (args.Contains(reportOnly)) return Success;
        foreach (string gap in trace.Gaps()) Console.WriteLine(gap);
        return trace.Gaps().Any() ? Failure : Success;
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ManagedENet.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds ManagedENet.sln.");
    }
}
