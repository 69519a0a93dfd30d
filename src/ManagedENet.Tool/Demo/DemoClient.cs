using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;

namespace ManagedENet.Tool.Demo;

/// <summary>One client of the demonstration, with both directions of its connection.</summary>
internal sealed class DemoClient : IDisposable
{
    // Offset of the data of a disconnect, so that it cannot be mistaken for the data of a connect.
    private const uint GoodbyeData = 1_000_000;

    private static readonly TimeSpan ShortestGoodbye = TimeSpan.FromSeconds(1);

    private readonly int _index;

    public DemoClient(int index, ENetHost host, int messages)
    {
        _index = index;
        Host = host;
        int firstLane = index * SendingWay.All.Count * 2;
        Up = CreateLanes(firstLane, messages);
        Down = CreateLanes(firstLane + SendingWay.All.Count, messages);
    }

    public ENetHost Host { get; }

    /// <summary>Lanes from this client to the server; the index is the channel.</summary>
    public DemoLane[] Up { get; }

    /// <summary>Lanes from the server to this client; the index is the channel.</summary>
    public DemoLane[] Down { get; }

    public IEnumerable<DemoLane> Lanes => Up.Concat(Down);

    /// <summary>This client's end of the connection.</summary>
    public ENetPeer? Near { get; private set; }

    /// <summary>The server's end of the connection; known when the server has seen it connect.</summary>
    public ENetPeer? Far { get; set; }

    public bool IsConnectSeen { get; set; }

    /// <summary>Both ends say that they are connected.</summary>
    public bool IsConnected => IsConnectSeen && Far is not null;

    public bool IsGoodbyeSaid { get; private set; }

    /// <summary>The server was told of the disconnect, with the data that was sent along.</summary>
    public bool IsGoodbyeHeard { get; private set; }

    /// <summary>This client was told that its disconnect is over.</summary>
    public bool IsGoodbyeOver { get; private set; }

    public bool IsDisconnected => IsGoodbyeHeard && IsGoodbyeOver;

    /// <summary>One of the ends lost the connection although nobody wanted to leave.</summary>
    public bool IsBroken { get; private set; }

    public void Connect(IPEndPoint server) => Near = Host.Connect(server, SendingWay.All.Count, (uint)_index);

    public void Disconnect()
    {
        IsGoodbyeSaid = true;

        // When the acknowledgement is lost the server has gone already, and only the time-out tells: a few round trips are enough here.
        TimeSpan minimum = Near!.RoundTripTime * 5 > ShortestGoodbye ? Near.RoundTripTime * 5 : ShortestGoodbye;
        Near.SetTimeout(8, minimum, minimum * 3);
        Near.Disconnect(GoodbyeData + (uint)_index);
    }

    public void SeeNearDisconnect()
    {
        if (IsGoodbyeSaid) IsGoodbyeOver = true;
        else if (IsConnected) IsBroken = true;
    }

    public void SeeFarDisconnect(ENetDisconnectReason reason, uint data)
    {
        if (reason == ENetDisconnectReason.Remote && data == GoodbyeData + (uint)_index) IsGoodbyeHeard = true;
        else IsBroken = true;
    }

    public void Dispose() => Host.Dispose();

    private static DemoLane[] CreateLanes(int firstId, int messages)
        => SendingWay.All.Select(way => new DemoLane(firstId + way.ChannelId, way, way.CountFor(messages))).ToArray();
}
