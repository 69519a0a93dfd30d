using System;
using System.Diagnostics;
using System.Net;
using ManagedENet.Tool.CommandLine;
using ManagedENet.Transports;

namespace ManagedENet.Worker;

/// <summary>Makes and connects the hosts of a workload, over loopback as the native ones.</summary>
internal static class BenchHosts
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The options that the arguments ask for: the transport, and the codecs.</summary>
    public static ENetHostOptions Options(WorkloadArguments arguments, int peerLimit) => new()
    {
        PeerLimit = peerLimit,
        Transport = arguments.Text("transport", "socket") == "linux" ? ENetTransportKind.LinuxBatch : ENetTransportKind.Socket,
        Checksum = arguments.Number("checksum", 0) != 0 ? ENetChecksums.Crc32 : null,
        CongestionControl = arguments.Text("congestion", "cubic") == "native" ? ENetCongestionControl.Native : ENetCongestionControl.Cubic,
        Compressor = arguments.Number("compress", 0) != 0 ? ENetCompressors.RangeCoder : null,
    };

    /// <summary>A server at a free port of 127.0.0.1.</summary>
    public static ENetHost Server(WorkloadArguments arguments, int peerLimit, Func<ENetHostOptions, ENetHostOptions>? change = null)
    {
        ENetHostOptions options = Options(arguments, peerLimit);
        return Open(new IPEndPoint(IPAddress.Loopback, 0), arguments, change is null ? options : change(options));
    }

    /// <summary>A client over IPv4.</summary>
    public static ENetHost Client(WorkloadArguments arguments, int peerLimit = 1)
        => Open(new IPEndPoint(IPAddress.Any, 0), arguments, Options(arguments, peerLimit) with { DualMode = false });

    /// <summary>A server and a client with one connection between them.</summary>
    public static HostPair Connected(WorkloadArguments arguments, int serverSlots = 1)
    {
        ENetHost server = Server(arguments, serverSlots);
        ENetHost client = Client(arguments);
        ENetPeer toServer = client.Connect(server.LocalEndPoint, 2);
        ENetPeer? toClient = null;
        var handler = default(CountingHandler);
        Stopwatch clock = Stopwatch.StartNew();
        while (toClient is null || toServer.State != ENetPeerState.Connected)
        {
            if (clock.Elapsed > Patience) throw new ToolException("there was no connection over loopback.");
            client.Service(TimeSpan.FromMilliseconds(1), ref handler);
            if (server.Service(TimeSpan.FromMilliseconds(1), out ENetEvent e) && e.Type == ENetEventType.Connect) toClient = e.Peer;
        }

        return new HostPair(server, client, toServer, toClient);
    }

    // coalescing=0 is a network that does not bring datagrams together on their way in (UDP_GRO), as most cards do not.
    private static ENetHost Open(IPEndPoint endPoint, WorkloadArguments arguments, ENetHostOptions options)
    {
        bool isPlain = options.Transport != ENetTransportKind.LinuxBatch || arguments.Number("coalescing", 1) != 0;
        if (isPlain || !OperatingSystem.IsLinux()) return ENetHost.Bind(endPoint, options);
        IDatagramTransport transport = LinuxBatchTransport.TryBind(endPoint, options, LinuxFeatures.All & ~LinuxFeatures.Coalescing)
            ?? throw new ToolException("this kernel has nothing that a plain socket does not have.");
        return new ENetHost(transport, options);
    }

    /// <summary>Half of it repeats and half of it changes slowly, as the state of a game does: the range coder finds something to do.</summary>
    public static byte[] Payload(int size)
    {
        var payload = new byte[size];
        for (int i = 0; i < size; i++) payload[i] = (byte)(i % 4 < 2 ? 0 : i * 7 / 16);
        return payload;
    }
}
