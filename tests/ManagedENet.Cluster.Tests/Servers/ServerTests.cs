using System;
using System.Net;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Cluster.Directory;
using ManagedENet.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ManagedENet.Cluster.Tests.Servers;

/// <summary>Two applications with servers of their own, players with real connections.</summary>
[CancelAfter(120_000)]
public sealed class ServerTests
{
    private static readonly ENetClusterOptions Defaults = new();
    private static readonly ENetMemoryDirectory Directory = new();
    private static readonly string Key = Convert.ToBase64String(new byte[32]);

    [Test]
    public async Task Players_of_two_servers_hear_each_other_and_nobody_is_there_twice(CancellationToken token)
    {
        using IHost first = await StartAsync(token);
        using IHost second = await StartAsync(token);
        await using ENetHostRunner clients = ENetHostRunner.Start(null);
        await using ENetConnection ann = await EnterAsync(clients, first, "join ann", token);
        await using ENetConnection bob = await EnterAsync(clients, second, "join bob", token);
        await ann.SendAsync(0, "say hello"u8.ToArray(), ENetPacketFlags.Reliable, token);
        Assert.That(await ReadAsync(bob, token), Is.EqualTo("hello"));
        Assert.That(await ReadAsync(ann, token), Is.EqualTo("hello"));

        await using ENetConnection twin = await EnterAsync(clients, second, "join ann", token);
        Assert.That(await EndAsync(ann, token), Is.EqualTo(new ENetEnding(ENetDisconnectReason.Remote, Defaults.SupersededData)));
        await bob.SendAsync(0, "say again"u8.ToArray(), ENetPacketFlags.Reliable, token);
        Assert.That(await ReadAsync(twin, token), Is.EqualTo("again"));
        await first.StopAsync(token);
        await second.StopAsync(token);
    }

    [Test]
    public async Task A_player_of_a_server_that_stops_goes_on_at_another_one(CancellationToken token)
    {
        using IHost first = await StartAsync(token);
        using IHost second = await StartAsync(token);
        await using ENetHostRunner clients = ENetHostRunner.Start(null);
        await using ENetConnection ann = await EnterAsync(clients, first, "join ann2", token);
        await ann.SendAsync(0, "token"u8.ToArray(), ENetPacketFlags.Reliable, token);
        string ticket = await ReadAsync(ann, token);
        await first.StopAsync(token);
        Assert.That(await EndAsync(ann, token), Is.EqualTo(new ENetEnding(ENetDisconnectReason.Remote, Defaults.MoveData)));
        await using ENetConnection back = await EnterAsync(clients, second, $"resume {ticket}", token);
        // The group comes back with the player.
        await back.SendAsync(0, "say back"u8.ToArray(), ENetPacketFlags.Reliable, token);
        Assert.That(await ReadAsync(back, token), Is.EqualTo("back"));
        await second.StopAsync(token);
    }

    private static async Task<IHost> StartAsync(CancellationToken token)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services
            .AddENetServer<Handler>(options => (options.Address, options.Port) = (IPAddress.Loopback, 0))
            .AddENetCluster(options => options.TokenKeys.Add(Key))
            .UseDirectory(_ => Directory);
        IHost host = builder.Build();
        await host.StartAsync(token);
        return host;
    }

    private static async Task<ENetConnection> EnterAsync(ENetHostRunner clients, IHost server, string word, CancellationToken token)
    {
        ENetConnection connection = await clients.ConnectAsync(server.Services.GetRequiredService<ENetServer>().LocalEndPoint, cancellationToken: token);
        await connection.SendAsync(0, Encoding.UTF8.GetBytes(word), ENetPacketFlags.Reliable, token);
        Assert.That(await ReadAsync(connection, token), Is.EqualTo("in"));
        return connection;
    }

    private static async Task<string> ReadAsync(ENetConnection connection, CancellationToken token)
    {
        using ENetMessage message = await connection.ReceiveAsync(token);
        return Encoding.UTF8.GetString(message.Span);
    }

    private static async Task<ENetEnding?> EndAsync(ENetConnection connection, CancellationToken token)
    {
        while (connection.Ending is null) await Task.Delay(1, token);
        return connection.Ending;
    }

    private sealed class Handler(IENetCluster cluster) : IENetConnectionHandler
    {
        public async Task OnConnectedAsync(ENetConnection connection, CancellationToken stopping)
        {
            string[] entry = (await ReadAsync(connection, stopping)).Split(' ');
            await using ENetSession session = entry[0] == "join"
                ? await cluster.JoinAsync(new PlayerId(entry[1]), connection, stopping)
                : (await cluster.ResumeAsync(entry[1], connection, stopping)).Session!;
            IENetGroup room = cluster.Group($"room of {(session.Player.Value == "ann2" ? "ann2" : "all")}");
            if (entry[0] == "join") await room.AddAsync(session.Player, stopping);
            await connection.SendAsync(0, "in"u8.ToArray(), ENetPacketFlags.Reliable, stopping);
            await foreach (ENetMessage message in connection.ReadAllAsync(stopping))
            {
                using (message)
                {
                    string[] words = Encoding.UTF8.GetString(message.Span).Split(' ');
                    if (words[0] == "token") await connection.SendAsync(0, Encoding.UTF8.GetBytes(cluster.IssueToken(session)), ENetPacketFlags.Reliable, stopping);
                    else await room.SendAsync(Encoding.UTF8.GetBytes(words[1]), 0, ENetPacketFlags.Reliable, stopping);
                }
            }
        }
    }
}
