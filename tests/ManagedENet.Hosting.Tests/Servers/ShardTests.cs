using System;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Hosting.Tests.Dashboard;
using ManagedENet.Hosting.Tests.Kestrel;
using ManagedENet.Hosting.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ManagedENet.Hosting.Tests.Servers;

/// <summary>A server with several shards is one server: to its clients, to its health check, to the dashboard and to Kestrel.</summary>
[CancelAfter(120_000)]
public sealed class ShardTests
{
    private static readonly (string Key, string? Value) TwoShards = ("ENet:Runner:Shards", "2");

    [Test]
    public async Task Clients_of_all_shards_are_served_counted_and_said_goodbye_to(CancellationToken token)
    {
        await using TestApplication application = await TestApplication.StartAsync(
            static services => services.AddENetServer(Handlers.Echo).AddHealthChecks().AddENet(static options => options.AnswerWithin = TimeSpan.FromMinutes(1)),
            token,
            TestApplication.Anywhere(TwoShards, ("ENet:Host:PeerLimit", "20")));
        await using var crowd = new Crowd();
        ENetConnection[] connections = await crowd.ConnectAsync(application.Server.LocalEndPoint, token);
        await Crowd.EchoAsync(connections, token);
        int[] peers = await application.Server.Runner.InvokeAllAsync(static (host, _) => host.ConnectedPeerCount, 0, token);
        Assert.That((peers.Length, peers.Min() > 0, application.Server.ConnectionCount), Is.EqualTo((2, true, crowd.Count)));

        HealthReport report = await application.Host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(token);
        HealthReportEntry entry = report.Entries.Values.Single();
        Assert.That((entry.Status, entry.Data["peers"], entry.Data["peerLimit"], entry.Data["connections"]), Is.EqualTo((HealthStatus.Healthy, crowd.Count, 40, crowd.Count)));
        long[] received = await application.Server.Runner.InvokeAllAsync(static (host, _) => host.Statistics.ReceivedBytes, 0, token);
        Assert.That((long)entry.Data["receivedBytes"], Is.GreaterThan(received.Max()).And.LessThanOrEqualTo(received.Sum()));
        Assert.That(application.Log.Entries.Where(static one => one.Id.Id == 300), Is.Empty, "there is room");

        await application.Host.StopAsync(token);
        foreach (ENetConnection connection in connections)
        {
            Assert.That(async () => (await connection.ReceiveAsync(token)).Dispose(), Throws.InstanceOf<ENetDisconnectedException>());
            Assert.That(connection.Ending?.Reason, Is.EqualTo(ENetDisconnectReason.Remote));
        }
    }

    [Test]
    public async Task What_any_shard_has_to_say_is_in_the_log_and_what_all_say_at_the_start_is_there_once(CancellationToken token)
    {
        await using TestApplication application = await TestApplication.StartAsync(static services => services.AddENetServer(Handlers.Echo), token, TestApplication.Anywhere(TwoShards, ("ENet:Host:ReceiveBufferBytes", "1000000000"), ("ENet:Host:ConnectTimeout", "50ms")));
        // Of attempts that nobody answers each shard tells once for an address, and ports go to one shard or the other.
        Task[] attempts = [.. Enumerable.Range(1, 20).Select(port => application.Server.Runner.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), null, token).AsTask())];
        foreach (Task attempt in attempts) Assert.That(async () => await attempt, Throws.InstanceOf<ENetConnectException>());
        await application.Log.Wait(_ => Count(410) >= 2, token);
        await application.Log.Wait(611, token);
        Assert.That((Count(410), Count(611)), Is.EqualTo((2, 1)));

        int Count(int id) => application.Log.Entries.Count(entry => entry.Id.Id == id);
    }

    [Test]
    public async Task When_one_network_thread_does_not_answer_the_server_is_unhealthy(CancellationToken token)
    {
        await using TestApplication application = await TestApplication.StartAsync(
            static services => services.AddENetServer(Handlers.Echo).AddHealthChecks().AddENet(static options => options.AnswerWithin = TimeSpan.FromMilliseconds(30)),
            token,
            TestApplication.Anywhere(TwoShards));
        using var go = new ManualResetEventSlim();
        Task<int> held = application.Server.Runner.Shards[1].InvokeAsync(
            static (_, go) =>
            {
                go.Wait();
                return 0;
            },
            go,
            token).AsTask();
        HealthReport report = await application.Host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(token);
        Assert.That((report.Status, report.Entries.Values.Single().Description), Is.EqualTo((HealthStatus.Unhealthy, report.Entries.Values.Single().Description)));
        Assert.That(report.Entries.Values.Single().Description, Does.StartWith("A network thread of the ENet server ENet has not answered within 0.03 s"));
        go.Set();
        await held;
    }

    [Test]
    public async Task The_dashboard_has_the_peers_and_the_totals_of_all_shards(CancellationToken token)
    {
        await using DashboardApplication application = await DashboardApplication.StartAsync(token, build: static builder => builder.Configuration[TwoShards.Key] = TwoShards.Value);
        await using var crowd = new Crowd();
        ENetConnection[] connections = await crowd.ConnectAsync(application.Server.LocalEndPoint, token);
        await Crowd.EchoAsync(connections, token);
        using EventReader events = await application.WatchAsync(token);
        JsonElement server = (await events.SampleAsync(token)).GetProperty("servers").EnumerateArray().Single();
        Assert.That((server.GetProperty("state").GetString(), server.GetProperty("peers").GetInt32(), server.GetProperty("peerLimit").GetInt32()), Is.EqualTo(("running", crowd.Count, 128)));
        Assert.That(server.GetProperty("list").EnumerateArray().Select(static peer => peer.GetProperty("address").GetString()).Distinct(StringComparer.Ordinal).Count(), Is.EqualTo(crowd.Count));
        Assert.That(server.GetProperty("deliveredPackets").GetInt64(), Is.EqualTo(crowd.Count));
    }

    [Test]
    public async Task Kestrel_accepts_from_all_shards_and_says_goodbye_to_all(CancellationToken token)
    {
        var endPoint = new AspNetCore.ENetEndPoint(IPAddress.Loopback, 0) { Runner = new ENetRunnerOptions { Shards = 2 } };
        await using KestrelApplication application = await KestrelApplication.StartAsync(
            static async context =>
            {
                while ((await context.Transport.Input.ReadAsync()) is { IsCompleted: false } read)
                {
                    foreach (ReadOnlyMemory<byte> piece in read.Buffer) await context.Transport.Output.WriteAsync(piece);
                    context.Transport.Input.AdvanceTo(read.Buffer.End);
                }
            },
            token,
            endPoint);
        await using var crowd = new Crowd();
        ENetConnection[] connections = await crowd.ConnectAsync(application.EndPoint, token);
        await Task.WhenAll(connections.Select(async connection =>
        {
            await using ENetChannelStream stream = connection.OpenStream(0);
            byte[] word = Encoding.UTF8.GetBytes($"{connection.RemoteEndPoint}");
            await stream.WriteAsync(word, token);
            byte[] back = new byte[word.Length];
            await stream.ReadExactlyAsync(back, token);
            Assert.That(back, Is.EqualTo(word));
        }));
        await application.Web.StopAsync(token);
        foreach (ENetConnection connection in connections) Assert.That(async () => (await connection.ReceiveAsync(token)).Dispose(), Throws.InstanceOf<ENetDisconnectedException>());
    }
}
