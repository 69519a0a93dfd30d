using System;
using System.Diagnostics;
using System.Net;
using System.Threading;
using ManagedENet.Transports;

namespace ManagedENet.LongRuns.Reading;

/// <summary>A peer that repeats its last datagram, as often as it is told.</summary>
internal sealed class Flooder : IDisposable
{
    private const int Burst = 32;
    private const int Commands = 40;

    private readonly RememberingTransport _transport;
    private readonly ENetHost _host;
    private readonly IPEndPoint _server;
    private readonly Stopwatch _time = new();
    private Thread? _thread;
    private long _sent;
    private volatile bool _isOver;

    public Flooder(IPEndPoint server)
    {
        _server = server;
        _transport = new RememberingTransport((OperatingSystem.IsLinux() ? LinuxBatchTransport.TryBind(new IPEndPoint(IPAddress.Loopback, 0)) : null) ?? throw new NotSupportedException("There is no such transport here."));
        _host = new ENetHost(_transport);
        ENetPeer peer = _host.Connect(server);
        var since = Stopwatch.StartNew();
        while (peer.State != ENetPeerState.Connected)
        {
            _host.Service(TimeSpan.FromMilliseconds(1), out _);
            if (since.Elapsed > TimeSpan.FromSeconds(10)) throw new TimeoutException("The flooder does not get in.");
        }

        // A datagram full of commands, each of which is looked at and acknowledged every time.
        for (int i = 0; i < Commands; i++) peer.Send(0, new byte[8], ENetPacketFlags.Reliable);
        _host.Flush();
    }

    public void Start(int perSecond)
    {
        _thread = new Thread(() => Flood(perSecond)) { IsBackground = true, Name = "flooder" };
        _time.Start();
        _thread.Start();
    }

    public (long Sent, double Seconds) Stop()
    {
        _isOver = true;
        _thread?.Join();
        return (_sent, _time.Elapsed.TotalSeconds);
    }

    public void Dispose()
    {
        Stop();
        _host.Dispose();
    }

    private void Flood(int perSecond)
    {
        var path = new DatagramPath(new ENetAddress(_server));
        long skipped = 0;
        while (!_isOver)
        {
            // Never more than a hundredth of a second behind: what could not be sent is not made up for.
            long due = (long)(_time.Elapsed.TotalSeconds * perSecond) - skipped;
            skipped += Math.Max(due - _sent - (perSecond / 100), 0);
            if (_sent >= due)
            {
                Thread.SpinWait(50);
                continue;
            }

            _transport.Repeat(Burst, path);
            _sent += Burst;
        }
    }
}
