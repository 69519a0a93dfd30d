using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;

namespace ManagedENet.Godot.Tests.Outcomes;

/// <summary>The outcomes that the project was asked for, tried thousands of times, through a network that loses every twentieth datagram.</summary>
internal sealed class OutcomeRun(GodotWireVersion version)
{
    private const int Servers = 1000;
    private const int TakenPorts = 500;
    private const int Connections = 2000;
    private const int Reconnections = 300;
    private const int Packets = 10_000;
    private const int Outages = 200;
    private const int PayloadBytes = 64;

    private readonly List<OutcomeRow> _rows = [];

    /// <summary>Retransmissions that reliable delivery took: without any the run would prove nothing.</summary>
    public long Retransmissions { get; private set; }

    /// <summary>Of the unreliable packets that were sent, the share that arrived: what the network left of them.</summary>
    public double UnreliableShare { get; private set; }

    public IReadOnlyList<OutcomeRow> Run()
    {
        CreateServers();
        RecoverFromTakenPorts();
        using (var network = new LossyNetwork(version, seed: 1000)) Connect(network);
        using (var network = new LossyNetwork(version, seed: 200_000, LossyNetwork.ShortTimeouts)) Reconnect(network);
        using (var network = new LossyNetwork(version, seed: 300_000)) SendReliable(network);
        using (var network = new LossyNetwork(version, seed: 400_000)) SurviveOutages(network, 500, "half a second", "recovery");
        using (var network = new LossyNetwork(version, seed: 450_000, LossyNetwork.PatientTimeouts)) SurviveOutages(network, 1000, "one second, patient", "recovery");
        using (var network = new LossyNetwork(version, seed: 400_000)) SurviveOutages(network, 1000, "one second", "to know");
        using (var network = new LossyNetwork(version, seed: 500_000)) SendUnreliable(network, GodotTransferMode.Unreliable, "unreliable");
        using (var network = new LossyNetwork(version, seed: 600_000)) SendUnreliable(network, GodotTransferMode.UnreliableOrdered, "unreliable, ordered");
        return _rows;
    }

    private void CreateServers()
    {
        int worked = 0;
        for (int i = 0; i < Servers; i++)
        {
            using var server = new GodotMultiplayerPeer(new GodotPeerOptions { WireVersion = version, BindAddress = IPAddress.Loopback });
            server.CreateServer(0);
            if (server is { ConnectionStatus: GodotConnectionStatus.Connected, Host.LocalEndPoint.Port: > 0 }) worked++;
        }

        Add("server creation", "success", Servers, worked);
    }

