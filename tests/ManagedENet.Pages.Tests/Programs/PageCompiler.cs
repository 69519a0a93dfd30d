using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using ManagedENet.Pages.Tests.Pages;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace ManagedENet.Pages.Tests.Programs;

/// <summary>
/// Compiles blocks as a reader's compiler would: nothing is there but what the block itself says, in the C# of .NET 8's SDK (Unity's for scripts of Unity), with nullable warnings, and warnings are errors.
/// </summary>
internal static class PageCompiler
{
    /// <summary>The port that pages write; each server gets one of its own instead of it, and what follows it on the page connects there.</summary>
    public const int WrittenPort = 7777;

    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(file => MetadataReference.CreateFromFile(file))];

    private static readonly CSharpCompilationOptions Options = new(OutputKind.ConsoleApplication, optimizationLevel: OptimizationLevel.Debug, generalDiagnosticOption: ReportDiagnostic.Error, nullableContextOptions: NullableContextOptions.Enable);

    /// <summary>The programs of a page, in their order; what does not compile is in <paramref name="errors"/>, with the lines of the page.</summary>
    public static IReadOnlyList<PageProgram> Compile(Page page, out IReadOnlyList<string> errors)
    {
        List<PageProgram> programs = [];
        List<string> found = [];
        int port = FreePort.Take();
        foreach (Fence fence in page.Fences.Where(fence => fence.IsProgram))
        {
            // The server before it still has its own.
            if (fence.IsServing) port = FreePort.Take();
            if (Compile(page, fence, port, found) is { } program) programs.Add(program);
        }

        errors = found;
        return programs;
    }

    private static PageProgram? Compile(Page page, Fence fence, int port, List<string> errors)
    {
        // A program of one file may name the packages that it wants; here they are there already.
        CSharpParseOptions parseOptions = new CSharpParseOptions(fence.IsUnity ? LanguageVersion.CSharp9 : LanguageVersion.CSharp12).WithFeatures([new("FileBasedProgram", "true")]);
        string text = fence.Text.Replace(WrittenPort.ToString(CultureInfo.InvariantCulture), port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        List<SyntaxTree> trees = [Parse($"#line {fence.Line} \"{page.Name}\"\n{text}", page.Name, parseOptions)];
        if (fence.IsUnity) trees.Add(Parse(UnityStandIn.Source, nameof(UnityStandIn), parseOptions));
        CSharpCompilation compilation = CSharpCompilation.Create($"{page.Name.Replace('/', '_')}_{fence.Line}", trees, References, fence.IsUnity ? Options.WithNullableContextOptions(NullableContextOptions.Disable) : Options);
        using var assembly = new MemoryStream();
        using var symbols = new MemoryStream();
        EmitResult result = compilation.Emit(assembly, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        errors.AddRange(result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(Describe));
        return result.Success ? new PageProgram($"{page.Name}:{fence.Line}", port, fence.IsServing, assembly.ToArray(), symbols.ToArray()) : null;
    }

    private static SyntaxTree Parse(string text, string path, CSharpParseOptions options) => CSharpSyntaxTree.ParseText(SourceText.From(text, Encoding.UTF8), options, path);

    private static string Describe(Diagnostic diagnostic)
    {
        FileLinePositionSpan place = diagnostic.Location.GetMappedLineSpan();
        return $"{place.Path}:{place.StartLinePosition.Line + 1}: {diagnostic.Id} {diagnostic.GetMessage(CultureInfo.InvariantCulture)}";
    }
}
