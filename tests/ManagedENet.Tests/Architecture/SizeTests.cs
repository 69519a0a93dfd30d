using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using ManagedENet.Tests.Support;

namespace ManagedENet.Tests.Architecture;

/// <summary>Nothing grows until nobody can read it in one go: a type that does has more than one thing to do.</summary>
public sealed class SizeTests
{
    private const int MostLinesOfAType = 500;
    private const int MostLinesOfAFile = 400;
    private const int MostFilesOfAType = 3;

    // What differs by target framework or system is one part, however many files it has.
    private static readonly string[] Variants = ["net", "netstandard", "Linux"];

    [Test]
    public void No_file_has_more_than_400_lines() => Assert.That(Sources().Where(file => File.ReadLines(file).Count() > MostLinesOfAFile), Is.Empty);

    [Test]
    public void No_type_has_more_than_500_lines_of_code() =>
        Assert.That(Types().Where(type => type.Sum(file => File.ReadLines(file).Count(IsCode)) > MostLinesOfAType).Select(type => type.Key), Is.Empty);

    [Test]
    public void No_type_is_spread_over_more_than_three_files() =>
        Assert.That(Types().Where(type => type.Count(file => !IsVariant(file)) > MostFilesOfAType).Select(type => type.Key), Is.Empty);

    [Test]
    public void The_count_leaves_out_what_is_no_code()
    {
        string[] lines = ["using System;", "namespace A;", "", "/// <summary>B.</summary>", "class B", "{", "    // Why.", "    int c;", "}"];
        Assert.That(lines.Count(IsCode), Is.EqualTo(4));
        Assert.That((IsVariant("A.net.cs"), IsVariant("A.B.netstandard.cs"), IsVariant("A.B.cs"), IsVariant("A.cs")), Is.EqualTo((true, true, false, false)));
    }

    private static bool IsCode(string line)
    {
        string code = line.Trim();
        return code.Length > 0 && !code.StartsWith("//", StringComparison.Ordinal) && !line.StartsWith("using ", StringComparison.Ordinal)
            && !line.StartsWith("namespace ", StringComparison.Ordinal);
    }

    private static bool IsVariant(string file) => Variants.Contains(Path.GetFileName(file).Split('.')[^2]);

    private static IEnumerable<IGrouping<string, string>> Types() =>
        Sources().GroupBy(file => Path.Combine(Path.GetDirectoryName(file)!, Path.GetFileName(file).Split('.')[0]), StringComparer.Ordinal);

    private static IEnumerable<string> Sources() => Directory.GetFiles(Repository.Combine("src"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(folder => folder is "bin" or "obj"));
}
