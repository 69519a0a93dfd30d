using System;
using System.Collections.Generic;
using System.Globalization;

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
        """;

    public List<string> Names { get; } = [];

    public bool IsList { get; private set; }

    public bool IsFresh { get; private set; }

    public bool HasBaseline { get; private set; }

    public TimeSpan Limit { get; private set; } = TimeSpan.MaxValue;

    public TimeSpan ProjectLimit { get; private set; } = TimeSpan.FromMinutes(15);

    public string FirstProject { get; private set; } = "";

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
