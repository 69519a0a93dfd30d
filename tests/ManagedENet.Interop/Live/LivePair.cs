using System;
using System.Diagnostics;
using System.Linq;
using ManagedENet.Interop.Network;

namespace ManagedENet.Interop.Live;

/// <summary>A server and a client on separate sockets, serviced in turn on one thread. Nothing sleeps: waiting is a service call.</summary>
internal sealed class LivePair : IDisposable
{
    /// <summary>What is waited for so long does not come. It measures no speed: a busy machine takes its time.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly ILink? _link;

    /// <summary>A pair; with a link, the client talks to the link instead of the server's own port.</summary>
    public LivePair(LiveEnd server, LiveEnd client, Func<int, ILink>? createLink = null)
    {
        Server = server;
        Client = client;
        _link = createLink?.Invoke(server.Host.Port);
    }

    public LiveEnd Server { get; }

    public LiveEnd Client { get; }

    public LiveEnd this[End end] => end == End.Server ? Server : Client;

    public LiveEnd Other(End end) => end == End.Server ? Client : Server;

    /// <summary>Asks for a connection without waiting for it.</summary>
    public void BeginConnect(int channelCount = 1, uint data = 0) => Client.Peer = Client.Host.Connect(_link?.Port ?? Server.Host.Port, channelCount, data);

    /// <summary>Connects; both ends know it afterwards.</summary>
    public void Connect(int channelCount = 1, uint data = 0)
    {
        int before = CountConnects(Server) + CountConnects(Client);
        BeginConnect(channelCount, data);
        Await(() => CountConnects(Server) + CountConnects(Client) == before + 2, "both ends to be connected");
    }

    /// <summary>Services both ends until a condition holds; fails the test when it does not within the patience.</summary>
    public void Await(Func<bool> condition, string what)
    {
        if (PumpUntil(condition, Patience)) return;
        Assert.Fail($"Waited {Patience.TotalSeconds} s for {what}. Server: {Describe(Server)}. Client: {Describe(Client)}.");
    }

    /// <summary>Services both ends until a condition holds; false when it does not within the patience.</summary>
    public bool PumpUntil(Func<bool> condition, TimeSpan patience)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            if (clock.Elapsed > patience) return false;
            if (!Step()) Client.Service(timeoutMs: 1);
        }

        return true;
    }

    /// <summary>Services both ends for a while.</summary>
    public void PumpFor(TimeSpan time) => PumpUntil(() => false, time);

    /// <summary>Services both ends once. True when something happened.</summary>
    public bool Step()
    {
        bool busy = Server.Service();
        busy |= _link?.Service() ?? false;
        busy |= Client.Service();
        return busy | (_link?.Service() ?? false);
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
        _link?.Dispose();
    }

    private static int CountConnects(LiveEnd end) => end.Events.Count(happened => happened.Type == ENetEventType.Connect);

    private static string Describe(LiveEnd end)
    {
        string others = string.Join(", ", end.Events.Where(happened => happened.Type != ENetEventType.Receive).Select(happened => $"{happened.Type} {happened.Data}"));
        return $"{end.Host.Implementation}, {end.Packets.Count()} packets, [{others}]";
    }
}
