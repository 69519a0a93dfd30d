using System;
using System.Net;

namespace ManagedENet.FirstSecond;

/// <summary>Two hosts on one thread, connected over loopback: the client keeps 16 reliable messages of 64 bytes under way, and the server sends each back.</summary>
internal abstract class EchoPair : IDisposable
{
    /// <summary>Messages under way.</summary>
    protected const int Window = 16;

    protected EchoPair() => Client.Connect(Server.LocalEndPoint, channelCount: 1);

    /// <summary>What is sent.</summary>
    protected static byte[] Message { get; } = new byte[64];

    protected ENetHost Server { get; } = ENetHost.Bind(new IPEndPoint(IPAddress.Loopback, 0), new ENetHostOptions { PeerLimit = 1 });

    protected ENetHost Client { get; } = ENetHost.CreateClient(new ENetHostOptions { PeerLimit = 1, DualMode = false });

    /// <summary>Messages that have come back.</summary>
    protected abstract int Echoes { get; }

    /// <summary>Goes on until so many echoes have come back in all.</summary>
    /// <returns>The processor time that the process has taken until then.</returns>
    public TimeSpan RunUntil(int echoes)
    {
        while (Echoes < echoes) Service();
        return Environment.CpuUsage.TotalTime;
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }

    /// <summary>Both hosts have their turn, and nobody waits.</summary>
    protected abstract void Service();
}
