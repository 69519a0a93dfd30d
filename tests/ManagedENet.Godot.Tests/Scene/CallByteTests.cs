using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Godot.Diagnostics;
using ManagedENet.Godot.Scene;
using ManagedENet.Godot.Tests.Support;
using ManagedENet.Godot.Variants;

namespace ManagedENet.Godot.Tests.Scene;

/// <summary>Remote calls of Godot 4, byte by byte, as the specification page has them.</summary>
public sealed class CallByteTests : SceneFixture
{
    private const int Client = 77;

    [Test]
    public void A_first_call_introduces_the_path_and_carries_it_at_its_end()
    {
        SceneMultiplayer server = AddSceneServer();
        RpcNode main = server.AddNode("Main").AddAnyPeer("zoo").AddAnyPeer("bar");
        GodotMultiplayerPeer client = AddBareClient(Client);
        Assert.That(main.Rpc(Client, "zoo", 5), Is.EqualTo(ENetSendResult.Queued));

        // Method 1 of bar and zoo; one argument; the path begins at byte 9.
        string call = "20" + "09000080" + "01" + "01" + "0205";
        Assert.That(Arrived(client), Is.EqualTo(new[] { Introduce(Md5("bar", "zoo"), 1, "Main"), call + Hex("Main") + "00" }));
    }

    [Test]
    public void A_confirmed_path_travels_as_its_number()
    {
        SceneMultiplayer server = AddSceneServer();
        RpcNode main = server.AddNode("Main").AddAnyPeer("zoo").AddAnyPeer("bar");
        GodotMultiplayerPeer client = AddBareClient(Client);
        main.Rpc(Client, "bar");
        Arrived(client);
        Send(client, "02" + "01" + "01000000");
        main.Rpc(Client, "zoo", 5, true);
        main.Rpc(Client, "bar");
        main.Rpc(Client, "bar", new byte[] { 7, 8 });
        main.Rpc(Client, "bar", default(Variant));
        string[] expected = ["00" + "01" + "01" + "02" + "0205" + "81", "80" + "01" + "00", "80" + "01" + "00" + "0708", "00" + "01" + "00" + "01" + "00000000"];
        Assert.That(Arrived(client), Is.EqualTo(expected));
    }

    // As Godot 4.0 to 4.2 do it; a path of three letters is as long as a number.
    [TestCase("Main")]
    [TestCase("Foo")]
    [TestCase("N")]
    public void A_path_may_be_confirmed_by_its_text(string path)
    {
        SceneMultiplayer server = AddSceneServer();
        RpcNode node = server.AddNode(path).AddAnyPeer("f");
        GodotMultiplayerPeer client = AddBareClient(Client);
        node.Rpc(Client, "f");
        Arrived(client);
        Send(client, "02" + "01" + Hex(path) + "00");
        node.Rpc(Client, "f");
        Assert.That(Arrived(client), Is.EqualTo(new[] { "80" + "01" + "00" }));
        Assert.That(server.Drops.Total, Is.Zero);
    }

    [TestCase(true, "4d61696e00")]
    [TestCase(false, "07000000")]
    public void A_path_is_confirmed_as_the_engine_in_use_does(bool byPath, string expected)
    {
        SceneMultiplayer server = AddSceneServer(layer => layer.AddNode("Main").AddAnyPeer("f"));
        server.ConfirmsByPath = byPath;
        GodotMultiplayerPeer client = AddBareClient(Client);
        Send(client, Introduce(Md5("f"), 7, "Main"));
        Send(client, Introduce(Md5("g"), 8, "Main"));
        Assert.That(Arrived(client), Is.EqualTo(new[] { "02" + "01" + expected, "02" + "00" + (byPath ? expected : "08000000") }));
    }

    [Test]
    public void High_numbers_take_more_bytes()
    {
        SceneMultiplayer server = AddSceneServer();
        GodotMultiplayerPeer client = AddBareClient(Client);
        RpcNode last = server.AddNode("N");
        for (int i = 0; i < 300; i++)
        {
            last = server.AddNode($"N{i}");
            last.AddAnyPeer("f").Rpc(Client, "f");
        }

        for (int i = 0; i < 300; i++) last.AddAnyPeer($"f{i:d3}");
        Send(client, "02" + "01" + "2c010000");
        Arrived(client);
        last.Rpc(Client, "f299");
        last.Add(new RpcMethod("deep") { IsNodeLevel = true }).Rpc(Client, "deep");
        Assert.That(Arrived(client), Is.EqualTo(new[] { "d0" + "2c01" + "2c01", "d0" + "2c01" + "0080" }));
    }

