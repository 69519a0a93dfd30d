using System;
using System.Linq;
using ManagedENet.Godot.Tests.Support;
using ManagedENet.Interop.Processes;
using ManagedENet.InteropPeer.GodotPeers;

namespace ManagedENet.Godot.Tests.Live;

/// <summary>Raw packets with a real Godot 3, in both directions.</summary>
[TestFixture]
public sealed class RawPacketTests : LiveFixture
{
    [SetUp]
    public void RequireGodot() => GodotPrograms.RequireGodot();

    [Test]
    public void A_Godot_client_talks_to_our_server_in_every_mode([Range(0, 4)] int compression)
    {
        GodotMultiplayerPeer server = StartServer(out int port, Options(compression));
        Log log = Log.Of(server);
        var traffic = new RawTraffic(server);
        ChildProcess godot = Keep(GodotPrograms.StartGodot("--role=client", "--proto=raw", $"--port={port}", $"--compress={compression}"));
        PumpUntil(traffic.Poll, () => log.Lines.Count == 2, "client that comes and goes", godot);
        int status = godot.AwaitExit(GodotPrograms.Patience);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(status, Is.Zero, godot.Transcript);
            Assert.That(godot.Lines, Has.Some.Contains("IOP result").And.Contains("bad=0 order_bad=0"));
            Assert.That(traffic.Seen["m2/ch1"], Is.EqualTo(25));
            Assert.That(traffic.Seen.Keys, Is.EquivalentTo(new[] { "m0/ch2", "m1/ch2", "m2/ch1" }));
            Assert.That((traffic.Bad, traffic.Lost), Is.EqualTo((0, 0)));
            Assert.That(server.Drops.Total, Is.Zero, server.Drops.ToString());
            Assert.That((uint)int.Parse(log.Lines[0].Substring(1)), Is.EqualTo(server.LastDisconnectData), "a client of Godot 3 says its id when it leaves");
        }
    }

    [Test]
    public void Our_client_talks_to_a_Godot_server_in_every_mode([Range(0, 4)] int compression)
    {
        ChildProcess godot = Keep(GodotPrograms.StartGodotServer(out int port, "--proto=raw", $"--compress={compression}"));
        GodotMultiplayerPeer client = StartClient(port, Options(compression));
        var traffic = new RawTraffic(client);
        foreach (GodotTransferMode mode in Enum.GetValues<GodotTransferMode>()) traffic.Fill(mode);
        PumpUntil(traffic.Poll, () => traffic.IsDone, "echoes", godot);
        traffic.Ask();
        PumpUntil(traffic.Poll, () => traffic.IsReported, "report", godot);
        client.Close();
        int status = godot.AwaitExit(GodotPrograms.Patience);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(status, Is.Zero, godot.Transcript);
            Assert.That(traffic.Echoed, Is.EqualTo(new[] { 15, 15, 25 }));
            Assert.That(traffic.Sent[2], Is.EqualTo(25));
            Assert.That((traffic.Bad, traffic.Lost), Is.EqualTo((0, 0)));
            Assert.That(traffic.Report, Does.Contain("\"m2/ch1\":25"));
            Assert.That(client.Drops.Total, Is.Zero, client.Drops.ToString());
        }
    }

    [Test]
    public void A_Godot_client_uses_the_transfer_channel_that_it_is_told([Range(3, 7)] int channel)
    {
        GodotMultiplayerPeer server = StartServer(out int port, Options(), channels: 8);
        server.TransferChannel = channel;
        Log log = Log.Of(server);
        var traffic = new RawTraffic(server);
        ChildProcess godot = Keep(GodotPrograms.StartGodot(
            "--role=client", "--proto=raw", $"--port={port}", "--channels=8", $"--transfer_channel={channel}", "--count=2"));
        PumpUntil(traffic.Poll, () => log.Lines.Count == 2, "client that comes and goes", godot);
        Assert.That(godot.AwaitExit(GodotPrograms.Patience), Is.Zero, godot.Transcript);
        Assert.That(traffic.Seen.Keys, Is.EquivalentTo(new[] { $"m0/ch{channel}", $"m1/ch{channel}", $"m2/ch{channel}" }));
    }

    [Test]
    public void Our_client_uses_every_transfer_channel_of_a_Godot_server()
    {
        ChildProcess godot = Keep(GodotPrograms.StartGodotServer(out int port, "--proto=raw", "--channels=8"));
        GodotMultiplayerPeer client = StartClient(port, Options(), channels: 8);
        var traffic = new RawTraffic(client);
        PumpUntil(traffic.Poll, () => client.ConnectionStatus == GodotConnectionStatus.Connected, "connection", godot);
        for (int channel = 3; channel <= 7; channel++)
        {
            client.TransferChannel = channel;
            traffic.Fill(GodotTransferMode.Reliable, count: 1);
            PumpUntil(traffic.Poll, () => traffic.IsDone, $"echoes on channel {channel}", godot);
        }

        traffic.Ask();
        PumpUntil(traffic.Poll, () => traffic.IsReported, "report", godot);
        Assert.That(traffic.Report, Is.EqualTo("{\"m2/ch3\":5,\"m2/ch4\":5,\"m2/ch5\":5,\"m2/ch6\":5,\"m2/ch7\":5}"));
        Assert.That(client.GetPeer(1)!.ChannelCount, Is.EqualTo(8));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void A_Godot_server_sends_our_client_away(bool now)
    {
        ChildProcess godot = Keep(GodotPrograms.StartGodotServer(out int port, "--proto=raw"));
        GodotMultiplayerPeer client = StartClient(port, Options());
        Log log = Log.Of(client);
        PumpUntil(client.Poll, () => client.ConnectionStatus == GodotConnectionStatus.Connected, "connection", godot);
        client.PutPacket([GodotPayload.KickMe, (byte)(now ? 1 : 0), 0, 0]);
        PumpUntil(client.Poll, () => client.ConnectionStatus == GodotConnectionStatus.Disconnected, "kick", godot);
        Assert.That(log.ToString(), Is.EqualTo("+1 succeeded -1 lost"));
        Assert.That((client.LastDisconnectReason, client.LastDisconnectData), Is.EqualTo((ENetDisconnectReason.Remote, 0u)));
        Assert.That(godot.AwaitExit(GodotPrograms.Patience), Is.Zero, godot.Transcript);
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Our_server_sends_a_Godot_client_away(bool now)
    {
        GodotMultiplayerPeer server = StartServer(out int port, Options());
        Log log = Log.Of(server);
        ChildProcess godot = Keep(GodotPrograms.StartGodot("--role=client", "--proto=relay", $"--port={port}"));
        PumpUntil(server.Poll, () => log.Lines.Count == 1, "client", godot);
        int id = server.Peers.Single();
        Assert.That(server.DisconnectPeer(id, now), Is.True);
        PumpUntil(server.Poll, () => log.Lines.Count == 2, "end", godot);
        Assert.That(log.ToString(), Is.EqualTo($"+{id} -{id}"));
        Assert.That(godot.AwaitExit(GodotPrograms.Patience), Is.EqualTo(1), godot.Transcript);
        Assert.That(godot.Lines, Has.Some.Contains("IOP server-disconnected"));
    }

    [Test]
    public void A_Godot_server_drops_a_forged_source()
    {
        ChildProcess godot = Keep(GodotPrograms.StartGodotServer(out int port, "--proto=raw"));
        GodotMultiplayerPeer client = StartClient(port, Options(id: 4242));
        var traffic = new RawTraffic(client);
        PumpUntil(traffic.Poll, () => client.ConnectionStatus == GodotConnectionStatus.Connected, "connection", godot);
        byte[] forged = [.. BitConverter.GetBytes(4243), .. BitConverter.GetBytes(1), .. GodotPayload.Create(GodotPayload.Probe, GodotTransferMode.Reliable, 1, 10)];
        Assert.That(client.GetPeer(1)!.Send(1, forged, ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.Queued));
        traffic.Ask();
        PumpUntil(traffic.Poll, () => traffic.IsReported, "report", godot);
        Assert.That(traffic.Report, Is.EqualTo("{}"));
    }

    [TestCase("")]
    [TestCase("--compress")]
    [TestCase("--fake-source")]
    [TestCase("--kick 0")]
    [TestCase("--kick 1")]
    public void Our_program_joins_a_Godot_server(string option)
    {
        string[] options = option.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        ChildProcess godot = Keep(GodotPrograms.StartGodotServer(out int port, ["--proto=raw", $"--compress={(option == "--compress" ? 1 : 0)}"]));
        ChildProcess client = Keep(GodotPrograms.StartInteropPeer(["client", "--port", $"{port}", "--id", "4242", .. options]));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(client.AwaitExit(GodotPrograms.Patience), Is.Zero, $"{client.Transcript}\n{godot.Transcript}");
            Assert.That(godot.AwaitExit(GodotPrograms.Patience), Is.Zero, godot.Transcript);
            Assert.That(godot.Lines, Has.Some.Contains("peer-connected").And.Contains("id=4242"));
            Assert.That(client.Lines, Has.Some.Contains("\\\"m2/ch1\\\":25"), "the forged one is not among them");
        }
    }

    [TestCase(0u)]
    [TestCase(1u)]
    [TestCase(0x8000_0005u)]
    [TestCase(4242u)]
    public void A_Godot_server_refuses_the_ids_that_ours_refuses(uint id)
    {
        ChildProcess godot = Keep(GodotPrograms.StartGodotServer(out int port, "--proto=raw"));
        GodotMultiplayerPeer first = StartClient(port, Options(id: 4242));
        PumpUntil(first.Poll, () => first.ConnectionStatus == GodotConnectionStatus.Connected, "first client", godot);
        using ENetHost stranger = ENetHost.CreateClient(new ENetHostOptions { DualMode = false });
        ENetPeer peer = stranger.Connect(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, port), 3, id);
        ENetDisconnectReason end = ENetDisconnectReason.None;
        PumpUntil(
            wait =>
            {
                first.Poll();
                if (!stranger.Service(wait, out ENetEvent e)) return;
                if (e.Type == ENetEventType.Connect) peer.SetTimeout(4, TimeSpan.FromMilliseconds(400), TimeSpan.FromMilliseconds(800));
                else end = e.DisconnectReason;
            },
            () => end != ENetDisconnectReason.None,
            "end of the stranger",
            godot);
        Assert.That(end, Is.EqualTo(ENetDisconnectReason.Timeout));
        Assert.That(first.Peers, Is.EqualTo(new[] { 1 }), "the server told of nobody");
        Assert.That(godot.Lines.Count(line => line.Contains("peer-connected", StringComparison.Ordinal)), Is.LessThanOrEqualTo(1), godot.Transcript);
    }

    [Test]
    public void A_Godot_client_and_our_server_talk_through_5_percent_loss()
    {
        GodotMultiplayerPeer server = StartServer(out int port, WithLoss(Options(), 0.05));
        Log log = Log.Of(server);
        var traffic = new RawTraffic(server);
        ChildProcess godot = Keep(GodotPrograms.StartGodot("--role=client", "--proto=raw", $"--port={port}", "--count=50"));
        PumpUntil(traffic.Poll, () => godot.Transcript.Contains("IOP exit", StringComparison.Ordinal), "end", godot);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(godot.AwaitExit(GodotPrograms.Patience), Is.Zero, godot.Transcript);
            Assert.That(traffic.Seen["m2/ch1"], Is.EqualTo(250));
            Assert.That(godot.Lines, Has.Some.Contains("IOP result").And.Contains("echoed={\"m0\":150,\"m1\":150,\"m2\":250}"));
            Assert.That(godot.Lines, Has.None.Contains("sent={\"m0\":150,"), "some were lost and put again");
            Assert.That((traffic.Bad, traffic.Lost), Is.EqualTo((0, 0)));
            Assert.That(log.Lines[0], Does.StartWith("+"));
        }
    }

    // A Zstandard frame is not shorter than the first datagram, which therefore travels as it is: such a client gets in, and fails later.
    [Test]
    public void A_Godot_client_with_another_compression_never_gets_in([Range(1, 3)] int compression)
    {
        GodotMultiplayerPeer server = StartServer(out int port, Options());
        Log log = Log.Of(server);
        ChildProcess godot = Keep(GodotPrograms.StartGodot("--role=client", "--proto=raw", $"--port={port}", $"--compress={compression}"));
        PumpUntil(server.Poll, () => server.Host!.Statistics.Drops[DropReason.CompressedWithoutCompressor] >= 3, "client that tries again and again", godot);
        Assert.That(log.ToString(), Is.Empty);
        Assert.That(godot.Transcript, Does.Not.Contain("IOP connected"));
    }
}
