using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Godot.Diagnostics;
using ManagedENet.Godot.Scene;
using ManagedENet.Godot.Variants;

namespace ManagedENet.Godot.Tests.Scene;

/// <summary>What Godot 4's spawners and synchronizers send, byte by byte.</summary>
public sealed class ReplicationTests : SceneFixture
{
    private readonly List<SpawnPacket> _spawns = [];
    private readonly List<DespawnPacket> _despawns = [];
    private readonly List<SyncPacket> _syncs = [];
    private GodotMultiplayerPeer _server = null!;
    private SceneMultiplayer _client = null!;

    // The server has a spawner, whose number is 3, and a synchronizer, whose number is 4.
    [SetUp]
    public void Connect()
    {
        _spawns.Clear();
        _despawns.Clear();
        _syncs.Clear();
        _server = Network.AddServer(GodotWireVersion.Godot4);
        _client = AddSceneClient(7, layer =>
        {
            layer.AddNode("Main/Spawner");
            layer.AddNode("Main/Sync");
        });
        _client.SpawnReceived += _spawns.Add;
        _client.DespawnReceived += _despawns.Add;
        _client.SyncReceived += _syncs.Add;
        Send(_server, Introduce(Md5(), 3, "Main/Spawner"), 7);
        Send(_server, Introduce(Md5(), 4, "Main/Sync"), 7);
    }

