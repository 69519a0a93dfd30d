using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using ManagedENet.Conformance.Conversations;
using ManagedENet.Conformance.Replay;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;

namespace ManagedENet.Conformance.Own;

/// <summary>Lets cores in their default configuration live through a scenario, and writes down what happens in the form of the native conversations.</summary>
internal sealed class ConversationRecorder : IReplayOutput, IDisposable
{
    private readonly Scenario _scenario;
    private readonly ConversationWriter _writer;
    private readonly FateSource _fates;
    private readonly AddressBook _addresses;
    private readonly VirtualNetwork _network;
    private readonly List<ReplayHost> _hosts = [];
    private readonly Queue<string> _calls = new();
    private long _nowMs;

    private ConversationRecorder(Scenario scenario)
    {
        _scenario = scenario;
        _writer = new ConversationWriter((int)scenario.Head.Number("hex", 400));
        _fates = new FateSource(scenario.Head.Number("seed", 1));
        _network = new VirtualNetwork { LatencyMs = scenario.Head.Number("latency") };
        List<HostSetup> setups = scenario.Hosts.Select(host => HostSetup.Read(host, scenario.Head)).ToList();
        _addresses = new AddressBook(setups);
        _nowMs = scenario.Head.Number("start");
        _writer.WriteHead(scenario.Head);
        foreach (HostSetup setup in setups.Select(setup => setup with { Port = _addresses.Of(setup.Name).Port }))
        {
            _writer.WriteHost(setup);
            var ids = new CountingConnectIds(setup.Name[0], []);
            var core = new Host(ReplayCore.Options(setup, NativeQuirks.None, commandsPerDatagram: 0), ids, _nowMs * 1000);
            _hosts.Add(new ReplayHost(setup, core, ids, _addresses.Of(setup.Name), _network, this));
        }
    }

    public static string Record(Scenario scenario)
    {
        using var recorder = new ConversationRecorder(scenario);
        return recorder.Live();
    }

    public void Dispose()
    {
        foreach (ReplayHost host in _hosts) host.Dispose();
    }

    public void OnDatagram(ReplayHost from, in ENetAddress to, byte[] bytes)
    {
        Fate fate = _fates.Next();
        _writer.WriteDatagram(_nowMs, from, _addresses.NameOf(to), fate, bytes);
        _network.Send(_nowMs, from.Address, to, bytes, fate);
    }

    public void OnEvent(ReplayHost host, in ConnectionEvent e)
    {
        string text = EventText.Of(e, null);
        _writer.WriteLine($"E {_nowMs} {host.Name} {text}");
        string name = text.Split(' ')[0];
        foreach (ScenarioHandler handler in _scenario.Handlers.Where(handler => handler.Host == host.Name && handler.Event == name)) _calls.Enqueue(handler.Call);
    }

    private string Live()
    {
        int next = 0;
        for (; _nowMs < _scenario.EndMs; _nowMs++)
        {
            for (; next < _scenario.Steps.Count && _scenario.Steps[next].TimeMs <= _nowMs; next++) Do(_scenario.Steps[next].Text);
            foreach (ReplayHost host in _hosts)
            {
                while (host.Service(_nowMs))
                {
                    while (_calls.TryDequeue(out string? call)) Call(host, call);
                }
            }
        }

        _writer.WriteLine($"V end t={_scenario.EndMs}");
        return _writer.ToString();
    }

    private void Do(string step)
    {
        string word = step.Split(' ')[0];
        string rest = step[word.Length..].Trim();
        switch (word)
        {
            case "net":
                _fates.Set(new LineFields(rest));
                break;
            case "cut":
                _fates.IsCut = true;
                _writer.WriteLine($"V network is cut from here");
                break;
            case "inject":
                Inject(rest);
                break;
            default:
                Call(_hosts.Find(host => host.Name == word) ?? throw new FormatException($"Nobody is called {word}: {step}"), rest);
                break;
        }
    }

    private void Inject(string rest)
    {
        var fields = new LineFields(rest);
        byte[] bytes = fields.Words.Count > 1 ? Convert.FromHexString(fields.Words[1]) : [];
        int port = (int)fields.Number("port");
        string hex = Convert.ToHexStringLower(bytes);
        _writer.WriteLine($"I {_nowMs} port={port} {fields.Words[0]} {bytes.Length} {hex} why={fields.Text("why")}");
        _network.Inject(_nowMs, AddressBook.At(port), _addresses.Of(fields.Words[0]), bytes);
    }

    private void Call(ReplayHost host, string call)
    {
        var fields = new LineFields(call);
        string verb = fields.Words[0];
        if (verb == "state")
        {
            _writer.WriteState(_nowMs, host, (int)fields.Number("peer"));
            return;
        }

        // These put nothing out themselves, so their answer may stand in the line; the others may send at once, and their line comes first.
        bool answers = verb is "connect" or "send";
        if (!answers) _writer.WriteLine($"A {_nowMs} {host.Name} {call}");
        var line = new ActionLine(0, call, host.Name, verb, fields);
        string answer = ReplayScript.Run(line, host, _addresses, _nowMs) ?? throw new FormatException($"Nobody knows the call {call}");
        if (answers) _writer.WriteLine($"A {_nowMs} {host.Name} {call} rc={answer}");
    }
}
