using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ManagedENet.Conformance.Conversations;
using ManagedENet.Conformance.IndependentReader;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Conformance.Replay;

/// <summary>
/// Puts the core in the place of the recorded hosts and lets it live through the conversation again: the same calls at the same virtual milliseconds, the same
/// fates on the way. Everything the core puts out is held against the next line of the file.
/// </summary>
internal sealed class ConversationReplay : IReplayOutput, IDisposable
{
    private const int EventsPerMillisecond = 100_000;

    private readonly Conversation _conversation;
    private readonly ReplayOptions _options;
    private readonly AddressBook _addresses;
    private readonly VirtualNetwork _network;
    private readonly List<ReplayHost> _hosts = [];
    private readonly Expectations _expectations;
    private long _nowMs;
    private bool _cut;

    private ConversationReplay(Conversation conversation, ReplayOptions options, long latencyMs)
    {
        _conversation = conversation;
        _options = options;
        _addresses = new AddressBook(conversation.Hosts);
        _network = new VirtualNetwork { LatencyMs = latencyMs };
        _expectations = new Expectations(conversation, options.MaximumDifferences);
        _nowMs = conversation.StartMs;
        foreach (SetupLine setup in FirstHosts()) Create(HostSetup.Read(setup.Fields, conversation.Scenario));
    }

    /// <summary>The places where replay and recording part. Where the latency is a guess, any guess that explains the whole conversation will do.</summary>
    public static IReadOnlyList<Difference> Run(Conversation conversation, ReplayOptions options)
    {
        IReadOnlyList<Difference> differences = RunOnce(conversation, options, conversation.LatencyMs);
        if (differences.Count == 0) return differences;
        (ReplayOptions Options, long LatencyMs) best = (options, conversation.LatencyMs);
        int bestLine = LineOf(differences[0]);
        foreach (bool isLater in conversation.ActsBehindDatagrams ? new[] { false, true } : [false])
        {
            ReplayOptions guess = options with { ActsAfterAllServices = isLater };
            foreach (long latencyMs in conversation.LatenciesMs.Skip(isLater ? 0 : 1))
            {
                List<Difference> found = RunOnce(conversation, guess with { MaximumDifferences = 1 }, latencyMs);
                if (found.Count == 0) return [];
                if (LineOf(found[0]) <= bestLine) continue;
                best = (guess, latencyMs);
                bestLine = LineOf(found[0]);
            }
        }

        // What the guess finds that explains most of it is what is wrong with the conversation.
        return RunOnce(conversation, best.Options, best.LatencyMs);
    }

    private static int LineOf(Difference difference) => difference.LineNumber == 0 ? int.MaxValue : difference.LineNumber;

    private static List<Difference> RunOnce(Conversation conversation, ReplayOptions options, long latencyMs)
    {
        using var replay = new ConversationReplay(conversation, options, latencyMs);
        try
        {
            replay.Live();
        }
        catch (Exception e) when (replay._expectations.Next is var next)
        {
            string before = string.Join('\n', replay._expectations.Differences);
            throw new InvalidOperationException($"{conversation.Name}:{next?.Number} t={replay._nowMs}: {e.Message}\n{before}", e);
        }

        return replay._expectations.Differences;
    }

    public void Dispose()
    {
        foreach (ReplayHost host in _hosts) host.Dispose();
    }

