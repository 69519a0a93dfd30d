using System;
using System.Collections.Generic;
using System.Linq;

namespace ManagedENet.Conformance.Conversations;

/// <summary>A recorded conversation between native hosts.</summary>
internal sealed class Conversation
{
    public Conversation(string name, IReadOnlyList<ConversationLine> lines)
    {
        Name = name;
        Lines = lines;
        var setups = lines.OfType<SetupLine>().ToList();
        Scenario = setups.Find(line => line.Fields.Has("scenario"))?.Fields ?? new LineFields(string.Empty);
        Hosts = setups.Where(line => line.Fields.Has("host")).Select(line => HostSetup.Read(line.Fields, Scenario)).ToList();
        EndMs = setups.Find(line => line.Text.StartsWith("V end ", StringComparison.Ordinal))?.Fields.Number("t")
            ?? (lines.Count == 0 ? 0 : lines[^1].TimeMs + 1);
        LatencyMs = LatencyRule.Deduce(this);
        Unlisted = UnlistedTraffic.For(ScenarioName);
    }

    /// <summary>Folder and file name, as in <c>plain/connect.txt</c>.</summary>
    public string Name { get; }

    public IReadOnlyList<ConversationLine> Lines { get; }

    public LineFields Scenario { get; }

    public string ScenarioName => Scenario.Text("scenario");

    /// <summary>The version of the native library that spoke, for example 1.3.17.</summary>
    public string NativeVersion => Scenario.Text("enet", "1.3.17");

    public bool ListsAllDatagrams => !Scenario.Text("text").Contains("datagrams not listed", StringComparison.Ordinal);

    /// <summary>In order of creation.</summary>
    public IReadOnlyList<HostSetup> Hosts { get; }

    /// <summary>One way, without what a fate adds.</summary>
    public long LatencyMs { get; }

    public UnlistedTraffic? Unlisted { get; }

    /// <summary>
    /// The clock at the hosts' creation. Native counts its once-a-second work from zero: a conversation that starts within the first second is begun at zero,
    /// one that starts later had its clock set before.
    /// </summary>
    public long StartMs
    {
        get
        {
            long first = Lines.Count == 0 ? 0 : Lines[0].TimeMs;
            return first < 1000 ? 0 : first;
        }
    }

    public long EndMs { get; }
}