    private void RecoverFromTakenPorts()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)taken.LocalEndPoint!).Port;
        int worked = 0;
        for (int i = 0; i < TakenPorts; i++)
        {
            using var server = new GodotMultiplayerPeer(new GodotPeerOptions { WireVersion = version, BindAddress = IPAddress.Loopback });
            try
            {
                server.CreateServer(port);
            }
            catch (SocketException)
            {
                server.CreateServer(0);
                if (server.ConnectionStatus == GodotConnectionStatus.Connected) worked++;
            }
        }

        Add("server creation", "recovery", TakenPorts, worked);
    }

    private void Connect(LossyNetwork network)
    {
        int worked = 0;
        for (int i = 0; i < Connections; i++)
        {
            if (network.TryConnect()) worked++;
            network.Client.Close();
        }

        Add("client connection", "success", Connections, worked);
    }

    private void Reconnect(LossyNetwork network)
    {
        int worked = 0;
        for (int i = 0; i < Reconnections; i++)
        {
            network.TryConnect();
            network.Cut(true);
            for (int ms = 0; ms < 10_000 && network.Client.ConnectionStatus != GodotConnectionStatus.Disconnected; ms++) network.Step();
            bool wasLost = network.Client.ConnectionStatus == GodotConnectionStatus.Disconnected;
            if (wasLost && network.TryConnect()) worked++;
            network.Client.Close();
        }

        Add("client connection", "recovery", Reconnections, worked);
    }

    private void SendReliable(LossyNetwork network)
    {
        Begin(network);
        var inbox = new Inbox(network.Server);
        int queued = 0;
        for (int i = 0; i < Packets; i++)
        {
            if (Send(network, i, GodotTransferMode.Reliable)) queued++;
            network.Step();
            inbox.Read();
        }

        for (int ms = 0; ms < 30_000 && inbox.Good < Packets; ms++)
        {
            network.Step();
            inbox.Read();
        }

        Retransmissions = network.Client.Host!.Statistics.Retransmissions;
        Add("packet sending", "success", Packets, queued);
        Add("packet receiving, reliable", "success", Packets, inbox.InOrder);
        Assert.That((inbox.Bad, inbox.Twice), Is.EqualTo((0, 0)));
    }

    // The link is dead for a while; what was sent meanwhile must arrive afterwards, all of it and in order.
    private void SurviveOutages(LossyNetwork network, int outageMs, string name, string kind)
    {
        const int PerOutage = 10;
        int sentWhole = 0;
        int arrivedWhole = 0;
        Inbox? inbox = null;
        for (int i = 0; i < Outages; i++)
        {
            if (inbox is null) Begin(network);
            inbox ??= new Inbox(network.Server);
            int before = inbox.Good;
            network.Cut(true);
            int queued = 0;
            for (int k = 0; k < PerOutage; k++)
            {
                if (Send(network, before + k, GodotTransferMode.Reliable)) queued++;
                network.Steps(outageMs / PerOutage);
            }

            network.Cut(false);
            if (queued == PerOutage) sentWhole++;
            for (int ms = 0; ms < 15_000 && inbox.Good < before + PerOutage && network.Client.ConnectionStatus == GodotConnectionStatus.Connected; ms++)
            {
                network.Step();
                inbox.Read();
            }

            if (inbox.Good == before + PerOutage && inbox.InOrder == inbox.Good) arrivedWhole++;
            network.Steps(1500);
            if (network.Client.ConnectionStatus == GodotConnectionStatus.Connected) continue;
            inbox = null;
        }

        Add($"packet sending, dead for {name}", kind, Outages, sentWhole);
        Add($"packet receiving, dead for {name}", kind, Outages, arrivedWhole);
    }

    private void SendUnreliable(LossyNetwork network, GodotTransferMode mode, string name)
    {
        Begin(network);
        var inbox = new Inbox(network.Server);
        int carried = 0;
        for (int i = 0; i < Packets; i++)
        {
            network.Carried = 0;
            Send(network, i, mode);
            if (network.Carried > 0) carried++;
            network.Steps(12);
            inbox.Read();
        }

        network.Steps(200);
        inbox.Read();
        UnreliableShare = inbox.Good / (double)Packets;
        Add($"packet receiving, {name}", "success", carried, mode == GodotTransferMode.Unreliable ? inbox.Good : inbox.Ascending);
        Assert.That((inbox.Bad, inbox.Twice), Is.EqualTo((0, 0)));
        Assert.That(inbox.Good, Is.LessThanOrEqualTo(carried));
    }

    private static void Begin(LossyNetwork network) => Assert.That(network.TryConnect(), Is.True);

    private static bool Send(LossyNetwork network, int number, GodotTransferMode mode)
    {
        var payload = new byte[PayloadBytes];
        BinaryPrimitives.WriteInt32LittleEndian(payload, number);
        payload.AsSpan(4).Fill((byte)number);
        return network.Client.Send(GodotMultiplayerPeer.Server, payload, mode) == ENetSendResult.Queued;
    }

    private void Add(string outcome, string kind, int tried, int worked) => _rows.Add(new OutcomeRow(outcome, kind, tried, worked));

    /// <summary>What the server got, by the numbers in the packets.</summary>
    private sealed class Inbox(GodotMultiplayerPeer server)
    {
        private readonly HashSet<int> _seen = [];
        private int _last = -1;

        public int Good => _seen.Count;

        public int Bad { get; private set; }

        public int Twice { get; private set; }

        /// <summary>Packets that came right behind the one before.</summary>
        public int InOrder { get; private set; }

        /// <summary>Packets that came behind an older one.</summary>
        public int Ascending { get; private set; }

        public void Read()
        {
            while (server.TryGetPacket(out GodotPacket packet))
            {
                int number = BinaryPrimitives.ReadInt32LittleEndian(packet.Payload);
                if (packet.Payload.Length != PayloadBytes || packet.Payload.Slice(4).IndexOfAnyExcept((byte)number) >= 0) Bad++;
                else if (!_seen.Add(number)) Twice++;
                if (number == _last + 1) InOrder++;
                if (number > _last) Ascending++;
                _last = number;
            }
        }
    }
}