    public void OnDatagram(ReplayHost from, in ENetAddress to, byte[] bytes)
    {
        string target = _addresses.NameOf(to);
        if (!_options.ActsAfterAllServices) _expectations.DeferActions(_nowMs, from.Name);
        DatagramLine? expected = _expectations.Next as DatagramLine;
        if (expected?.TimeMs > _nowMs) expected = null;
        Fate fate = _cut ? Fate.Dropped : Fate.Delivered;
        int at = expected is null ? 0 : SideBySide.FirstDifference(expected, bytes);
        bool sameWay = expected is not null && expected.From == from.Name && expected.To == target;
        string? other = sameWay && at < 0 ? ShownCommands.Compare(bytes, from.Setup.Checksum, expected!.Decoded) : null;
        if (IsListed(_nowMs) && (_conversation.ListsAllDatagrams || (sameWay && at < 0 && other is null)))
        {
            if (expected is null || !sameWay || at >= 0 || other is not null)
            {
                string what = expected is null ? $"{from.Name} sends a datagram to {target} that is not in the recording"
                    : !sameWay ? $"{from.Name} sends to {target}, recorded is {expected.From} to {expected.To}"
                    : other is not null ? $"{from.Name} to {target}: {other}"
                    : string.Create(CultureInfo.InvariantCulture, $"{from.Name} to {target}: the datagram differs at byte {at}");
                _expectations.Add(_expectations.Next, _nowMs, what, SideBySide.Show(expected, bytes, from.Setup.Checksum));
            }

            if (expected is not null)
            {
                fate = expected.Fate;
                _expectations.Advance();
            }
        }

        _network.Send(_nowMs, from.Address, to, bytes, fate);
    }

    public void OnEvent(ReplayHost host, in ConnectionEvent e)
    {
        if (!IsListed(_nowMs) || !_conversation.ListsEvents) return;
        if (!_options.ActsAfterAllServices) _expectations.DeferActions(_nowMs, host.Name);
        EventLine? expected = _expectations.Next as EventLine;
        if (expected?.TimeMs > _nowMs) expected = null;
        string actual = string.Create(CultureInfo.InvariantCulture, $"E {_nowMs} {host.Name} {EventText.Of(e, expected)}");
        if (expected is null || expected.TimeMs != _nowMs || expected.Host != host.Name || !EventText.Tells(expected, e))
        {
            string what = expected is null ? "an event that is not in the recording" : "the event differs";
            _expectations.Add(_expectations.Next, _nowMs, what, $"  expected {expected?.Text ?? "(no event)"}\n  actual   {actual}\n");
        }

        if (expected is not null) _expectations.Advance();
    }

    private void Live()
    {
        for (; _nowMs < _conversation.EndMs && !_expectations.HasEnough; _nowMs++)
        {
            RunScript();
            if (_conversation.Unlisted is { } unlisted)
            {
                foreach (UnlistedSend send in unlisted.At(_nowMs)) ReplayScript.Send(Host(send.Host), send);
            }

            // By number: an event may be the occasion on which another host is made.
            for (int i = 0; i < _hosts.Count; i++)
            {
                ServiceUntilQuiet(_hosts[i]);
                if (!_options.ActsAfterAllServices) ActBehindDatagrams(serviced: i + 1);
            }

            if (_options.ActsAfterAllServices) ActBehindDatagrams(_hosts.Count);
            RunScript();
            _expectations.ReportMissing(_nowMs);
        }

        // What stands behind the last service, and what the hosts did not live to see.
        RunScript();
        _expectations.ReportMissing(long.MaxValue);
    }

    // A handler may act between two events of one millisecond: the file's order says when.
    private void ServiceUntilQuiet(ReplayHost host)
    {
        int events = 0;
        while (host.Service(_nowMs))
        {
            RunScript();
            if (++events > EventsPerMillisecond) throw new InvalidOperationException($"Host {host.Name} does not stop raising events at {_nowMs} ms.");
            if (_expectations.HasEnough) return;
        }
    }

    /// <summary>
    /// An application may act when a service call has returned, and call again in the same millisecond: where the next line is from a host that had its turn, it has
    /// another.
    /// </summary>
    private void ActBehindDatagrams(int serviced)
    {
        while (!_expectations.HasEnough && _expectations.ActsBehindDatagram(_nowMs))
        {
            RunScript();
            while (_expectations.NextHost(_nowMs) is { } name && _hosts.FindIndex(host => host.Name == name) is var place && place >= 0 && place < serviced)
            {
                ConversationLine? before = _expectations.Next;
                ServiceUntilQuiet(_hosts[place]);
                if (_expectations.Next == before) return;
            }
        }
    }

