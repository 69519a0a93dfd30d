using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace ManagedENet.Tests.Runner;

/// <summary>Connecting by a name, which may have several addresses.</summary>
[CancelAfter(60_000)]
public sealed class RunnerNameTests
{
    private static readonly IPAddress Other = IPAddress.Parse("127.0.0.2");

    [Test]
    public async Task A_name_whose_first_address_is_silent_or_refuses_leads_to_the_second([Values] bool refuses, CancellationToken token)
    {
        await using ENetHostRunner server = ENetHostRunner.Start(new IPEndPoint(IPAddress.Loopback, 0));
        int port = server.LocalEndPoint.Port;
        ENetHostRunner? closed = refuses ? ENetHostRunner.Start(new IPEndPoint(Other, port), new ENetHostOptions { PeerLimit = 1 }) : null;
        if (closed is not null) await closed.InvokeAsync(static (host, _) => host.AcceptsConnections = false, 0, token);
        await using ENetHostRunner client = ENetHostRunner.Start(null);
        client.Resolve = (name, _) => Task.FromResult(name == "game.example" ? new[] { IPAddress.Parse("ff02::1"), Other, IPAddress.Loopback } : []);
        ENetConnection connection = await client.ConnectAsync(new DnsEndPoint("game.example", port, AddressFamily.InterNetwork), null, token);
        Assert.That(connection.RemoteEndPoint.Port, Is.EqualTo(port));
        ENetConnection atServer = await server.AcceptAsync(token);
        await connection.SendAsync(0, new byte[] { 5 }, ENetPacketFlags.Reliable, token);
        using (ENetMessage message = await atServer.ReceiveAsync(token)) Assert.That(message.Span[0], Is.EqualTo(5));
        // Whoever lost is not kept.
        Assert.That(await client.InvokeAsync(static (host, _) => InUse(host), 0, token), Is.EqualTo(1));
        if (closed is not null) await closed.DisposeAsync();
    }

    [Test]
    public async Task What_several_addresses_have_said_is_told_by_the_most_telling(CancellationToken token)
    {
        await using ENetHostRunner full = ENetHostRunner.Start(new IPEndPoint(Other, 0));
        await full.InvokeAsync(static (host, _) => host.AcceptsConnections = false, 0, token);
        await using ENetHostRunner client = ENetHostRunner.Start(null, new ENetHostOptions { ConnectTimeout = TimeSpan.FromSeconds(2) });
        client.Resolve = static (_, _) => Task.FromResult(new[] { IPAddress.Loopback, Other });
        Assert.That(
            async () => await client.ConnectAsync("game.example", full.LocalEndPoint.Port, null, token),
            Throws.InstanceOf<ENetConnectException>().With.Property(nameof(ENetConnectException.Reason)).EqualTo(ENetDisconnectReason.HostFull));
        Assert.That(await client.InvokeAsync(static (host, _) => InUse(host), 0, token), Is.Zero);
    }

    [Test]
    public async Task A_time_for_the_attempt_is_one_for_all_addresses(CancellationToken token)
    {
        await using ENetHostRunner client = ENetHostRunner.Start(null);
        client.Resolve = static (_, _) => Task.FromResult(new[] { IPAddress.Loopback, Other });
        var options = new ENetConnectOptions { Timeout = TimeSpan.FromMilliseconds(1_300) };
        Assert.That(
            async () => await client.ConnectAsync("game.example", 9, options, token),
            Throws.InstanceOf<ENetConnectException>().With.Property(nameof(ENetConnectException.Reason)).EqualTo(ENetDisconnectReason.Timeout).And.Message.Contains("game.example:9"));
        client.Resolve = static async (_, end) =>
        {
            await Task.Delay(Timeout.Infinite, end);
            return [];
        };
        Assert.That(async () => await client.ConnectAsync("slow.example", 9, options, token), Throws.InstanceOf<ENetConnectException>());
        using var given = CancellationTokenSource.CreateLinkedTokenSource(token);
        Task<ENetConnection> asking = client.ConnectAsync("slow.example", 9, null, given.Token).AsTask();
        await given.CancelAsync();
        Assert.That(async () => await asking, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await client.InvokeAsync(static (host, _) => InUse(host), 0, token), Is.Zero);
    }

    [Test]
    public async Task A_name_without_an_address_and_what_is_no_name_or_port_is_refused(CancellationToken token)
    {
        await using ENetHostRunner client = ENetHostRunner.Start(null);
        client.Resolve = static (_, _) => Task.FromResult(new[] { IPAddress.Loopback });
        Assert.That(async () => await client.ConnectAsync(new DnsEndPoint("game.example", 9, AddressFamily.InterNetworkV6), null, token), Throws.InstanceOf<SocketException>());
        Assert.That(async () => await client.ConnectAsync(string.Empty, 9, null, token), Throws.InstanceOf<ArgumentException>());
        Assert.That(async () => await client.ConnectAsync("game.example", 0, null, token), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(async () => await client.ConnectAsync("game.example", 9, new ENetConnectOptions { Timeout = TimeSpan.Zero }, token), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task The_name_of_this_machine_and_an_address_as_text_are_understood(CancellationToken token)
    {
        await using ENetHostRunner server = ENetHostRunner.Start(new IPEndPoint(IPAddress.Loopback, 0));
        await using ENetHostRunner client = ENetHostRunner.Start(null);
        foreach (string name in new[] { "localhost", "127.0.0.1" })
        {
            await using ENetConnection connection = await client.ConnectAsync(name, server.LocalEndPoint.Port, new ENetConnectOptions { ChannelCount = 3 }, token);
            Assert.That(connection.ChannelCount, Is.EqualTo(3));
        }
    }

    private static int InUse(ENetHost host)
    {
        int count = 0;
        foreach (ENetPeer peer in host.Peers) count += peer.State == ENetPeerState.Disconnected ? 0 : 1;
        return count;
    }
}
