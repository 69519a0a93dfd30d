using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using ManagedENet.Pages.Tests.Pages;

namespace ManagedENet.Pages.Tests;

/// <summary>No block of C# is left out by the way its fence is written.</summary>
[TestFixture]
internal sealed partial class FenceTests
{
    private static readonly string[] Words = [Fence.Serves, Fence.Unity];

    [Test]
    public void Every_block_of_csharp_says_so_in_one_way() => Assert.That(Repository.PagesForUsers.SelectMany(LeftOut), Is.Empty);

    [Test]
    public void No_word_behind_a_fence_is_unknown() =>
        Assert.That(
            Repository.PagesForUsers.SelectMany(page => page.Fences.Where(fence => fence.IsProgram).SelectMany(fence => fence.Words.Skip(1).Except(Words, StringComparer.Ordinal).Select(word => $"{page.Name}:{fence.Line}: {word}"))),
            Is.Empty,
            $"what may stand behind csharp: {string.Join(", ", Words)}");

    [Test]
    public void The_pages_have_programs_and_none_is_overlooked()
    {
        foreach (Page page in Repository.PagesForUsers)
        {
            Assert.That(page.Fences.Count(fence => fence.IsProgram), Is.EqualTo(AnyFenceOfCSharp().Count(page.Text)), page.Name);
        }

        Assert.That(Repository.PagesForUsers.Count(page => page.Fences.Any(fence => fence.IsProgram)), Is.GreaterThan(5), "or the pages are looked for in the wrong place");
    }

    [TestCase("```cs\nint x;\n```")]
    [TestCase("```C#\nint x;\n```")]
    [TestCase("```\nusing ManagedENet;\n```")]
    [TestCase("    ~~~text\nusing ManagedENet.Transports;\n~~~")]
    public void A_block_that_would_be_left_out_is_found(string text) => Assert.That(LeftOut(new Page("p.md", text)), Has.Exactly(1).Items);

    private static IEnumerable<string> LeftOut(Page page) =>
        from fence in page.Fences
        where !fence.IsProgram
        where fence.Language.ToUpperInvariant() is "CS" or "C#" or "CSHARP" || fence.Text.Contains("using ManagedENet", StringComparison.Ordinal)
        select $"{page.Name}:{fence.Line}: write ```csharp above it, so that it is compiled and run";

    [GeneratedRegex(@"^\s*(```+|~~~+)\s*csharp\b", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex AnyFenceOfCSharp();
}
