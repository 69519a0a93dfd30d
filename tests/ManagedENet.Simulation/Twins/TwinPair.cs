using System;
using System.Collections.Generic;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Twins;

/// <summary>
/// Two worlds that live through the same: in one the hosts take the loops of the usual case where they can, in the other always the general way. After each step the
/// datagrams that were sent, what the applications were told, and every fact in the memory of both are compared.
/// </summary>
internal sealed class TwinPair : IDisposable
{
    private readonly TwinWorld _usual;
    private readonly TwinWorld _general;
    private readonly Differ _differ = new();

    public TwinPair(ulong seed)
    {
        Random = new SimulationRandom(seed ^ 0x7415);
        NetworkImpairmentOptions link = TwinScript.Link(Random);
        _usual = new TwinWorld(seed, link, TwinScript.Hosts(new SimulationRandom(seed), usesGeneralWay: false));
        _general = new TwinWorld(seed, link, TwinScript.Hosts(new SimulationRandom(seed), usesGeneralWay: true));
    }

    public SimulationRandom Random { get; }

    /// <summary>The world to look at when something is to be chosen; the other is the same, or the test has failed.</summary>
    public TwinWorld World => _usual;

    public long Datagrams { get; private set; }

    public long Happenings { get; private set; }

    /// <summary>Does the same in both worlds.</summary>
    public void Both(Action<TwinWorld> act)
    {
        act(_usual);
        act(_general);
    }

    /// <summary>Does the same in both worlds, which must answer the same.</summary>
    public T Both<T>(Func<TwinWorld, T> ask)
    {
        T answer = ask(_usual);
        T other = ask(_general);
        if (!Equals(answer, other)) throw new AssertionException($"At {_usual.NowMs} ms the usual way answers {answer}, the general way {other}.");
        return answer;
    }

    /// <summary>Does something in one world alone, for a test of the comparison.</summary>
    public void OneOnly(Action<TwinWorld> act) => act(_general);

    /// <summary>Lets time pass in both worlds, and compares them.</summary>
    public void Run(long ms)
    {
        try
        {
            Both(world => world.Run(ms));
            Compare();
        }
        catch
        {
            Both(world => world.HasFailed = true);
            throw;
        }
    }

    public void Dispose()
    {
        _usual.Dispose();
        _general.Dispose();
    }

    private void Compare()
    {
        Differ.AssertSame($"Before {_usual.NowMs} ms, event", _usual.Happenings, _general.Happenings, EqualityComparer<Happening>.Default);
        Differ.AssertSame($"Before {_usual.NowMs} ms, datagram", _usual.Network.Log, _general.Network.Log, SameDatagram.Instance);
        for (int i = 0; i < _usual.Hosts.Count; i++)
        {
            _differ.AssertSameFacts($"At {_usual.NowMs} ms, {_usual.Hosts[i].Name}", _usual.Hosts[i].Core, _general.Hosts[i].Core);
        }

        Happenings += _usual.Happenings.Count;
        Datagrams += _usual.Network.Log.Count;
        Both(world => world.Forget());
    }

    private sealed class SameDatagram : IEqualityComparer<SentDatagram>
    {
        public static readonly SameDatagram Instance = new();

        public bool Equals(SentDatagram? one, SentDatagram? other) =>
            (one!.AtMs, one.From, one.To, one.Fate) == (other!.AtMs, other.From, other.To, other.Fate) && one.Bytes.AsSpan().SequenceEqual(other.Bytes);

        public int GetHashCode(SentDatagram sent) => sent.Bytes.Length;
    }
}
