using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ManagedENet.Conformance.Conversations;
using ManagedENet.Conformance.Replay;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Hosting;

namespace ManagedENet.Conformance.Own;

/// <summary>A core that is led into a state, in a way that is written down, and is then given one hostile datagram.</summary>
internal sealed class HostileReceiver : IReplayOutput, IDisposable
{
    public const int PeerPort = 7801;
    private const long StepMs = 10;

    private readonly List<string> _log = [];
    private readonly List<string> _events = [];
    private readonly List<string> _answers = [];
    private readonly VirtualNetwork _network = new();
    private readonly AddressBook _addresses = new([]);
    private readonly ReplayHost _host;
    private readonly HostileState _state;
    private long _nowMs;

    private HostileReceiver(HostileState state)
    {
        _state = state;
        var ids = new CountingConnectIds('C', []);
        ENetAddress address = AddressBook.At(state.Asks ? PeerPort : 7777);
        _host = new ReplayHost(state.Setup, new Host(state.Options, ids, 0), ids, address, _network, this);
        foreach (string step in state.Steps) Do(step);
    }

    /// <summary>How the state is reached, as <c>P</c> lines: what comes in, what the application calls, what goes out.</summary>
    public static IEnumerable<string> Describe(HostileState state)
    {
        using var receiver = new HostileReceiver(state);
        return receiver._log.Select(line => $"P {state.Name} {line}").Prepend($"P {state.Name} {state.Text}");
    }

    /// <summary>What becomes of a datagram, in a new host in this state.</summary>
    public static HostileVector Judge(HostileState state, int port, byte[] bytes, string why)
    {
        using var receiver = new HostileReceiver(state);
        receiver.Receive(port, bytes, out string drops);
        return new HostileVector(state.Name, port, bytes, drops, Join(receiver._events), Join(receiver._answers), why);
    }

    public void Dispose() => _host.Dispose();

    public void OnDatagram(ReplayHost from, in ENetAddress to, byte[] bytes)
    {
        _answers.Add(Convert.ToHexStringLower(bytes));
        _log.Add(string.Create(CultureInfo.InvariantCulture, $"{_nowMs} out port={to.Port} {bytes.Length} {Convert.ToHexStringLower(bytes)}"));
    }

    public void OnEvent(ReplayHost host, in ConnectionEvent e) => _events.Add(e.Type.ToString().ToUpperInvariant());

    private static string Join(List<string> texts) => texts.Count == 0 ? "-" : string.Join(',', texts);

    private void Do(string step)
    {
        _nowMs += StepMs;
        string[] words = step.Split(' ', 2);
        if (words[0] == "in")
        {
            byte[] bytes = Convert.FromHexString(words[1]);
            _log.Add(string.Create(CultureInfo.InvariantCulture, $"{_nowMs} in port={PeerPort} {bytes.Length} {words[1]}"));
            _network.Inject(_nowMs, AddressBook.At(PeerPort), _host.Address, bytes);
        }
        else
        {
            _log.Add(string.Create(CultureInfo.InvariantCulture, $"{_nowMs} call {step}"));
            ReplayScript.Run(new ActionLine(0, step, _host.Name, words[0], new LineFields(step)), _host, _addresses, _nowMs);
        }

        Serve();
    }

    private void Receive(int port, byte[] bytes, out string drops)
    {
        _events.Clear();
        _answers.Clear();
        long[] before = Counts();
        _nowMs += StepMs;
        _network.Inject(_nowMs, AddressBook.At(port), _host.Address, bytes);
        Serve();
        long[] after = Counts();
        drops = Join(Enum.GetValues<DropReason>()
            .SelectMany(reason => Enumerable.Repeat(reason.ToString(), (int)(after[(int)reason] - before[(int)reason])))
            .ToList());
    }

    // Too early for any time-out or ping: what goes out answers what came in.
    private void Serve()
    {
        while (_host.Service(_nowMs))
        {
        }
    }

    private long[] Counts() => Enum.GetValues<DropReason>().Select(reason => _host.Core.Counters[reason]).ToArray();
}
