using System;
using System.Net;
using ManagedENet.Tests.Support;

namespace ManagedENet.Tests.Hosts;

/// <summary>Clients that take any port.</summary>
public sealed class ClientTests
{
    [TestCase(Network.IPv4)]
    [TestCase(Network.IPv6)]
    [TestCase(Network.DualFromIPv4)]
    [TestCase(Network.DualFromIPv6)]
    public void A_client_reaches_servers_of_both_address_families(Network network)
    {
        using HostPair pair = HostPair.Over(network);
        using ENetHost client = ENetHost.CreateClient();
        ENetPeer peer = client.Connect(pair.ServerEndPoint);
        pair.StepUntil(() => client.Service(TimeSpan.Zero, out ENetEvent e) && e.Type == ENetEventType.Connect, "a connection");
        Assert.That(peer.State, Is.EqualTo(ENetPeerState.Connected));
    }

    [Test]
    public void Without_dual_mode_a_client_is_an_IPv4_one()
    {
        using ENetHost client = ENetHost.CreateClient(new ENetHostOptions { DualMode = false });
        Assert.That(client.LocalEndPoint.Address, Is.EqualTo(IPAddress.Any));
        Assert.That(client.Statistics.TransportName, Does.EndWith(", IPv4"));
        Assert.That(client.LocalEndPoint.Port, Is.Positive);
    }

    [Test]
    public void Service_waits_for_a_datagram_and_no_longer()
    {
        using HostPair pair = HostPair.Over(Network.IPv4);
        pair.Connect();
        using ENetHost client = ENetHost.CreateClient();
        client.Connect(pair.ServerEndPoint);
        client.Flush();
        Assert.That(pair.Server.Service(TimeSpan.FromMilliseconds(1), out _), Is.False);
        Assert.That(client.Service(TimeSpan.FromSeconds(15), out ENetEvent e), Is.True, "the answer is there already");
        Assert.That(e.Type, Is.EqualTo(ENetEventType.Connect));
    }
}
