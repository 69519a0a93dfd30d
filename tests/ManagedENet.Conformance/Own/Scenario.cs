using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ManagedENet.Conformance.Conversations;

namespace ManagedENet.Conformance.Own;

/// <summary>
/// What the hosts of a conversation do, in the words of tests/native/scenarios/README.md: the same text drives native hosts there and the core here.
/// </summary>
internal sealed class Scenario
{
    private readonly List<(long TimeMs, string Text)> _steps = [];

    private Scenario()
    {
    }

    public LineFields Head { get; private set; } = new(string.Empty);

    public string Name => Head.Words[0];

    public List<LineFields> Hosts { get; } = [];

    public List<ScenarioHandler> Handlers { get; } = [];

    /// <summary>In order of time, those of one time in the order of the text.</summary>
    public IReadOnlyList<(long TimeMs, string Text)> Steps => _steps;

    public long EndMs { get; private set; }

    public static Scenario Parse(IEnumerable<string> lines)
    {
        var scenario = new Scenario();
        foreach (string line in lines.Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#')) scenario.Add(line);
        var inOrder = scenario._steps.OrderBy(step => step.TimeMs).ToList();
        scenario._steps.Clear();
        scenario._steps.AddRange(inOrder);
        return scenario;
    }

    private void Add(string line)
    {
        string[] words = line.Split(' ', 5);
        string rest = line[words[0].Length..].Trim();
        switch (words[0])
        {
            case "scenario":
                Head = new LineFields(rest);
                break;
            case "host":
                Hosts.Add(new LineFields($"host={rest}"));
                break;
            case "end":
                EndMs = Number(words[1]);
                break;
            case "at":
                _steps.Add((Number(words[1]), rest[words[1].Length..].Trim()));
                break;
            case "every":
                Repeat(Number(words[1]), Number(words[2]), Number(words[3]), words[4]);
                break;
            case "on":
                Handlers.Add(new ScenarioHandler(words[1], words[2], string.Join(' ', words[3..])));
                break;
            default:
                throw new FormatException($"Not understood: {line}");
        }
    }

    private void Repeat(long from, long to, long step, string text)
    {
        for (long time = from, i = 0; time <= to; time += step, i++)
            _steps.Add((time, text.Replace("#", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)));
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
