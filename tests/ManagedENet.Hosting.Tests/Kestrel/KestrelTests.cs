using System;
using System.Buffers;
using System.IO;
using System.IO.Pipelines;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.AspNetCore;
using ManagedENet.Hosting.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace ManagedENet.Hosting.Tests.Kestrel;

/// <summary>Kestrel serves ENet peers as it serves TCP connections, and beside them.</summary>
[CancelAfter(120_000)]
public sealed class KestrelTests
{
    [Test]
    public async Task A_peer_is_a_connection_whose_transport_is_channel_0(CancellationToken token)
    {
        await using KestrelApplication application = await KestrelApplication.StartAsync(Echo, token);
        await using ENetConnection connection = await application.ConnectAsync(token);
        await using ENetChannelStream stream = connection.OpenStream(0);
        byte[] sent = new byte[300_000];
        Random.Shared.NextBytes(sent);
        Task writing = Task.Run(
            async () =>
            {
                await stream.WriteAsync(sent, token);
                stream.CompleteWrites();
            },
            token);
        using var received = new MemoryStream();
        await stream.CopyToAsync(received, token);
        await writing;
        Assert.That(received.ToArray(), Is.EqualTo(sent));
        // The handler is done: what it wrote is here, and the connection is left.
        await UntilItIsLeft(connection, token);
    }

    [Test]
    public async Task The_feature_gives_the_connection_with_its_other_channels(CancellationToken token)
    {
        var seen = new TaskCompletionSource<(IENetConnectionFeature Feature, ConnectionContext Context)>();
        await using KestrelApplication application = await KestrelApplication.StartAsync(
            async context =>
            {
                IENetConnectionFeature feature = context.Features.Get<IENetConnectionFeature>()!;
                using ENetMessage message = await feature.Connection.ReceiveAsync(context.ConnectionClosed);
                await feature.Connection.SendAsync(1, message.Memory, ENetPacketFlags.Unsequenced, context.ConnectionClosed);
                seen.SetResult((feature, context));
                await context.Transport.Input.ReadAsync(context.ConnectionClosed);
            },
            token);
        await using ENetConnection connection = await application.ConnectAsync(token);
        await using ENetChannelStream stream = connection.OpenStream(0);
        await connection.SendAsync(1, "side"u8.ToArray(), ENetPacketFlags.None, token);
        using (ENetMessage answer = await connection.ReceiveAsync(token)) Assert.That((answer.Channel, answer.Flags, Encoding.UTF8.GetString(answer.Span)), Is.EqualTo(((byte)1, ENetPacketFlags.Unsequenced, "side")));
        (IENetConnectionFeature feature, ConnectionContext context) = await seen.Task;
        Assert.That((feature.Connection.ConnectData, feature.Stream.Channel, feature.Connection.ChannelCount), Is.EqualTo((42u, (byte)0, 2)));
        Assert.That(context.RemoteEndPoint, Is.EqualTo(new IPEndPoint(IPAddress.Loopback, application.Client.LocalEndPoint.Port)));
        Assert.That((context.LocalEndPoint as ENetEndPoint)?.Port, Is.EqualTo(application.EndPoint.Port));
        Assert.That(context.ConnectionId, Does.StartWith("ENet-"));
    }

    [Test]
    public async Task A_raw_end_point_takes_the_messages_of_any_peer_as_bytes(CancellationToken token)
    {
        await using KestrelApplication application = await KestrelApplication.StartAsync(Echo, token, new ENetEndPoint(IPAddress.Loopback, 0) { Stream = new ENetStreamOptions { IsRaw = true } });
        await using ENetConnection connection = await application.ConnectAsync(token);
        await connection.SendAsync(0, "plain "u8.ToArray(), ENetPacketFlags.Reliable, token);
        await connection.SendAsync(0, "bytes"u8.ToArray(), ENetPacketFlags.Reliable, token);
        string received = "";
        while (received.Length < "plain bytes".Length)
        {
            using ENetMessage message = await connection.ReceiveAsync(token);
            received += Encoding.UTF8.GetString(message.Span);
        }

        Assert.That(received, Is.EqualTo("plain bytes"));
    }

