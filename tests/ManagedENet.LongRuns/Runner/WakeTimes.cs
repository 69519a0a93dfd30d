using System;
using System.Diagnostics;
using System.Net;
using System.Threading;
using ManagedENet.Transports;

namespace ManagedENet.LongRuns.Runner;

/// <summary>How long a message of another thread takes to the system while the network thread waits.</summary>
internal static class WakeTimes
{
    /// <summary>Measures it so many times; microseconds of each.</summary>
    public static double[] Measure(int times)
    {
        ENetHostRunner server = ENetHostRunner.Start(new IPEndPoint(IPAddress.Loopback, 0));
        var local = new IPEndPoint(IPAddress.Loopback, 0);
        var transport = new NotingTransport((OperatingSystem.IsLinux() ? (IDatagramTransport?)LinuxBatchTransport.TryBind(local) : null) ?? SocketTransport.Bind(local));
        ENetHostRunner client = ENetHostRunner.Start(transport, listens: false, new ENetHostOptions { PeerLimit = 1, PingInterval = Traffic.Patience });
        ENetConnection connection = client.ConnectAsync(server.LocalEndPoint).AsTask().GetAwaiter().GetResult();
        var taken = new double[times];
        for (int i = 0; i < times; i++)
        {
            // What the last one caused is over, and the thread waits again.
            Thread.Sleep(2);
            transport.Arm();
            long start = Stopwatch.GetTimestamp();
            connection.TrySend(0, "x"u8, ENetPacketFlags.None);
            taken[i] = Stopwatch.GetElapsedTime(start, transport.Await()).TotalMicroseconds;
        }

        client.DisposeAsync().AsTask().GetAwaiter().GetResult();
        server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return taken;
    }
}
