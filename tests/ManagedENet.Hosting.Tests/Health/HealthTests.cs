using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Hosting.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ManagedENet.Hosting.Tests.Health;

/// <summary>The health of a server is that of its network thread, and of the room that it has.</summary>
[CancelAfter(120_000)]
public sealed class HealthTests
{
    private static readonly Action<ENetHealthCheckOptions> Patient = static options => options.AnswerWithin = TimeSpan.FromMinutes(1);

    [Test]
    public async Task A_server_that_runs_is_healthy_and_tells_its_numbers(CancellationToken token)
    {
        await using TestApplication application = await StartAsync(token);
        await using ENetConnection connection = await application.ConnectAsync(token);
        await application.Log.Wait(200, token);
        HealthReportEntry entry = await CheckAsync(application, token);
        Assert.That(entry.Status, Is.EqualTo(HealthStatus.Healthy));
        Assert.That((entry.Data["peers"], entry.Data["peerLimit"], entry.Data["connections"]), Is.EqualTo((1, 4, 1)));
        Assert.That((long)entry.Data["receivedBytes"], Is.GreaterThan(0));
        Assert.That(entry.Data.Keys, Is.SupersetOf((string[])["answerMilliseconds", "sentBytes", "retransmissions", "drops", "incomingQueuedBytes", "outgoingQueuedBytes"]));
    }

    [TestCase(2, HealthStatus.Healthy)]
    [TestCase(3, HealthStatus.Degraded)]
    [TestCase(4, HealthStatus.Degraded)]
    public async Task A_server_that_is_nearly_full_is_degraded(int peers, HealthStatus status, CancellationToken token)
    {
        await using TestApplication application = await StartAsync(token, options => options.DegradedFrom = 0.75);
        for (int i = 0; i < peers; i++) await application.ConnectAsync(token);
        HealthReportEntry entry = await CheckAsync(application, token);
        Assert.That((entry.Status, entry.Data["peers"]), Is.EqualTo((status, peers)));
    }

    [Test]
    public async Task A_server_whose_network_thread_is_kept_is_unhealthy_until_it_is_let_go(CancellationToken token)
    {
        using var gate = new ManualResetEventSlim();
        await using TestApplication application = await StartAsync(token, options => options.AnswerWithin = TimeSpan.FromMilliseconds(30));
        using var held = new ManualResetEventSlim();
        Task<int> keeping = application.Server.Runner.InvokeAsync(
            static (_, events) =>
            {
                events.held.Set();
                events.gate.Wait();
                return 0;
            },
            (gate, held),
            token).AsTask();
        held.Wait(token);
        HealthReportEntry entry = await CheckAsync(application, token);
        Assert.That((entry.Status, entry.Description), Is.EqualTo((HealthStatus.Unhealthy, entry.Description)));
        Assert.That(entry.Description, Does.Contain("has not answered within 0.03 s"));
        gate.Set();
        await keeping;
    }

    [Test]
    public async Task A_server_that_has_not_started_or_has_stopped_is_unhealthy(CancellationToken token)
    {
        await using TestApplication application = TestApplication.Make(services => services.AddENetServer(Handlers.Echo).AddHealthChecks().AddENet());
        HealthReportEntry before = await CheckAsync(application, token);
        Assert.That((before.Status, before.Description), Is.EqualTo((HealthStatus.Unhealthy, (string?)"The ENet server ENet has not started.")));
        await application.Host.StartAsync(token);
        await application.Host.StopAsync(token);
        HealthReportEntry after = await CheckAsync(application, token);
        Assert.That((after.Status, after.Description), Is.EqualTo((HealthStatus.Unhealthy, (string?)"The ENet server ENet has stopped.")));
    }

    [Test]
    public async Task A_server_that_has_failed_is_unhealthy_with_the_reason(CancellationToken token)
    {
        await using TestApplication application = await TestApplication.StartAsync(
            services => services.AddENetServer(Handlers.Echo, options => (options.StopApplicationOnFailure, options.Host) = (false, options.Host with { Interceptor = new Bomb() })).AddHealthChecks().AddENet(Patient),
            token);
        Assert.That(async () => await application.ConnectAsync(token, new ENetConnectOptions { Timeout = TimeSpan.FromMilliseconds(200) }), Throws.InstanceOf<ENetConnectException>());
        await application.Log.Wait(103, token);
        HealthReportEntry entry = await CheckAsync(application, token);
        Assert.That((entry.Status, entry.Description), Is.EqualTo((HealthStatus.Unhealthy, (string?)"The ENet server ENet has failed.")));
        Assert.That(entry.Exception, Is.InstanceOf<InvalidTimeZoneException>());
    }

    [Test]
    public async Task A_check_has_the_name_the_tags_and_the_status_it_was_given(CancellationToken token)
    {
        await using TestApplication application = TestApplication.Make(services => services
            .AddENetServer(Handlers.Echo)
            .AddENetServer(Handlers.Echo, name: "Lobby")
            .AddHealthChecks()
            .AddENet()
            .AddENet(server: "Lobby", name: "the lobby", failureStatus: HealthStatus.Degraded, tags: ["ready"]));
        HealthReport report = await application.Host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(token);
        Assert.That(report.Entries.Select(entry => (entry.Key, entry.Value.Status, string.Join(' ', entry.Value.Tags))), Is.EquivalentTo((List<(string, HealthStatus, string)>)
            [("ENet", HealthStatus.Unhealthy, ""), ("the lobby", HealthStatus.Degraded, "ready")]));
    }

    [Test]
    public async Task A_check_of_a_server_that_there_is_not_says_so(CancellationToken token)
    {
        await using TestApplication application = TestApplication.Make(services => services.AddENetServer(Handlers.Echo).AddHealthChecks().AddENet(server: "Loby"));
        Assert.That(async () => await CheckAsync(application, token), Throws.InvalidOperationException.With.Message.Contains("no ENet server \"Loby\""));
    }

    [Test]
    public void Options_out_of_range_are_refused_where_they_are_given()
    {
        IHealthChecksBuilder checks = new ServiceCollection().AddHealthChecks();
        Assert.That(() => checks.AddENet(options => options.AnswerWithin = TimeSpan.Zero), Throws.InstanceOf<ArgumentOutOfRangeException>());
        foreach (double share in (double[])[0, -1, 1.01, double.NaN]) Assert.That(() => checks.AddENet(options => options.DegradedFrom = share), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => checks.AddENet(server: " "), Throws.ArgumentException);
        Assert.That(() => ((IHealthChecksBuilder)null!).AddENet(), Throws.ArgumentNullException);
    }

    private static Task<TestApplication> StartAsync(CancellationToken token, Action<ENetHealthCheckOptions>? configure = null) => TestApplication.StartAsync(
        services => services.AddENetServer(Handlers.Echo).AddHealthChecks().AddENet(configure ?? Patient), token, TestApplication.Anywhere(("ENet:Host:PeerLimit", "4")));

    private static async Task<HealthReportEntry> CheckAsync(TestApplication application, CancellationToken token) =>
        (await application.Host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(token)).Entries.Single().Value;

    private sealed class Bomb : IDatagramInterceptor
    {
        public bool Intercept(ENetHost host, in ENetAddress from, ReadOnlySpan<byte> datagram) => throw new InvalidTimeZoneException();
    }
}
