using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace ManagedENet.Planted;

/// <summary>What the command line asks for.</summary>
internal sealed class Settings
{
    public const string Help = """
        tests/planted/run [options] [fault...]

        Without names: every fault that has no outcome yet. With names: those, again.
          --list          names and kinds, and whether each still applies; builds nothing
          --fresh         forgets the outcomes of earlier runs
          --minutes N     begins no further fault after N minutes; the next run goes on
          --project N     minutes that one project of tests may take before it counts as failed (15)
          --baseline      first shows that nothing fails where nothing is planted
          --from PROJECT  leaves the projects of tests before this one out
          --to PROJECT    leaves those behind this one out
          --workers N     so many at a time, each in a copy of its own (1)
          --write         writes the table into docs/testing.md and what found each into tests/planted/found.tsv, where the next run looks first
        """;

    public List<string> Names { get; } = [];

    public bool IsList { get; private set; }

    public bool IsFresh { get; private set; }

    public bool HasBaseline { get; private set; }

    public TimeSpan Limit { get; private set; } = TimeSpan.MaxValue;

    public TimeSpan ProjectLimit { get; private set; } = TimeSpan.FromMinutes(15);

    public string FirstProject { get; private set; } = "";

    public string LastProject { get; private set; } = "";

    public int Workers { get; private set; } = 1;

    public bool IsWritten { get; private set; }

    /// <summary>The projects of tests that are asked for.</summary>
    public List<TestProject> Choose(IReadOnlyList<TestProject> all)
    {
        int first = IndexOf(FirstProject, otherwise: 0);
        int last = LastProject.Length == 0 ? all.Count - 1 : all.Select(project => project.Name).ToList().LastIndexOf(LastProject);
        return [.. all.Skip(first).Take(last - first + 1)];

        int IndexOf(string name, int otherwise) => name.Length == 0 ? otherwise
            : all.Select(project => project.Name).ToList().IndexOf(name) is >= 0 and int index ? index : throw new ArgumentException($"There is no project of tests called {name}.");
    }

    /// <summary>Null for a command line that asks for help, or for what there is not.</summary>
    public static Settings? Parse(string[] args)
    {
        var settings = new Settings();
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--list":
                    settings.IsList = true;
                    break;
                case "--fresh":
                    settings.IsFresh = true;
                    break;
                case "--baseline":
                    settings.HasBaseline = true;
                    break;
                case "--minutes" when i + 1 < args.Length:
                    settings.Limit = Minutes(args[++i]);
                    break;
                case "--project" when i + 1 < args.Length:
                    settings.ProjectLimit = Minutes(args[++i]);
                    break;
                case "--from" when i + 1 < args.Length:
                    settings.FirstProject = args[++i];
                    break;
                case "--to" when i + 1 < args.Length:
                    settings.LastProject = args[++i];
                    break;
                case "--workers" when i + 1 < args.Length:
                    settings.Workers = Math.Max(int.Parse(args[++i], CultureInfo.InvariantCulture), 1);
                    break;
                case "--write":
                    settings.IsWritten = true;
                    break;
                default:
                    if (args[i].StartsWith('-')) return null;
                    settings.Names.Add(args[i]);
                    break;
            }
        }

        return settings;
    }

    private static TimeSpan Minutes(string text) => TimeSpan.FromMinutes(double.Parse(text, CultureInfo.InvariantCulture));
}