    [Test]
    public void Who_has_not_confirmed_gets_the_path_and_who_has_gets_the_number()
    {
        SceneMultiplayer server = AddSceneServer();
        RpcNode main = server.AddNode("Main").AddAnyPeer("f");
        GodotMultiplayerPeer[] clients = [AddBareClient(7), AddBareClient(8)];
        main.Rpc(0, "f");
        foreach (GodotMultiplayerPeer client in clients) Arrived(client);
        Send(clients[0], "02" + "01" + "01000000");
        main.Rpc(0, "f");

        // As long as one does not know the number, it is not shortened for anybody.
        Assert.That(clients[0].TakePayloads().Concat(Arrived(clients[0])).Last(), Is.EqualTo("a0" + "01000000" + "00"));
        Assert.That(Arrived(clients[1]).Last(), Is.EqualTo("a0" + "06000080" + "00" + Hex("Main") + "00"));
    }

    [Test]
    public void A_call_travels_as_its_method_says()
    {
        SceneMultiplayer server = AddSceneServer();
        RpcNode main = server.AddNode("Main").Add(new RpcMethod("f") { TransferMode = GodotTransferMode.Unreliable, Channel = 3 });
        GodotMultiplayerPeer client = AddBareClient(Client);
        main.Rpc(Client, "f");
        Network.Steps(5);
        Assert.That(client.TakeAll().Select(line => line.Split(':')[0]), Is.EquivalentTo(new[] { "1/0/Reliable", "1/3/Unreliable" }));
    }

    [TestCase("20" + "09000080" + "01" + "01" + "0205" + "4d61696e00", "zoo(5)", TestName = "By path")]
    [TestCase("20" + "09000080" + "01" + "01" + "0205" + "4d61696e", "zoo(5)", TestName = "By path, without its end mark")]
    [TestCase("00" + "07" + "00" + "02" + "01" + "04000000" + "01000000" + "61000000", "bar(false, a)", TestName = "By number of 8 bits")]
    [TestCase("10" + "0700" + "00" + "00", "bar()", TestName = "By number of 16 bits")]
    [TestCase("60" + "07000000" + "0000" + "00", "bar()", TestName = "By numbers of 32 and 16 bits")]
    [TestCase("80" + "07" + "00", "bar()", TestName = "Without arguments")]
    [TestCase("80" + "07" + "00" + "0102", "bar(PackedByteArray[2])", TestName = "With bytes alone")]
    [TestCase("c0" + "07" + "0080", "deep()", TestName = "Declared at the node")]
    public void A_call_is_read(string packet, string expected)
    {
        List<string> calls = [];
        SceneMultiplayer server = AddSceneServer(layer => layer.AddNode("Main")
            .AddAnyPeer("zoo", Note).AddAnyPeer("bar", Note).Add(new RpcMethod("deep", Note) { IsNodeLevel = true, Mode = RpcMode.AnyPeer }));
        GodotMultiplayerPeer client = AddBareClient(Client);
        Send(client, Introduce(Md5("deep", "bar", "zoo"), 7, "Main"));
        Assert.That(Arrived(client), Is.EqualTo(new[] { "02" + "01" + "07000000" }));
        Send(client, packet);
        Assert.That(calls, Is.EqualTo(new[] { expected }), server.Drops.ToString());

        void Note(RpcCall call) => calls.Add($"{call.Method.Name}({string.Join(", ", call.Arguments)})");
    }

