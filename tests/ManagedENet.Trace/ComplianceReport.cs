using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace ManagedENet.Trace;

/// <summary>Writes protocol-spec/compliance.md.</summary>
internal static class ComplianceReport
{
    public const string FileName = "compliance.md";

    public static void Write(string root, RequirementTrace trace)
    {
        var text = new StringBuilder();
        text.Append("# Compliance\n\n");
        text.Append("Made by `./check` from the specification, the comments in `src` and the properties of the tests. Changes made here by hand are lost.\n\n");
        text.Append(trace.Summary()).Append(".\n");
        foreach (IGrouping<string, Requirement> page in trace.Requirements.GroupBy(requirement => requirement.Page, StringComparer.Ordinal))
        {
            text.Append("\n## [").Append(page.Key).Append("](").Append(page.Key).Append(")\n\n");
            text.Append("| requirement | says | code | tests |\n|---|---|---|---|\n");
            foreach (Requirement requirement in page)
            {
                text.Append("| ").Append(requirement.Id).Append(" | ").Append(requirement.Title)
                    .Append(" | ").Append(Cell(trace.CodeOf(requirement.Id)))
                    .Append(" | ").Append(Cell(trace.TestsOf(requirement.Id))).Append(" |\n");
            }
        }

        TextFile.WriteIfChanged(Path.Combine(root, "protocol-spec", FileName), text.ToString());
    }

    private static string Cell(IEnumerable<string> places)
    {
        string cell = string.Join("<br>", places.Select(place => $"`{place}`"));
        return cell.Length > 0 ? cell : "**none**";
    }
}
