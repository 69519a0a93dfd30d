using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Hosting.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ManagedENet.Hosting.Tests.Servers;

/// <summary>A server stops with its application: it says goodbye to everybody, in its time, whatever the handlers do.</summary>
[CancelAfter(120_000)]
public sealed class StopTests
{
    private const string Long = "01:00:00";

    [Test]
    public async Task Everybody_is_told_goodbye_after_all_that_was_sent(CancellationToken token)
    {
        await using TestApplication application = await TestApplication.StartAsync(
            services => services.AddENetServer(async (connection, stopping) =>
            {
                await connection.SendAsync(0, "hello"u8.ToArray(), ENetPacketFlags.Reliable, stopping);
                try
                {
                    await Handlers.UntilStopped(connection, stopping);
                }
                finally
                {
                    await connection.SendAsync(0, "bye"u8.ToArray(), ENetPacketFlags.Reliable, CancellationToken.None);
                }
            }),
            token,
            TestApplication.Anywhere(("ENet:DrainTime", Long)));
        await using ENetConnection connection = await application.ConnectAsync(token);
        using (ENetMessage hello = await connection.ReceiveAsync(token)) Assert.That(hello.Length, Is.EqualTo(5));
        Task stopping = application.Host.StopAsync(token);
        using (ENetMessage bye = await connection.ReceiveAsync(token)) Assert.That(bye.Memory.ToArray(), Is.EqualTo("bye"u8.ToArray()));
        await Assert.ThrowsAsync<ENetDisconnectedException>(async () => (await connection.ReceiveAsync(token)).Dispose());
        Assert.That(connection.Ending?.Reason, Is.EqualTo(ENetDisconnectReason.Remote));
        await stopping;
        Assert.That((application.Server.IsRunning, application.Server.ConnectionCount), Is.EqualTo((false, 0)));
        Assert.That(application.Log.OfServers.Select(entry => entry.Id.Id), Has.None.AnyOf(104, 105));
    }

    [Test]
    public async Task Whoever_asks_while_it_stops_is_told_that_it_is_full(CancellationToken token)
    {
        var isStopping = new TaskCompletionSource();
        var mayEnd = new TaskCompletionSource();
        await using TestApplication application = await TestApplication.StartAsync(
            services => services.AddENetServer(async (connection, stopping) =>
            {
                await using CancellationTokenRegistration registration = stopping.Register(isStopping.SetResult);
                await mayEnd.Task;
            }),
            token,
            TestApplication.Anywhere(("ENet:DrainTime", Long)));
        await using ENetConnection connection = await application.ConnectAsync(token);
        await application.Log.Wait(200, token);
        Task stopping = application.Host.StopAsync(token);
        await isStopping.Task.WaitAsync(token);
        ENetConnectException refused = (await Assert.ThrowsAsync<ENetConnectException>(async () => await application.ConnectAsync(token)))!;
        Assert.That(refused.Reason, Is.EqualTo(ENetDisconnectReason.HostFull));
        mayEnd.SetResult();
        await stopping;
    }

    [Test]
    public async Task A_handler_that_does_not_end_is_left_behind_with_a_warning_and_its_client_is_told(CancellationToken token)
    {
        var never = new TaskCompletionSource();
        await using TestApplication application = await TestApplication.StartAsync(
            services => services.AddENetServer((_, _) => never.Task), token, TestApplication.Anywhere(("ENet:DrainTime", "100ms")));
        await using ENetConnection connection = await application.ConnectAsync(token);
        await application.Log.Wait(200, token);
        using var shutdown = new CancellationTokenSource();
        Task stopping = application.Host.StopAsync(shutdown.Token);
        await Assert.ThrowsAsync<ENetDisconnectedException>(async () => (await connection.ReceiveAsync(token)).Dispose());
        Assert.That(connection.Ending?.Reason, Is.EqualTo(ENetDisconnectReason.Remote));
        // The host's own time is over.
        await shutdown.CancelAsync();
        Assert.That((await application.Log.Wait(105, token)).Text, Does.StartWith("1 handlers"));
        await IgnoreCancellation(stopping);
        never.SetResult();
    }

