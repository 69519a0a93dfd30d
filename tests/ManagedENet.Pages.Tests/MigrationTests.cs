using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using ManagedENet.Pages.Tests.Pages;

namespace ManagedENet.Pages.Tests;

/// <summary>What the tables of the pages for those who come from another library name on our side, in their second column, is there.</summary>
[TestFixture]
internal sealed partial class MigrationTests
{
    private static readonly Dictionary<string, Type[]> Variables = new(StringComparer.Ordinal)
    {
        ["host"] = [typeof(ENetHost)],
        ["peer"] = [typeof(ENetPeer)],
        ["packet"] = [typeof(ENetPacket)],
        ["e"] = [typeof(ENetEvent)],
        ["runner"] = [typeof(ENetHostRunner)],
    };

    private static readonly Type[] Types = [.. typeof(ENetHost).Assembly.GetExportedTypes()];
    private static readonly HashSet<string> Members = [.. Types.SelectMany(type => type.GetMembers()).Select(member => member.Name), .. Types.Select(type => type.Name)];

    private static IEnumerable<TestCaseData> Pages => Repository.PagesForUsers.Where(page => page.Name.StartsWith("docs/migrate-from-", StringComparison.Ordinal)).Select(page => new TestCaseData(page).SetArgDisplayNames(page.Name));

    [TestCaseSource(nameof(Pages))]
    public void Every_member_that_a_table_names_on_our_side_is_there(Page page)
    {
        string[] unknown = [.. Unknown(page, out int named)];
        Assert.That(unknown, Is.Empty, string.Join('\n', unknown));
        Assert.That(named, Is.GreaterThan(20), "or the tables are not read");
    }

    [TestCase("| `a` | `host.Nowhere(1)` |")]
    [TestCase("| `a` | `peer.Bind` |")]
    [TestCase("| `a` | `ENetHost.Nowhere` |")]
    [TestCase("| `a` | `Nowhere` in the options |")]
    public void A_member_that_is_not_there_is_found(string line) => Assert.That(Unknown(new Page("p.md", line), out _), Has.Exactly(1).Items);

    private static List<string> Unknown(Page page, out int named)
    {
        List<string> unknown = [];
        named = 0;
        foreach (string line in page.Text.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)))
        {
            string[] cells = line.Split(" | ");
            if (cells.Length != 2) continue;
            foreach (Match code in Code().Matches(cells[1]))
            {
                string text = code.Groups["code"].Value;
                foreach (Match access in Access().Matches(text))
                {
                    named++;
                    string owner = access.Groups["owner"].Value;
                    string member = access.Groups["member"].Value;
                    Type[]? types = Variables.GetValueOrDefault(owner) ?? Types.Where(type => type.Name == owner).ToArray() switch { [] => null, var found => found };
                    if (types is not null && !types.Any(type => type.GetMember(member, BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static).Length > 0)) unknown.Add($"{owner}.{member} in {line}");
                }

                if (!SingleName().IsMatch(text) || !cells[1].Contains("in the options", StringComparison.Ordinal)) continue;
                named++;
                if (!Members.Contains(SingleName().Match(text).Groups["name"].Value)) unknown.Add($"{text} in {line}");
            }
        }

        return unknown;
    }

    [GeneratedRegex("`(?<code>[^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\b(?<owner>[A-Za-z]\w*)\.(?<member>[A-Z]\w*)", RegexOptions.ExplicitCapture)]
    private static partial Regex Access();

    [GeneratedRegex(@"^(?<name>[A-Z]\w+)( = .*)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex SingleName();
}