    [Test]
    public async Task TCP_and_ENet_listen_beside_each_other_at_one_port(CancellationToken token)
    {
        int port = FreePort();
        await using KestrelApplication application = await KestrelApplication.StartAsync(
            Echo,
            token,
            new ENetEndPoint(IPAddress.Loopback, port),
            kestrel => kestrel.Listen(IPAddress.Loopback, port),
            web => web.Run(context => context.Response.WriteAsync("over TCP")));
        using var http = new HttpClient();
        Assert.That(await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/"), token), Is.EqualTo("over TCP"));
        await using ENetConnection connection = await application.ConnectAsync(token);
        Assert.That(connection.RemoteEndPoint.Port, Is.EqualTo(port));
        await using ENetChannelStream stream = connection.OpenStream(0);
        await stream.WriteAsync("hi"u8.ToArray(), token);
        byte[] answer = new byte[2];
        await stream.ReadExactlyAsync(answer, token);
        Assert.That(answer, Is.EqualTo("hi"u8.ToArray()));
    }

    [Test]
    public async Task Without_a_handler_it_speaks_HTTP(CancellationToken token)
    {
        await using KestrelApplication application = await KestrelApplication.StartAsync(null, token, map: web => web.Run(context => context.Response.WriteAsync($"{context.Request.Path} for {context.Connection.RemoteIpAddress}")));
        await using ENetConnection connection = await application.ConnectAsync(token);
        await using ENetChannelStream stream = connection.OpenStream(0);
        using var http = new HttpClient(new SocketsHttpHandler { ConnectCallback = (_, _) => ValueTask.FromResult<Stream>(stream) });
        Assert.That(await http.GetStringAsync(new Uri("http://enet/page"), token), Is.EqualTo("/page for 127.0.0.1"));
        Assert.That(await http.GetStringAsync(new Uri("http://enet/again"), token), Is.EqualTo("/again for 127.0.0.1"));
    }

    [Test]
    public async Task A_peer_that_leaves_cancels_ConnectionClosed(CancellationToken token)
    {
        var closed = new TaskCompletionSource();
        var began = new TaskCompletionSource();
        await using KestrelApplication application = await KestrelApplication.StartAsync(
            async context =>
            {
                context.ConnectionClosed.Register(closed.SetResult);
                began.SetResult();
                await closed.Task;
            },
            token);
        ENetConnection connection = await application.ConnectAsync(token);
        await began.Task.WaitAsync(token);
        await connection.DisposeAsync();
        await closed.Task.WaitAsync(token);
    }

    [Test]
    public async Task An_abort_ends_the_connection_for_both_ends(CancellationToken token)
    {
        var closed = new TaskCompletionSource();
        var failed = new TaskCompletionSource<Exception>();
        await using KestrelApplication application = await KestrelApplication.StartAsync(
            async context =>
            {
                context.ConnectionClosed.Register(closed.SetResult);
                context.Abort(new ConnectionAbortedException("enough"));
                try
                {
                    await context.Transport.Input.ReadAsync(token);
                    await context.Transport.Output.WriteAsync(new byte[10], token);
                }
                catch (Exception e)
                {
                    failed.SetResult(e);
                }
            },
            token);
        await using ENetConnection connection = await application.ConnectAsync(token);
        await UntilItIsLeft(connection, token);
        await closed.Task.WaitAsync(token);
        Assert.That(await failed.Task.WaitAsync(token), Is.InstanceOf<IOException>());
    }

    [Test]
    public async Task A_server_that_stops_asks_its_handlers_to_end_and_brings_their_last_word(CancellationToken token)
    {
        var began = new TaskCompletionSource();
        await using KestrelApplication application = await KestrelApplication.StartAsync(
            async context =>
            {
                var asked = new TaskCompletionSource();
                context.Features.Get<IConnectionLifetimeNotificationFeature>()!.ConnectionClosedRequested.Register(asked.SetResult);
                began.SetResult();
                await asked.Task;
                await context.Transport.Output.WriteAsync("bye"u8.ToArray(), token);
            },
            token);
        await using ENetConnection connection = await application.ConnectAsync(token);
        await using ENetChannelStream stream = connection.OpenStream(0);
        await began.Task.WaitAsync(token);
        Task stopping = application.Web.StopAsync(token);
        using var received = new MemoryStream();
        await stream.CopyToAsync(received, token);
        Assert.That(received.ToArray(), Is.EqualTo("bye"u8.ToArray()));
        await stopping;
        Assert.That(connection.Ending?.Reason, Is.EqualTo(ENetDisconnectReason.Remote));
        Assert.That(application.Web.Services.GetRequiredService<ListenerDirectory>().Runners, Is.Empty);
    }

    [Test]
    public async Task A_peer_that_does_not_read_is_given_up_when_the_handler_is_done(CancellationToken token)
    {
        var ended = new TaskCompletionSource();
        await using KestrelApplication application = await KestrelApplication.StartAsync(
            async context =>
            {
                // More than the first credit of the other end, so that the rest waits for it.
                _ = context.Transport.Output.WriteAsync(new byte[200_000], CancellationToken.None).AsTask();
                context.ConnectionClosed.Register(ended.SetResult);
                await Task.Yield();
            },
            token,
            new ENetEndPoint(IPAddress.Loopback, 0) { DrainTime = TimeSpan.FromMilliseconds(100) });
        await using ENetConnection connection = await application.ConnectAsync(token);
        // The one datagram that tells the other end may be lost where so much waits to be read.
        await ended.Task.WaitAsync(token);
    }

    [Test]
    public async Task A_handler_that_fails_ends_its_connection_alone(CancellationToken token)
    {
        await using KestrelApplication application = await KestrelApplication.StartAsync(context => throw new InvalidTimeZoneException(), token);
        for (int i = 0; i < 2; i++)
        {
            await using ENetConnection connection = await application.ConnectAsync(token);
            await UntilItIsLeft(connection, token);
        }
    }

    [Test]
    public async Task A_dashboard_shows_the_listeners_of_Kestrel(CancellationToken token)
    {
        await using KestrelApplication application = await KestrelApplication.StartAsync(
            Echo, token, more: kestrel => kestrel.Listen(IPAddress.Loopback, 0), map: web => web.MapENetDashboard());
        string address = application.Web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Last();
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        HttpResponseMessage response = await http.GetAsync("/enet/events", HttpCompletionOption.ResponseHeadersRead, token);
        using var events = new Dashboard.EventReader(response, await response.Content.ReadAsStreamAsync(token));
        Assert.That((await events.SampleAsync(token)).GetProperty("servers")[0].GetProperty("name").GetString(), Is.EqualTo($"Kestrel {application.EndPoint}"));
    }

    [Test]
    public void A_port_that_is_taken_is_an_error_that_names_it()
    {
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)other.LocalEndPoint!).Port;
        Assert.That(async () => await KestrelApplication.StartAsync(Echo, CancellationToken.None, new ENetEndPoint(IPAddress.Loopback, port)), Throws.InstanceOf<IOException>().With.Message.Contains($"127.0.0.1:{port}"));
    }

    [Test]
    public void Without_the_service_the_error_says_what_to_call()
    {
        var kestrel = new KestrelServerOptions { ApplicationServices = new ServiceCollection().BuildServiceProvider() };
        Assert.That(() => kestrel.ListenENet(0), Throws.InvalidOperationException.With.Message.Contains("AddENetListener()"));
    }

    [Test]
    public void A_transport_that_would_take_the_end_point_is_told()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddENetListener();
        builder.Services.AddSingleton<IConnectionListenerFactory, Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets.SocketTransportFactory>();
        using ServiceProvider services = builder.Services.BuildServiceProvider();
        var kestrel = new KestrelServerOptions { ApplicationServices = services };
        Assert.That(() => kestrel.ListenENet(0), Throws.InvalidOperationException.With.Message.Contains("SocketTransportFactory would take"));
    }

    [Test]
    public void Options_out_of_range_are_refused_where_they_are_given()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddENetListener();
        using ServiceProvider services = builder.Services.BuildServiceProvider();
        var kestrel = new KestrelServerOptions { ApplicationServices = services };
        ENetEndPoint[] wrong =
        [
            new(IPAddress.Any, 0) { DrainTime = TimeSpan.FromTicks(-1) },
            new(IPAddress.Any, 0) { Host = new ENetHostOptions { PeerLimit = 0 } },
            new(IPAddress.Any, 0) { Runner = new ENetRunnerOptions { Completions = ENetCompletions.Pumped } },
            new(IPAddress.Any, 0) { Runner = new ENetRunnerOptions { SendQueueBytes = 0 } },
            new(IPAddress.Any, 0) { Stream = new ENetStreamOptions { MessageBytes = 0 } },
            new(IPAddress.Any, 0) { Host = new ENetHostOptions { MaximumPacketBytes = 4 } },
            new(IPAddress.Any, 0) { Host = null! },
            new(IPAddress.Any, 0) { Runner = null! },
            new(IPAddress.Any, 0) { Stream = null! },
        ];
        foreach (ENetEndPoint endPoint in wrong) Assert.That(() => kestrel.ListenENet(endPoint), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => kestrel.ListenENet(null!), Throws.ArgumentNullException);
        Assert.That(() => ((KestrelServerOptions)null!).ListenENet(0), Throws.ArgumentNullException);
    }

    private static async Task UntilItIsLeft(ENetConnection connection, CancellationToken token)
    {
        await foreach (ENetMessage message in connection.ReadAllAsync(token)) message.Dispose();
        Assert.That(connection.Ending?.Reason, Is.EqualTo(ENetDisconnectReason.Remote));
    }

    private static async Task Echo(ConnectionContext context)
    {
        while (true)
        {
            ReadResult read = await context.Transport.Input.ReadAsync();
            foreach (ReadOnlyMemory<byte> part in read.Buffer) await context.Transport.Output.WriteAsync(part);
            context.Transport.Input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return;
        }
    }

    private static int FreePort()
    {
        using var tcp = new TcpListener(IPAddress.Loopback, 0);
        tcp.Start();
        return ((IPEndPoint)tcp.LocalEndpoint).Port;
    }
}