    [Test]
    public async Task When_the_host_has_no_more_time_it_says_goodbye_once(CancellationToken token)
    {
        await using TestApplication application = await TestApplication.StartAsync(
            services => services.AddENetServer((_, _) => new TaskCompletionSource().Task), token, TestApplication.Anywhere(("ENet:DrainTime", Long)));
        await using ENetConnection connection = await application.ConnectAsync(token);
        await application.Log.Wait(200, token);
        await IgnoreCancellation(application.Host.StopAsync(new CancellationToken(canceled: true)));
        await Assert.ThrowsAsync<ENetDisconnectedException>(async () => (await connection.ReceiveAsync(token)).Dispose());
        Assert.That((connection.Ending?.Reason, application.Server.IsRunning), Is.EqualTo(((ENetDisconnectReason?)ENetDisconnectReason.Remote, false)));
    }

    [Test]
    public async Task What_handlers_throw_when_they_are_told_holds_up_nobody(CancellationToken token)
    {
        var isRegistered = new TaskCompletionSource();
        await using TestApplication application = await TestApplication.StartAsync(
            services => services.AddENetServer(async (connection, stopping) =>
            {
                stopping.Register(() => throw new InvalidTimeZoneException());
                isRegistered.SetResult();
                await Handlers.UntilStopped(connection, stopping);
            }),
            token);
        await using ENetConnection connection = await application.ConnectAsync(token);
        await isRegistered.Task.WaitAsync(token);
        await application.Host.StopAsync(token);
        Assert.That((await application.Log.Wait(106, token)).Exception?.InnerException, Is.InstanceOf<InvalidTimeZoneException>());
    }

    [Test]
    public async Task Stopping_and_disposing_twice_is_silent_and_so_is_stopping_what_never_started(CancellationToken token)
    {
        await using TestApplication application = await TestApplication.StartAsync(services => services.AddENetServer(Handlers.Echo), token);
        await application.Host.StopAsync(token);
        await application.Host.StopAsync(token);
        application.Host.Dispose();
        application.Host.Dispose();
        await using TestApplication other = TestApplication.Make(services => services.AddENetServer(Handlers.Echo));
        await other.Host.StopAsync(token);
        other.Host.Dispose();
    }

    [Test]
    public async Task An_application_that_is_disposed_without_a_stop_says_goodbye_once(CancellationToken token)
    {
        await using TestApplication application = await TestApplication.StartAsync(services => services.AddENetServer(Handlers.UntilStopped), token);
        await using ENetConnection connection = await application.ConnectAsync(token);
        application.Host.Dispose();
        await Assert.ThrowsAsync<ENetDisconnectedException>(async () => (await connection.ReceiveAsync(token)).Dispose());
        Assert.That(connection.Ending?.Reason, Is.EqualTo(ENetDisconnectReason.Remote));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_network_thread_that_fails_is_critical_and_stops_the_application_where_that_is_wanted(bool isWanted, CancellationToken token)
    {
        await using TestApplication application = await TestApplication.StartAsync(
            services => services.AddENetServer(Handlers.UntilStopped, options => options.Host = options.Host with { Interceptor = new Bomb() }),
            token,
            TestApplication.Anywhere(("ENet:StopApplicationOnFailure", $"{isWanted}")));
        IHostApplicationLifetime lifetime = application.Host.Services.GetRequiredService<IHostApplicationLifetime>();
        var stopped = new TaskCompletionSource();
        lifetime.ApplicationStopping.Register(stopped.SetResult);
        Assert.That(async () => await application.ConnectAsync(token, new ENetConnectOptions { Timeout = TimeSpan.FromMilliseconds(200) }), Throws.InstanceOf<ENetConnectException>());
        LogEntry entry = await application.Log.Wait(103, token);
        Assert.That((entry.Level, entry.Exception), Is.EqualTo((Microsoft.Extensions.Logging.LogLevel.Critical, entry.Exception as InvalidTimeZoneException)));
        if (isWanted) await stopped.Task.WaitAsync(token);
        else Assert.That(stopped.Task.IsCompleted, Is.False);
        Assert.That(application.Server.IsRunning, Is.False);
        await application.Host.StopAsync(token);
    }

    private static async Task IgnoreCancellation(Task task)
    {
        try
        {
            await task;
        }
        catch (OperationCanceledException)
        {
            // The host says so too.
        }
    }

    private sealed class Bomb : IDatagramInterceptor
    {
        public bool Intercept(ENetHost host, in ENetAddress from, ReadOnlySpan<byte> datagram) => throw new InvalidTimeZoneException();
    }
}