    private void RunScript()
    {
        while (!_expectations.HasEnough && _expectations.NextOfScript(_nowMs) is { } line)
        {
            // Past the line first: an action may put out datagrams, and those stand below it.
            _expectations.Advance();
            switch (line)
            {
                case SetupLine setup:
                    Apply(setup);
                    break;
                case ActionLine action:
                    Act(action);
                    break;
                case StateLine state:
                    Compare(state);
                    break;
                case InjectionLine injection:
                    _network.Inject(_nowMs, AddressBook.At(injection.SourcePort), _addresses.Of(injection.Host), injection.Bytes);
                    break;
            }
        }
    }

    private void Apply(SetupLine setup)
    {
        if (setup.DescribesHost && !FirstHosts().Contains(setup)) Create(HostSetup.Read(setup.Fields, _conversation.Scenario));
        if (setup.CutsTheNetwork) _cut = true;
        if (setup.MendsTheNetwork) _cut = false;
        if (setup.Fields.Has("latency")) _network.LatencyMs = setup.Fields.Number("latency");
        foreach (ReplayHost host in _hosts)
        {
            string mtu = host.Name.ToLowerInvariant() + "_mtu";
            if (!setup.Fields.Has(mtu)) mtu = IsServer(host) ? "server_mtu" : "client_mtu";
            if (setup.Fields.Has(mtu)) host.Core.SetMtu((int)setup.Fields.Number(mtu));
        }
    }

    // They are there before anything happens; those of later lines are made when their line's turn comes.
    private IEnumerable<SetupLine> FirstHosts() => _conversation.Lines.TakeWhile(line => line is SetupLine).OfType<SetupLine>().Where(line => line.DescribesHost);

    private bool IsServer(ReplayHost host) => host.Name == (_conversation.Host("S")?.Name ?? _conversation.Hosts[0].Name);

    private void Act(ActionLine action)
    {
        string? answer;
        try
        {
            answer = ReplayScript.Run(action, Host(action.Host), _addresses, _nowMs);
        }
        catch (FormatException e)
        {
            _expectations.Add(action, _nowMs, "the call is not understood: " + e.Message, $"  {action.Text}\n");
            return;
        }

        if (answer is null)
        {
            _expectations.Add(action, _nowMs, $"nobody knows the call '{action.Verb}'", $"  {action.Text}\n");
            return;
        }

        string expected = action.Fields.Text("rc", answer);
        if (!ReplayScript.IsSameAnswer(expected, answer)) _expectations.Add(action, _nowMs, "the call answers something else", $"  expected rc={expected}\n  actual   rc={answer}\n");
    }

    private void Compare(StateLine state)
    {
        string wrong;
        try
        {
            wrong = StateComparison.Of(state, Host(state.Host), Host);
        }
        catch (FormatException e)
        {
            wrong = $"  {e.Message}\n";
        }

        if (wrong.Length > 0) _expectations.Add(state, _nowMs, "the state differs", wrong);
    }

    private bool IsListed(long nowMs) => _conversation.Unlisted?.Covers(nowMs) != true;

    private ReplayHost Host(string name) =>
        _hosts.Find(host => host.Name == name) ?? _hosts.Find(host => host.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw new FormatException($"No V line describes host {name}.");

    // A line that describes a host which is there already makes it anew, in its old place.
    private void Create(HostSetup setup)
    {
        int place = _hosts.FindIndex(host => host.Name == setup.Name);
        IRandomSource random = place < 0 ? new CountingConnectIds(setup.Name[0], RecordedConnectIds.Of(_conversation, setup.Name)) : _hosts[place].ConnectIds;
        var core = new Host(ReplayCore.Options(setup, _options.Quirks, _conversation.CommandsPerDatagram), random, _nowMs * 1000);
        var made = new ReplayHost(setup, core, random, _addresses.Of(setup.Name), _network, this);
        if (place < 0)
        {
            _hosts.Add(made);
            return;
        }

        _hosts[place].Dispose();
        _hosts[place] = made;
    }
}
