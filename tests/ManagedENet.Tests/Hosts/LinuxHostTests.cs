using System;
using System.Net;
using ManagedENet.Tests.Support;

namespace ManagedENet.Tests.Hosts;

/// <summary>Hosts over the Linux transport, and how they come to it.</summary>
public sealed class LinuxHostTests
{
    [Test]
    public void A_host_takes_the_Linux_transport_by_itself_and_its_statistics_say_so()
    {
        LinuxMachine.Require();
        using ENetHost host = ENetHost.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Assert.That(host.Statistics.TransportName, Does.StartWith("linux("));
    }

    [Test]
    public void A_host_takes_the_socket_when_it_is_told_to()
    {
        using ENetHost host = ENetHost.Bind(new IPEndPoint(IPAddress.Loopback, 0), new ENetHostOptions { Transport = ENetTransportKind.Socket });
        Assert.That(host.Statistics.TransportName, Does.StartWith("socket"));
    }

    [TestCase(ENetTransportKind.LinuxBatch, ENetTransportKind.LinuxBatch)]
    [TestCase(ENetTransportKind.Socket, ENetTransportKind.LinuxBatch)]
    [TestCase(ENetTransportKind.LinuxBatch, ENetTransportKind.Socket)]
    public void Small_and_large_packets_pass_between_either_kind_of_transport(ENetTransportKind server, ENetTransportKind client)
    {
        LinuxMachine.Require();
        using HostPair pair = HostPair.OverSockets(
            IPAddress.Loopback,
            IPAddress.Loopback,
            new ENetHostOptions { Transport = server },
            new ENetHostOptions { Transport = client });
        (ENetPeer atClient, ENetPeer atServer) = pair.Connect();
        byte[] large = Payload.Make(300_000, seed: 3);
        for (int i = 0; i < 500; i++) atClient.Send(0, Payload.Make(32, seed: i), ENetPacketFlags.Reliable);
        atServer.Send(1, large, ENetPacketFlags.Reliable);

        for (int i = 0; i < 500; i++) Assert.That(pair.ExpectPacket(pair.Server, 0), Is.EqualTo(Payload.Make(32, seed: i)));
        Assert.That(pair.ExpectPacket(pair.Client, 1), Is.EqualTo(large));
    }

    [Test]
    public void An_address_of_the_other_family_is_refused_at_the_connect()
    {
        LinuxMachine.Require();
        using ENetHost host = ENetHost.Bind(new IPEndPoint(IPAddress.Loopback, 0), new ENetHostOptions { Transport = ENetTransportKind.LinuxBatch });
        Assert.Throws<ArgumentException>(() => host.Connect(new IPEndPoint(IPAddress.IPv6Loopback, 7777)));
    }
}
