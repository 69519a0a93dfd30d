using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Hosting.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace ManagedENet.Hosting.Tests.Servers;

/// <summary>A server that starts with its application and serves whoever connects.</summary>
[CancelAfter(120_000)]
public sealed class ServerTests
{
    [Test]
    public async Task A_handler_serves_each_connection_in_a_scope_of_its_own(CancellationToken token)
    {
        var visits = new Visits();
        await using TestApplication application = await TestApplication.StartAsync(services => services.AddSingleton(visits).AddScoped<Visit>().AddENetServer<VisitHandler>(), token);
        await using ENetConnection first = await application.ConnectAsync(token, new ENetConnectOptions { Data = 1 });
        await using ENetConnection second = await application.ConnectAsync(token, new ENetConnectOptions { Data = 2 });
        foreach (ENetConnection connection in (ENetConnection[])[first, second])
        {
            await connection.SendAsync(0, "a"u8.ToArray(), ENetPacketFlags.Reliable, token);
            using ENetMessage answer = await connection.ReceiveAsync(token);
            Assert.That(answer.Memory.ToArray(), Is.EqualTo("a"u8.ToArray()));
        }

        Assert.That(application.Server.ConnectionCount, Is.EqualTo(2));
        await first.DisconnectAsync(cancellationToken: token);
        await visits.WaitForEnd(1, token);
        Assert.That(visits.Made, Is.EqualTo(2));
        await second.DisconnectAsync(cancellationToken: token);
        await visits.WaitForEnd(2, token);
    }

    [Test]
    public async Task A_delegate_serves_as_well_and_gets_the_services_of_its_connection(CancellationToken token)
    {
        await using TestApplication application = await TestApplication.StartAsync(
            services => services.AddScoped(_ => new MemoryStream([7])).AddENetServer((scope, connection, stopping) => connection.SendAsync(0, scope.GetRequiredService<MemoryStream>().ToArray(), ENetPacketFlags.Reliable, stopping).AsTask()),
            token);
        await using ENetConnection connection = await application.ConnectAsync(token);
        using ENetMessage message = await connection.ReceiveAsync(token);
        Assert.That(message.Memory.ToArray(), Is.EqualTo((byte[])[7]));
    }

    [Test]
    public async Task A_handler_that_is_done_leaves_when_what_it_sent_has_arrived(CancellationToken token)
    {
        const int messages = 300;
        await using TestApplication application = await TestApplication.StartAsync(
            services => services.AddENetServer(async (connection, stopping) =>
            {
                for (int i = 0; i < messages; i++) await connection.SendAsync(0, BitConverter.GetBytes(i), ENetPacketFlags.Reliable, stopping);
            }),
            token);
        await using ENetConnection connection = await application.ConnectAsync(token);
        List<int> received = [];
        await foreach (ENetMessage message in connection.ReadAllAsync(token))
        {
            using (message) received.Add(BitConverter.ToInt32(message.Span));
        }

        Assert.That(received, Is.EqualTo(Enumerable.Range(0, messages)));
        Assert.That(connection.Ending?.Reason, Is.EqualTo(ENetDisconnectReason.Remote));
    }

    [Test]
    public async Task A_handler_that_fails_ends_its_own_connection_and_no_other(CancellationToken token)
    {
        await using TestApplication application = await TestApplication.StartAsync(
            services => services.AddENetServer((connection, stopping) => connection.ConnectData == 13 ? throw new InvalidTimeZoneException("thirteen") : Handlers.Echo(connection, stopping)),
            token);
        await using ENetConnection lucky = await application.ConnectAsync(token, new ENetConnectOptions { Data = 7 });
        await using ENetConnection unlucky = await application.ConnectAsync(token, new ENetConnectOptions { Data = 13 });
        await Assert.ThrowsAsync<ENetDisconnectedException>(async () => (await unlucky.ReceiveAsync(token)).Dispose());
        LogEntry entry = await application.Log.Wait(104, token);
        Assert.That(entry.Exception, Is.InstanceOf<InvalidTimeZoneException>());
        await lucky.SendAsync(0, new byte[] { 5 }, ENetPacketFlags.Reliable, token);
        using ENetMessage answer = await lucky.ReceiveAsync(token);
        Assert.That((answer.Length, application.Server.IsRunning), Is.EqualTo((1, true)));
        await using ENetConnection next = await application.ConnectAsync(token);
    }

    [Test]
    public async Task A_handler_that_cannot_be_made_ends_its_own_connection_and_no_other(CancellationToken token)
    {
        await using TestApplication application = await TestApplication.StartAsync(services => services.AddENetServer<VisitHandler>(), token);
        await using ENetConnection connection = await application.ConnectAsync(token);
        await Assert.ThrowsAsync<ENetDisconnectedException>(async () => (await connection.ReceiveAsync(token)).Dispose());
        Assert.That((await application.Log.Wait(104, token)).Exception?.Message, Does.Contain(nameof(Visit)));
        Assert.That(application.Server.IsRunning);
    }

    [Test]
    public async Task A_handler_that_blocks_holds_up_nobody_else(CancellationToken token)
    {
        using var gate = new ManualResetEventSlim();
        await using TestApplication application = await TestApplication.StartAsync(
            services => services.AddENetServer((connection, stopping) =>
            {
                if (connection.ConnectData == 1) gate.Wait(stopping);
                return Handlers.Echo(connection, stopping);
            }),
            token);
        await using ENetConnection blocked = await application.ConnectAsync(token, new ENetConnectOptions { Data = 1 });
        await using ENetConnection other = await application.ConnectAsync(token);
        await other.SendAsync(0, new byte[] { 5 }, ENetPacketFlags.Reliable, token);
        using ENetMessage answer = await other.ReceiveAsync(token);
        Assert.That(answer.Length, Is.EqualTo(1));
        gate.Set();
    }

