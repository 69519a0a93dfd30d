using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Harness;

/// <summary>The lines between all end points, one impairment for each direction of each pair.</summary>
internal sealed class VirtualNetwork(ulong seed)
{
    private readonly Dictionary<(ENetAddress From, ENetAddress To), NetworkImpairment> _links = [];
    private readonly List<NetworkImpairment> _inOrder = [];
    private readonly Dictionary<ENetAddress, IEndPoint> _endPoints = [];
    private readonly List<SentDatagram> _log = [];
    private readonly byte[] _buffer = new byte[65_536];

    /// <summary>What a link is like that nobody has set: ten milliseconds long, and perfect.</summary>
    public NetworkImpairmentOptions DefaultLink { get; set; } = new() { DelayMs = 10 };

    /// <summary>Everything that was sent, in order, whether or not it arrives.</summary>
    public IReadOnlyList<SentDatagram> Log => _log;

    /// <summary>Heavy tests turn it off.</summary>
    public bool KeepsLog { get; set; } = true;

    /// <summary>Decides over single datagrams: false loses them.</summary>
    public Func<SentDatagram, bool>? Lets { get; set; }

    /// <summary>Sees every datagram that is sent.</summary>
    public DatagramWatcher? Watcher { get; set; }

    public long SentDatagrams { get; private set; }

    public long NextDueMs
    {
        get
        {
            long due = long.MaxValue;
            foreach (NetworkImpairment link in _inOrder) due = Math.Min(due, link.NextDueMs);
            return due;
        }
    }

    public void Add(IEndPoint endPoint) => _endPoints.Add(endPoint.Address, endPoint);

    /// <summary>The end point moves: what was on its way to the old address is lost.</summary>
    public void Move(IEndPoint endPoint, in ENetAddress oldAddress)
    {
        _endPoints.Remove(oldAddress);
        _endPoints.Add(endPoint.Address, endPoint);
    }

    public NetworkImpairment Link(IEndPoint from, IEndPoint to) => Link(from.Address, to.Address);

    /// <summary>All of these go over one line, in one queue: what several players share.</summary>
    public NetworkImpairment Share(NetworkImpairmentOptions options, IEnumerable<(IEndPoint From, IEndPoint To)> ways)
    {
        var line = new NetworkImpairment(options);
        _inOrder.Add(line);
        foreach ((IEndPoint from, IEndPoint to) in ways)
        {
            if (_links.Remove((from.Address, to.Address), out NetworkImpairment? old)) _inOrder.Remove(old);
            _links.Add((from.Address, to.Address), line);
        }

        return line;
    }

    /// <summary>Changes both directions between two end points.</summary>
    public void Change(IEndPoint one, IEndPoint other, Func<NetworkImpairmentOptions, NetworkImpairmentOptions> change)
    {
        Link(one, other).Options = change(Link(one, other).Options);
        Link(other, one).Options = change(Link(other, one).Options);
    }

    /// <summary>Changes every link there is, and those to come.</summary>
    public void ChangeAll(Func<NetworkImpairmentOptions, NetworkImpairmentOptions> change)
    {
        DefaultLink = change(DefaultLink);
        foreach (NetworkImpairment link in _inOrder) link.Options = change(link.Options);
    }

    public IEnumerable<SeenDatagram> From(IEndPoint sender, int checksumBytes = 0)
    {
        ENetAddress address = sender.Address;
        return _log.Where(sent => sent.From == address).Select(sent => SeenDatagram.Read(sent.Bytes, sent.AtMs, checksumBytes));
    }

    public void ClearLog() => _log.Clear();

    public void Send(long nowMs, in ENetAddress from, in ENetAddress to, ReadOnlySpan<byte> datagram, DatagramSendOptions options = default)
    {
        SentDatagrams++;
        Watcher?.Invoke(from, to, datagram);
        ImpairmentFate fate = ImpairmentFate.Lost;
        if (KeepsLog || Lets is not null)
        {
            var sent = new SentDatagram(nowMs, from, to, datagram.ToArray(), ImpairmentFate.Delivered, options);
            if (Lets is null || Lets(sent)) fate = Submit(nowMs, from, to, datagram, options);
            if (KeepsLog) _log.Add(sent with { Fate = fate });
            return;
        }

        Submit(nowMs, from, to, datagram, options);
    }

    /// <summary>Hands over everything that is due.</summary>
    public void Deliver(long nowMs)
    {
        for (int i = 0; i < _inOrder.Count; i++)
        {
            while (_inOrder[i].TryTake(nowMs, _buffer, out int length, out ENetAddress from, out ENetAddress to))
            {
                if (_endPoints.TryGetValue(to, out IEndPoint? endPoint)) endPoint.Arrive(from, _buffer.AsSpan(0, length));
            }
        }
    }

    private ImpairmentFate Submit(long nowMs, in ENetAddress from, in ENetAddress to, ReadOnlySpan<byte> datagram, DatagramSendOptions options)
    {
        if (!to.IsIPv4Broadcast) return Link(from, to).Submit(nowMs, from, to, datagram, options);
        foreach (ENetAddress address in _endPoints.Keys)
        {
            if (address != from && address.Port == to.Port) Link(from, address).Submit(nowMs, from, address, datagram, options);
        }

        return ImpairmentFate.Delivered;
    }

    private NetworkImpairment Link(in ENetAddress from, in ENetAddress to)
    {
        if (_links.TryGetValue((from, to), out NetworkImpairment? link)) return link;
        link = new NetworkImpairment(DefaultLink with { Seed = seed + ((ulong)_links.Count * 0x1_0001) });
        _links.Add((from, to), link);
        _inOrder.Add(link);
        return link;
    }
}
