using System;
using System.Net;
using System.Threading;
using ManagedENet.Godot.Tests.Support;

namespace ManagedENet.Godot.Tests.Peers;

/// <summary>A peer in a using around an await is closed by whichever thread comes back.</summary>
public sealed class DisposeThreadTests
{
    [Test]
    public void A_server_is_closed_by_any_thread_and_its_port_is_free([Values] GodotWireVersion version)
    {
        var peer = new GodotMultiplayerPeer(new GodotPeerOptions { WireVersion = version, BindAddress = IPAddress.Parse("127.0.0.80") });
        peer.CreateServer(0);
        IPEndPoint at = peer.Host!.LocalEndPoint;
        Assert.That(OnOtherThread(peer.Dispose), Is.Null);
        Assert.Throws<ObjectDisposedException>(peer.Poll);
        using (ENetHost again = ENetHost.Bind(at))
        {
            Assert.That(again.LocalEndPoint, Is.EqualTo(at));
        }

        peer.Dispose();
        peer.CreateServer(at.Port);
        peer.Dispose();
    }

    [Test]
    public void With_clients_it_closes_without_a_goodbye_and_they_find_out_by_time_out([Values] GodotWireVersion version)
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = network.AddPeer(network.Options(version), _ => () => { });
        server.CreateServer(GodotNetwork.ServerEndPoint.Port);
        GodotMultiplayerPeer client = network.AddPeer(network.Options(version, id: 5));
        client.CreateClient(GodotNetwork.ServerEndPoint);
        for (int i = 0; i < 100; i++)
        {
            network.Step();
            server.Poll();
        }

        Assert.That(server.GetPeer(5), Is.Not.Null);
        Assert.That(OnOtherThread(server.Dispose), Is.Null);
        Assert.Throws<ObjectDisposedException>(server.Poll);
        server.Close();
        network.Until(() => client.ConnectionStatus == GodotConnectionStatus.Disconnected, "the end of the client");
        Assert.That(client.LastDisconnectReason, Is.EqualTo(ENetDisconnectReason.Timeout));
    }

    [Test]
    public void The_exception_that_ends_a_using_is_the_one_that_was_thrown_in_it()
    {
        using var network = new GodotNetwork();
        var peer = new GodotMultiplayerPeer(network.Options(GodotWireVersion.Godot4));
        peer.CreateServer(GodotNetwork.ServerEndPoint.Port);
        Exception? thrown = OnOtherThread(() =>
        {
            using (peer) peer.Poll();
        });
        Assert.That(thrown, Is.TypeOf<InvalidOperationException>());
        Assert.That(thrown!.StackTrace, Does.Contain(nameof(GodotMultiplayerPeer.Poll)));
    }

    private static Exception? OnOtherThread(Action action)
    {
        Exception? thrown = null;
        var thread = new Thread(() =>
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                thrown = e;
            }
        });
        thread.Start();
        thread.Join();
        return thrown;
    }
}