    [TestCase("20" + "09000080" + "01" + "01" + "0205" + "4e6f00", GodotDropReason.UnknownNode, TestName = "A path without a node")]
    [TestCase("20" + "ff000080" + "01" + "01" + "0205", GodotDropReason.Malformed, TestName = "A path beyond the end")]
    [TestCase("20" + "03000080" + "01" + "01" + "0205" + "4d61696e00", GodotDropReason.UnknownNode, TestName = "A path inside the header")]
    [TestCase("00" + "08" + "00" + "00", GodotDropReason.UnknownPathId, TestName = "A number that was not introduced")]
    [TestCase("00" + "07" + "02" + "00", GodotDropReason.UnknownMethod, TestName = "A method that is not there")]
    [TestCase("40" + "07" + "0080" + "00", GodotDropReason.UnknownMethod, TestName = "A node-level method that is not there")]
    [TestCase("00" + "07" + "00", GodotDropReason.InvalidArguments, TestName = "No count of arguments")]
    [TestCase("00" + "07" + "00" + "01", GodotDropReason.InvalidArguments, TestName = "Fewer arguments than announced")]
    [TestCase("00" + "07" + "00" + "ff" + "01", GodotDropReason.InvalidArguments, TestName = "Many fewer arguments than announced")]
    [TestCase("00" + "07" + "00" + "01" + "3f", GodotDropReason.InvalidArguments, TestName = "An unknown type")]
    [TestCase("00" + "07" + "01" + "01" + "0205", GodotDropReason.CallForbidden, TestName = "A method that only the authority may call")]
    [TestCase("00" + "07" + "00" + "01" + "0205", GodotDropReason.WrongSignature, TestName = "An argument of another type")]
    [TestCase("00" + "07" + "00" + "00", GodotDropReason.WrongSignature, TestName = "An argument too few")]
    [TestCase("30" + "07000000" + "00" + "00", GodotDropReason.Malformed, TestName = "A length of numbers that does not exist")]
    [TestCase("00" + "07", GodotDropReason.Malformed, TestName = "No method")]
    [TestCase("00", GodotDropReason.Malformed, TestName = "No node")]
    public void A_call_that_makes_no_sense_is_counted(string packet, GodotDropReason reason)
    {
        SceneMultiplayer server = AddSceneServer(layer => layer.AddNode("Main").AddAnyPeer("bar", _ => Assert.Fail("called"), VariantType.String)
            .Add(new RpcMethod("zoo", _ => Assert.Fail("called"))));
        GodotMultiplayerPeer client = AddBareClient(Client);
        Send(client, Introduce(Md5("bar", "zoo"), 7, "Main"));
        Send(client, packet);
        Assert.That(server.Drops[reason], Is.EqualTo(1), server.Drops.ToString());
        Assert.That(server.Drops.Total, Is.EqualTo(1), server.Drops.ToString());
    }

    [Test]
    public void Another_list_of_methods_is_told_to_both_sides()
    {
        List<string> mismatches = [];
        SceneMultiplayer server = AddSceneServer();
        server.ChecksumMismatched += (peer, path) => mismatches.Add($"{peer} {path}");
        RpcNode main = server.AddNode("Main").AddAnyPeer("f");
        GodotMultiplayerPeer client = AddBareClient(Client);
        Send(client, Introduce(Md5("f", "g"), 7, "Main"));
        Assert.That(Arrived(client), Is.EqualTo(new[] { "02" + "00" + "07000000" }));
        main.Rpc(Client, "f");
        Arrived(client);
        Send(client, "02" + "00" + "01000000");
        Assert.That(mismatches, Is.EqualTo(new[] { "77 Main", "77 Main" }));
        main.Rpc(Client, "f");
        Assert.That(Arrived(client), Is.EqualTo(new[] { "80" + "01" + "00" }), "Godot goes on nevertheless");
    }

    [Test]
    public void Paths_that_make_no_sense_are_counted()
    {
        SceneMultiplayer server = AddSceneServer(layer => layer.AddNode("Main"));
        GodotMultiplayerPeer client = AddBareClient(Client);
        Send(client, Introduce(Md5(), 7, "Other"));
        Send(client, Introduce(Md5(), 8, "Main"));
        Send(client, Introduce(Md5(), 8, "Main"));
        Send(client, "01" + Hex(Md5()) + "00" + "09000000");
        Send(client, "02" + "01" + "05000000");
        Send(client, "02" + "01" + "050000");
        Send(client, "02" + "01");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(server.Drops[GodotDropReason.UnknownNode], Is.EqualTo(1));
            Assert.That(server.Drops[GodotDropReason.UnknownPathId], Is.EqualTo(3));
            Assert.That(server.Drops[GodotDropReason.Malformed], Is.EqualTo(2));
            Assert.That(Arrived(client), Is.EqualTo(new[] { "02" + "01" + "08000000" }), "only the good one is confirmed");
        }
    }

    [Test]
    public void A_peer_can_make_us_remember_only_so_much()
    {
        SceneMultiplayer server = AddSceneServer(layer => layer.AddNode("Main"));
        GodotMultiplayerPeer client = AddBareClient(Client);
        for (uint id = 0; id < 17_000; id++)
        {
            client.Send(1, Convert.FromHexString(Introduce(Md5(), id, "Main")));
            if (id % 500 == 0) Network.Steps(2);
        }

        Network.Until(() => server.Drops[GodotDropReason.TooManyPaths] == 17_000 - 16_384, "all of them");
    }
}