    [Test]
    public void A_scene_is_spawned_with_its_state()
    {
        // Scene 2, spawner 3, number 17, one synchronizer with the number 18, a name of 7 bytes with its end mark; the state 5 and true.
        Send(_server, "04" + "02" + "03000000" + "11000000" + "01000000" + "07000000" + "12000000" + Hex("Player") + "00" + "0205" + "81", 7);
        SpawnPacket spawn = _spawns.Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That((spawn.Sender, spawn.SceneIndex, spawn.NetId, spawn.Name), Is.EqualTo((1, (byte)2, 17u, "Player")));
            Assert.That(spawn.Spawner.Path, Is.EqualTo("Main/Spawner"));
            Assert.That(spawn.SynchronizerIds, Is.EqualTo(new[] { 18u }));
            Assert.That(spawn.Argument.IsNil, Is.True);
            Assert.That(spawn.State, Is.EqualTo(new Variant[] { 5, true }));
        }
    }

    [Test]
    public void A_function_spawns_with_its_argument()
    {
        Send(_server, "04" + "ff" + "03000000" + "11000000" + "00000000" + "02000000" + Hex("@") + "00" + "0c000000" + "04000000" + "01000000" + "61000000", 7);
        Assert.That(_spawns.Single().Argument, Is.EqualTo((Variant)"a"));
        Assert.That(_spawns.Single().SceneIndex, Is.EqualTo(SpawnPacket.ByFunction));
        Assert.That(_spawns.Single().State, Is.Empty);
    }

    [Test]
    public void A_node_is_taken_away()
    {
        Send(_server, "05" + "11000000", 7);
        Assert.That(_despawns, Is.EqualTo(new[] { new DespawnPacket(1, 17) }));
    }

    [Test]
    public void States_arrive_with_their_time()
    {
        Send(_server, "06" + "0201" + "12000000" + "03000000" + "0205" + "01" + "04000080" + "01000000" + "81", 7);
        SyncPacket sync = _syncs.Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That((sync.Sender, sync.IsDelta, sync.Time), Is.EqualTo((1, false, (ushort)0x0102)));
            Assert.That(sync.States.Select(state => (state.NetId, state.Synchronizer?.Path)), Is.EqualTo(new[] { (18u, (string?)null), (0x8000_0004u, "Main/Sync") }));
            Assert.That(sync.States[0].Values, Is.EqualTo(new Variant[] { 5, false }));
            Assert.That(sync.States[1].Values, Is.EqualTo(new Variant[] { true }));
        }
    }

    [Test]
    public void Changes_arrive_with_their_bits()
    {
        Send(_server, "16" + "12000000" + "0500000000000000" + "03000000" + "0205" + "81", 7);
        SyncPacket sync = _syncs.Single();
        Assert.That((sync.IsDelta, sync.Time, sync.States.Single().Changed), Is.EqualTo((true, (ushort)0, 5ul)));
        Assert.That(sync.States.Single().Values, Is.EqualTo(new Variant[] { 5, true }));
    }

    // Each entry alone stays below the limit.
    [TestCase(40, true)]
    [TestCase(60, false)]
    public void All_states_of_a_packet_share_one_limit(int entries, bool isTaken)
    {
        _client.Limits = new VariantLimits { MaximumElements = 100 };
        Send(_server, "06" + "0201" + string.Concat(Enumerable.Repeat("12000000" + "01000000" + "01", entries)), 7);
        Assert.That(_syncs, Has.Count.EqualTo(isTaken ? 1 : 0));
        Assert.That(_client.Drops[GodotDropReason.Malformed], Is.EqualTo(isTaken ? 0 : 1));
    }

    [TestCase(30, true)]
    [TestCase(60, false)]
    public void The_argument_and_the_state_of_a_spawn_share_one_limit(int values, bool isTaken)
    {
        _client.Limits = new VariantLimits { MaximumElements = 100 };
        string argument = "1c000000" + Number(values) + string.Concat(Enumerable.Repeat("00000000", values));
        Send(_server, "04" + "ff" + "03000000" + "11000000" + "00000000" + "02000000" + "6100" + Number(argument.Length / 2) + argument + string.Concat(Enumerable.Repeat("81", values)), 7);
        Assert.That(_spawns, Has.Count.EqualTo(isTaken ? 1 : 0));
        Assert.That(_client.Drops[GodotDropReason.Malformed], Is.EqualTo(isTaken ? 0 : 1));

        static string Number(int value) => Convert.ToHexStringLower(BitConverter.GetBytes(value));
    }

    [TestCase("04" + "02" + "09000000" + "11000000" + "00000000" + "02000000" + "6100", GodotDropReason.UnknownPathId, TestName = "A spawner that was not introduced")]
    [TestCase("04" + "02" + "03000000" + "11000000" + "00000000" + "00000000", GodotDropReason.Malformed, TestName = "No name")]
    [TestCase("04" + "02" + "03000000" + "11000000" + "00000000" + "01000000" + "00", GodotDropReason.Malformed, TestName = "An empty name")]
    [TestCase("04" + "02" + "03000000" + "11000000" + "00000000" + "06000000" + "2e2e2f612f62", GodotDropReason.Malformed, TestName = "A name that leads elsewhere")]
    [TestCase("04" + "02" + "03000000" + "11000000" + "ffffffff" + "02000000" + "6100", GodotDropReason.Malformed, TestName = "More synchronizers than bytes")]
    [TestCase("04" + "02" + "03000000" + "11000000" + "00000040" + "02000000" + "6100", GodotDropReason.Malformed, TestName = "Synchronizers whose bytes wrap around")]
    [TestCase("04" + "02" + "03000000" + "11000000" + "00000000" + "ffffffff" + "6100", GodotDropReason.Malformed, TestName = "A name longer than the packet")]
    [TestCase("04" + "ff" + "03000000" + "11000000" + "00000000" + "02000000" + "6100", GodotDropReason.Malformed, TestName = "A function without its argument")]
    [TestCase("04" + "ff" + "03000000" + "11000000" + "00000000" + "02000000" + "6100" + "ffffffff", GodotDropReason.Malformed, TestName = "An argument longer than the packet")]
    [TestCase("04" + "02" + "03000000" + "11000000" + "00000000" + "02000000" + "6100" + "3f", GodotDropReason.Malformed, TestName = "A state that is no value")]
    [TestCase("04" + "02" + "03000000", GodotDropReason.Malformed, TestName = "A spawn cut short")]
    [TestCase("05" + "110000", GodotDropReason.Malformed, TestName = "A despawn cut short")]
    [TestCase("06" + "0201" + "12000000" + "0300", GodotDropReason.Malformed, TestName = "A state cut short")]
    [TestCase("06" + "0201" + "12000000" + "ff000000" + "0205", GodotDropReason.Malformed, TestName = "A state longer than the packet")]
    [TestCase("06" + "0201" + "09000080" + "02000000" + "0205", GodotDropReason.UnknownPathId, TestName = "A synchronizer that was not introduced")]
    public void What_makes_no_sense_is_counted(string packet, GodotDropReason reason)
    {
        Send(_server, packet, 7);
        Assert.That(_client.Drops[reason], Is.EqualTo(1), _client.Drops.ToString());
        Assert.That(_spawns, Is.Empty);
    }

    [Test]
    public void Only_the_spawners_authority_spawns()
    {
        _client.FindNode("Main/Spawner")!.Authority = 9;
        Send(_server, "04" + "02" + "03000000" + "11000000" + "00000000" + "02000000" + "6100", 7);
        Assert.That(_spawns, Is.Empty);
        Assert.That(_client.Drops[GodotDropReason.CallForbidden], Is.EqualTo(1));
    }
}
