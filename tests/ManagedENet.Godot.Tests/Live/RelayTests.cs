using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Godot.Diagnostics;
using ManagedENet.Godot.Tests.Support;
using ManagedENet.Interop.Processes;

namespace ManagedENet.Godot.Tests.Live;

/// <summary>Clients that talk to each other through a server: two Godots through ours, and ours with a Godot through either server.</summary>
[TestFixture]
public sealed class RelayTests : LiveFixture
{
    // What the Godot project sends to the other client: directly in two modes, to everyone, and to everyone but the server. The unreliable one is sent again
    // until the other says that it has come.
    private static readonly byte[] Confirmation = [(byte)'L', (byte)'a', 0, 0];
    private static readonly byte[][] Letters = [[(byte)'L', (byte)'d', 0, 0], [(byte)'L', (byte)'u', 0, 0], [(byte)'L', (byte)'b', 0, 0], [(byte)'L', (byte)'x', 0, 0]];

    [SetUp]
    public void RequireGodot() => GodotPrograms.RequireGodot();

    [Test]
    public void Two_Godot_clients_talk_through_our_server()
    {
        GodotMultiplayerPeer server = StartServer(out int port, Options());
        Log log = Log.Of(server);
        ChildProcess[] godots = [StartRelayClient(port), StartRelayClient(port)];
        List<string> got = [];
        PumpUntil(
            wait =>
            {
                server.Poll(wait);
                got.AddRange(server.TakePayloads());
            },
            () => log.Lines.Count == 4,
            "two clients that come and go",
            godots[0]);
        using (Assert.EnterMultipleScope())
        {
            foreach (ChildProcess godot in godots)
            {
                Assert.That(godot.AwaitExit(GodotPrograms.Patience), Is.Zero, godot.Transcript);
                Assert.That(godot.Lines, Has.Some.Contains("IOP relay-result").And.Contains("\"d_from_other\":1"));
            }

            string broadcast = Convert.ToHexStringLower(Letters[2]);
            Assert.That(got, Is.EqualTo(new[] { broadcast, broadcast }), "only what is for everyone is for the server");
            Assert.That(server.Drops.Total, Is.Zero, server.Drops.ToString());
        }
    }

    [Test]
    public void Our_client_and_a_Godot_client_talk_through_a_Godot_server()
    {
        ChildProcess server = Keep(GodotPrograms.StartGodotServer(out int port, "--proto=raw", "--clients=2"));
        TalkWithGodotClient(port, pump: null, server);
        Assert.That(server.AwaitExit(GodotPrograms.Patience), Is.Zero, server.Transcript);
    }

    [Test]
    public void Our_client_and_a_Godot_client_talk_through_our_server()
    {
        GodotMultiplayerPeer server = StartServer(out int port, Options());
        TalkWithGodotClient(port, server, null);
        Assert.That(server.Drops[GodotDropReason.ForgedSource], Is.Zero);
    }

    private void TalkWithGodotClient(int port, GodotMultiplayerPeer? pump, ChildProcess? server)
    {
        GodotMultiplayerPeer client = StartClient(port, Options());
        ChildProcess godot = StartRelayClient(port);
        HashSet<string> got = [];
        bool isConfirmed = false;
        int other = 0;
        client.PeerConnected += id => other = id;
        PumpUntil(Poll, () => other > 1, "word of the other client", godot);
        Assert.That(client.Send(other, Letters[0]), Is.EqualTo(ENetSendResult.Queued));
        client.Send(GodotMultiplayerPeer.Everyone, Letters[2]);
        client.Send(-GodotMultiplayerPeer.Server, Letters[3]);
        PumpUntil(PollAndRepeat, () => isConfirmed, "word that the unreliable letter has come", godot);
        PumpUntil(Poll, () => got.Count == 4, "all four letters", godot);
        PumpUntil(Poll, () => godot.Transcript.Contains("IOP exit", StringComparison.Ordinal), "end", godot);
        client.Close();
        Assert.That(godot.AwaitExit(GodotPrograms.Patience), Is.Zero, $"{godot.Transcript}\n{server?.Transcript}");
        Assert.That(got, Is.EquivalentTo(Letters.Select(letter => $"{other}: {Convert.ToHexStringLower(letter)}")));

        void Poll(TimeSpan wait)
        {
            pump?.Poll();
            client.Poll(wait);
            while (client.TryGetPacket(out GodotPacket packet)) Take(packet.Peer, packet.Payload.ToArray());
        }

        void PollAndRepeat(TimeSpan wait)
        {
            client.Send(other, Letters[1], GodotTransferMode.Unreliable);
            Poll(wait);
        }

        void Take(int from, byte[] letter)
        {
            if (letter.AsSpan().SequenceEqual(Confirmation))
            {
                isConfirmed = true;
                return;
            }

            got.Add($"{from}: {Convert.ToHexStringLower(letter)}");
            if (letter.AsSpan().SequenceEqual(Letters[1])) client.Send(from, Confirmation);
        }
    }

    private ChildProcess StartRelayClient(int port) => Keep(GodotPrograms.StartGodot("--role=client", "--proto=relay", $"--port={port}"));
}
