using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Conformance.IndependentReader;

namespace ManagedENet.Conformance.Conversations;

/// <summary>A recorded conversation between native hosts, or between ours.</summary>
internal sealed class Conversation
{
    private const int NativeCommandsPerDatagram = 32;

    public Conversation(string name, IReadOnlyList<ConversationLine> lines)
    {
        Name = name;
        Lines = lines;
        var setups = lines.OfType<SetupLine>().ToList();
        Scenario = setups.Find(line => line.Fields.Has("scenario"))?.Fields ?? new LineFields(string.Empty);
        Hosts = setups.Where(line => line.DescribesHost).Select(line => HostSetup.Read(line.Fields, Scenario))
            .DistinctBy(host => host.Name, StringComparer.Ordinal).ToList();
        EndMs = setups.Find(line => line.Text.StartsWith("V end ", StringComparison.Ordinal))?.Fields.Number("t")
            ?? (lines.Count == 0 ? 0 : lines[^1].TimeMs + 1);
        // Where nothing at all is told, nothing may happen.
        bool hasDatagrams = lines.Any(line => line is DatagramLine) || !lines.Any(line => line is EventLine or StateLine);
        ListsAllDatagrams = hasDatagrams && !Scenario.Text("text").Contains("datagrams not listed", StringComparison.Ordinal);
        ListsEvents = lines.Any(line => line is EventLine) || !lines.Any(line => line is DatagramLine or StateLine);
        ActsBehindDatagrams = FindActsBehindDatagrams();
        LatenciesMs = LatencyRule.Deduce(this);
        StartMs = StartRule.Deduce(this);
        Unlisted = UnlistedTraffic.For(this);
    }

    /// <summary>Folder and file name, as in <c>plain/connect.txt</c>.</summary>
    public string Name { get; }

    public IReadOnlyList<ConversationLine> Lines { get; }

    public LineFields Scenario { get; }

    public string ScenarioName => Scenario.Text("scenario");

    /// <summary>The version of the native library that spoke, for example 1.3.17.</summary>
    public string NativeVersion => Scenario.Text("enet", "1.3.17");

    /// <summary>True for a conversation of our own hosts in their default configuration, false for one of native hosts.</summary>
    public bool IsOurs => Scenario.Text("by") == "ManagedENet";

    /// <summary>Most commands in a datagram; 0 fills it to the MTU.</summary>
    public int CommandsPerDatagram => (int)Scenario.Number("commands", NativeCommandsPerDatagram);

    /// <summary>False where the hosts run against each other unseen: their datagrams are held against nothing.</summary>
    public bool ListsAllDatagrams { get; }

    /// <summary>True where an application acts when a datagram of the same millisecond has left.</summary>
    public bool ActsBehindDatagrams { get; }

    /// <summary>False where no events are told: whatever happens is held against nothing.</summary>
    public bool ListsEvents { get; }

    /// <summary>In order of creation; a host that is made anew later stands where it was first made.</summary>
    public IReadOnlyList<HostSetup> Hosts { get; }

    /// <summary>One way, without what a fate adds.</summary>
    public long LatencyMs => LatenciesMs[0];

    /// <summary>What the latency may be, the likeliest first: one value where it is stated or certain.</summary>
    public IReadOnlyList<long> LatenciesMs { get; }

    public UnlistedTraffic? Unlisted { get; }

    /// <summary>The clock at the hosts' creation.</summary>
    public long StartMs { get; }

    public long EndMs { get; }

    public HostSetup? Host(string name) => Hosts.FirstOrDefault(host => host.Name == name);

    public int IndexOf(string host)
    {
        for (int i = 0; i < Hosts.Count; i++)
        {
            if (Hosts[i].Name == host) return i;
        }

        return int.MaxValue;
    }

    private bool FindActsBehindDatagrams()
    {
        DatagramLine? sent = null;
        foreach (ConversationLine line in Lines)
        {
            if (line is ActionLine && sent?.TimeMs == line.TimeMs) return true;
            if (line is DatagramLine or EventLine) sent = line as DatagramLine;
        }

        return false;
    }

    /// <summary>A datagram's commands in the words of its <c>#</c> lines, read from the bytes where there are none.</summary>
    public IEnumerable<string> CommandsOf(DatagramLine line)
    {
        IEnumerable<string> lines = line.Decoded;
        bool hasChecksum = Host(line.From)?.Checksum ?? false;
        if (line.Decoded.Count == 0) lines = line.IsWhole ? IndependentDatagram.Read(line.Bytes, hasChecksum).ToLines() : CutDatagram.CommandsOf(line.Bytes, hasChecksum);
        return lines.Where(text => !text.StartsWith("hdr", StringComparison.Ordinal));
    }
}