    [Test]
    public async Task An_application_may_have_several_servers_and_each_has_its_name(CancellationToken token)
    {
        await using TestApplication application = await TestApplication.StartAsync(
            services => services.AddENetServer(Handlers.Echo).AddENetServer(Handlers.Nothing, name: "Lobby"),
            token,
            TestApplication.Anywhere(("Lobby:Port", "0"), ("Lobby:Address", "127.0.0.1")));
        ENetServer[] servers = [.. application.Host.Services.GetServices<ENetServer>()];
        Assert.That(servers.Select(server => server.Name), Is.EqualTo((string[])["ENet", "Lobby"]));
        Assert.That(application.Host.Services.GetRequiredKeyedService<ENetServer>("Lobby"), Is.SameAs(servers[1]));
        Assert.That(servers.Select(server => server.LocalEndPoint.Port).Distinct().Count(), Is.EqualTo(2));
        Assert.That(servers.Select(server => server.IsRunning), Has.All.True);
    }

    [Test]
    public void A_second_server_of_the_same_name_is_refused() =>
        Assert.That(() => new ServiceCollection().AddENetServer(Handlers.Echo).AddENetServer(Handlers.Echo, name: "enet"), Throws.InvalidOperationException.With.Message.Contains("\"enet\" already"));

    [Test]
    public async Task Before_its_start_a_server_says_how_to_wait_for_it(CancellationToken token)
    {
        await using TestApplication application = TestApplication.Make(services => services.AddENetServer(Handlers.Echo));
        ENetServer server = application.Server;
        Assert.That(() => server.Runner, Throws.InvalidOperationException.With.Message.Contains("Started"));
        Assert.That((server.IsRunning, server.Started.IsCompleted, server.ConnectionCount), Is.EqualTo((false, false, 0)));
        await application.Host.StartAsync(token);
        Assert.That(await server.Started, Is.SameAs(server.Runner));
    }

    [Test]
    public async Task A_port_that_is_taken_is_one_error_with_the_end_point_and_what_to_do(CancellationToken token)
    {
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using TestApplication application = TestApplication.Make(services => services.AddENetServer(Handlers.Echo), TestApplication.Anywhere(("ENet:Port", $"{((IPEndPoint)other.LocalEndPoint!).Port}")));
        IOException error = (await Assert.ThrowsAsync<IOException>(async () => await application.Host.StartAsync(token)))!;
        Assert.That(error.Message, Does.Contain($"{other.LocalEndPoint}").And.Contain("ENet:Port"));
        Assert.That(error.InnerException, Is.InstanceOf<SocketException>());
        Assert.That((await Assert.ThrowsAsync<IOException>(() => application.Server.Started))!.Message, Is.EqualTo(error.Message));
    }

    [Test]
    public async Task An_address_of_another_machine_is_one_error_too(CancellationToken token)
    {
        await using TestApplication application = TestApplication.Make(services => services.AddENetServer(Handlers.Echo), TestApplication.Anywhere(("ENet:Address", "192.0.2.1")));
        IOException error = (await Assert.ThrowsAsync<IOException>(async () => await application.Host.StartAsync(token)))!;
        Assert.That(error.Message, Does.Contain("192.0.2.1:0").And.Contain("ENet:Address"));
    }

    [Test]
    public async Task A_handler_that_was_registered_before_is_taken_as_it_is(CancellationToken token)
    {
        var visits = new Visits();
        using var visit = new Visit(visits);
        var handler = new VisitHandler(visit);
        await using TestApplication application = await TestApplication.StartAsync(services => services.AddSingleton(handler).AddENetServer<VisitHandler>(), token);
        await using ENetConnection first = await application.ConnectAsync(token);
        await using ENetConnection second = await application.ConnectAsync(token);
        await second.SendAsync(0, new byte[] { 5 }, ENetPacketFlags.Reliable, token);
        using ENetMessage answer = await second.ReceiveAsync(token);
        Assert.That(visits.Made, Is.EqualTo(1));
    }

    private sealed class VisitHandler(Visit visit) : IENetConnectionHandler
    {
        public Task OnConnectedAsync(ENetConnection connection, CancellationToken stopping) => visit.IsOver ? throw new InvalidOperationException("The scope ended too early.") : Handlers.Echo(connection, stopping);
    }

    /// <summary>Counts the scopes that were made and ended.</summary>
    private sealed class Visits
    {
        private readonly SemaphoreSlim _ended = new(0);
        private int _made;
        private int _seen;

        public int Made => Volatile.Read(ref _made);

        public void Begin() => Interlocked.Increment(ref _made);

        public void End() => _ended.Release();

        public async Task WaitForEnd(int count, CancellationToken token)
        {
            for (; _seen < count; _seen++) await _ended.WaitAsync(token);
        }
    }

    private sealed class Visit : IDisposable
    {
        private readonly Visits _visits;

        public Visit(Visits visits)
        {
            _visits = visits;
            visits.Begin();
        }

        public bool IsOver { get; private set; }

        public void Dispose()
        {
            IsOver = true;
            _visits.End();
        }
    }
}
