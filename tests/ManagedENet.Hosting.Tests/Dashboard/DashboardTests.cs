using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ManagedENet.Hosting.Tests.Dashboard;

/// <summary>The dashboard shows the servers to whoever may look, and costs as much as one look a second however many do.</summary>
[CancelAfter(120_000)]
public sealed class DashboardTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Test]
    public async Task The_page_is_one_file_that_asks_for_nothing_elsewhere(CancellationToken token)
    {
        await using DashboardApplication application = await DashboardApplication.StartAsync(token);
        foreach (string path in (string[])["/enet", "/enet/"])
        {
            using HttpResponseMessage response = await application.Http.GetAsync(path, token);
            string page = await response.Content.ReadAsStringAsync(token);
            Assert.That((response.StatusCode, response.Content.Headers.ContentType!.ToString()), Is.EqualTo((HttpStatusCode.OK, "text/html; charset=utf-8")));
            Assert.That(page, Does.Contain("<title>ENet</title>").And.Not.Contain("src=").And.Not.Contain("@import").And.Not.Contain("url("));
            // The name of SVG, which nobody fetches.
            Assert.That(page.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), Does.Not.Contain("://"));
            Assert.That(response.Headers.GetValues("Content-Security-Policy").Single(), Does.StartWith("default-src 'none'; script-src 'sha256-").And.Contain("frame-ancestors 'none'"));
        }
    }

    [Test]
    public async Task A_sample_has_the_servers_their_totals_and_their_peers(CancellationToken token)
    {
        await using DashboardApplication application = await DashboardApplication.StartAsync(token);
        await using ENetHostRunner client = ENetHostRunner.Start(null);
        await using ENetConnection connection = await client.ConnectAsync(application.Server.LocalEndPoint, new ENetConnectOptions { ChannelCount = 3 }, token);
        await connection.SendAndConfirmAsync(0, new byte[1_000], token);
        using EventReader events = await application.WatchAsync(token);
        Assert.That((events.Response.Content.Headers.ContentType!.MediaType, events.Response.Headers.CacheControl!.NoStore), Is.EqualTo(("text/event-stream", true)));
        (string name, JsonElement history) = (await events.NextAsync(token))!.Value;
        Assert.That((name, history.ValueKind), Is.EqualTo(("history", JsonValueKind.Array)));
        JsonElement server = (await events.SampleAsync(token)).GetProperty("servers").EnumerateArray().Single();
        Assert.That((server.GetProperty("name").GetString(), server.GetProperty("endPoint").GetString(), server.GetProperty("state").GetString()), Is.EqualTo(("ENet", $"{application.Server.LocalEndPoint}", "running")));
        Assert.That((server.GetProperty("peers").GetInt32(), server.GetProperty("peerLimit").GetInt32()), Is.EqualTo((1, 64)));
        Assert.That(server.GetProperty("receivedBytes").GetInt64(), Is.GreaterThan(1_000));
        JsonElement peer = server.GetProperty("list").EnumerateArray().Single();
        Assert.That(peer.GetProperty("address").GetString(), Is.EqualTo($"127.0.0.1:{client.LocalEndPoint.Port}"));
        Assert.That((peer.GetProperty("channels").GetInt32(), peer.GetProperty("receivedBytes").GetInt64() > 1_000, peer.GetProperty("roundTripMs").GetDouble() >= 0), Is.EqualTo((3, true, true)));
        Assert.That(peer.TryGetProperty("connectId", out _), Is.False, "whoever knows it can forge");
    }

    [Test]
    public async Task What_is_dropped_is_told_by_its_reason(CancellationToken token)
    {
        await using DashboardApplication application = await DashboardApplication.StartAsync(token);
        using var stranger = new System.Net.Sockets.UdpClient();
        await stranger.SendAsync(new byte[] { 1 }, application.Server.LocalEndPoint, token);
        using EventReader events = await application.WatchAsync(token);
        JsonElement drops;
        do drops = (await events.SampleAsync(token)).GetProperty("servers")[0].GetProperty("drops");
        while (!drops.EnumerateObject().Any());
        Assert.That(drops.GetProperty(nameof(DropReason.TruncatedHeader)).GetInt64(), Is.EqualTo(1));
    }

    [Test]
    public async Task All_who_watch_share_one_look_a_second_and_nobody_s_watching_looks_at_nothing(CancellationToken token)
    {
        var time = new ManualTime();
        await using DashboardApplication application = await DashboardApplication.StartAsync(token, time: time);
        Assert.That(time.TimersMade, Is.Zero);
        using EventReader first = await application.WatchAsync(token);
        await first.NextAsync(token);
        // The first look may have been told before the first viewer listened.
        using EventReader second = await application.WatchAsync(token);
        await second.NextAsync(token);
        long[] seen = new long[2];
        for (int i = 0; i < 3; i++)
        {
            Task<JsonElement> next = first.SampleAsync(token);
            while (!next.IsCompleted)
            {
                time.Advance(Second);
                await Task.WhenAny(next, Task.Run(Thread.Yield, token));
            }

            seen[0] = (await next).GetProperty("t").GetInt64();
        }

        while (seen[1] < seen[0]) seen[1] = (await second.SampleAsync(token)).GetProperty("t").GetInt64();
        Assert.That(seen[1], Is.EqualTo(seen[0]), "the same look");
        Assert.That(time.TimersMade, Is.EqualTo(1));
    }

    [Test]
    public async Task One_viewer_too_many_is_told_so_and_has_a_place_when_another_goes(CancellationToken token)
    {
        await using DashboardApplication application = await DashboardApplication.StartAsync(token, options => options.MostViewers = 2);
        EventReader first = await application.WatchAsync(token);
        using EventReader second = await application.WatchAsync(token);
        using (HttpResponseMessage refused = await application.Http.GetAsync("/enet/events", token))
        {
            Assert.That((refused.StatusCode, await refused.Content.ReadAsStringAsync(token)), Is.EqualTo((HttpStatusCode.ServiceUnavailable, "2 browsers watch the ENet dashboard already, which is the most that MostViewers allows.")));
            Assert.That(refused.Headers.RetryAfter, Is.Not.Null);
        }

        using (HttpResponseMessage page = await application.Http.GetAsync("/enet", token)) Assert.That(page.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        first.Dispose();
        HttpStatusCode status = HttpStatusCode.ServiceUnavailable;
        while (status == HttpStatusCode.ServiceUnavailable)
        {
            using HttpResponseMessage again = await application.Http.GetAsync("/enet/events", HttpCompletionOption.ResponseHeadersRead, token);
            status = again.StatusCode;
        }

        Assert.That(status, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("192.0.2.7", "localhost", null, null, TestName = "From another machine")]
    [TestCase("::ffff:192.0.2.7", "localhost", null, null, TestName = "From another machine, mapped")]
    [TestCase(null, "localhost", null, null, TestName = "From nobody knows where")]
    [TestCase("127.0.0.1", "localhost", "X-Forwarded-For", "192.0.2.7", TestName = "Through a proxy of this machine")]
    [TestCase("127.0.0.1", "localhost", "Forwarded", "for=192.0.2.7", TestName = "Through a proxy that says so as it should")]
    [TestCase("127.0.0.1", "evil.example", null, null, TestName = "Under a name that leads here")]
    [TestCase("127.0.0.1", "127.0.0.1.evil.example", null, null, TestName = "Under a name that looks like this machine")]
    [TestCase("127.0.0.1", "", null, null, TestName = "Without a name")]
    public void Whoever_is_not_on_this_machine_is_not_local(string? remote, string host, string? header, string? value) => Assert.That(LocalCaller.Is(Request(remote, host, header, value)), Is.False);

    [TestCase("127.0.0.1", "localhost")]
    [TestCase("127.0.0.9", "LOCALHOST:5000")]
    [TestCase("::1", "[::1]:5000")]
    [TestCase("::ffff:127.0.0.1", "127.0.0.1:80")]
    public void Whoever_is_on_this_machine_is_local(string remote, string host) => Assert.That(LocalCaller.Is(Request(remote, host, null, null)));

    [TestCase("/enet")]
    [TestCase("/enet/events")]
    public async Task Others_are_refused_page_and_events_unless_the_options_let_them_in(string path, CancellationToken token)
    {
        static void FromElsewhere(WebApplication web) => web.Use((context, next) =>
        {
            context.Connection.RemoteIpAddress = IPAddress.Parse("192.0.2.7");
            return next(context);
        });
        await using DashboardApplication closed = await DashboardApplication.StartAsync(token, before: FromElsewhere);
        using HttpResponseMessage refused = await closed.Http.GetAsync(path, token);
        Assert.That((refused.StatusCode, await refused.Content.ReadAsStringAsync(token)), Is.EqualTo((HttpStatusCode.Forbidden, await refused.Content.ReadAsStringAsync(token))));
        Assert.That(await refused.Content.ReadAsStringAsync(token), Does.Contain("LoopbackOnly"));
        await using DashboardApplication open = await DashboardApplication.StartAsync(token, options => options.LoopbackOnly = false, before: FromElsewhere);
        using HttpResponseMessage welcome = await open.Http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, token);
        Assert.That(welcome.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Conventions_hold_for_the_page_and_for_its_events(CancellationToken token)
    {
        await using DashboardApplication application = await DashboardApplication.StartAsync(token, conventions: dashboard => dashboard.WithMetadata("a convention"));
        Endpoint[] endpoints = [.. application.Web.Services.GetRequiredService<EndpointDataSource>().Endpoints];
        Assert.That(endpoints, Has.Length.EqualTo(2));
        Assert.That(endpoints.Select(endpoint => endpoint.Metadata.GetMetadata<string>()), Has.All.EqualTo("a convention"));
    }

    [Test]
    public async Task An_application_that_stops_lets_its_viewers_go(CancellationToken token)
    {
        await using DashboardApplication application = await DashboardApplication.StartAsync(token);
        using EventReader events = await application.WatchAsync(token);
        await events.SampleAsync(token);
        await application.Web.StopAsync(token);
        while (await events.NextAsync(token) is not null) Assert.That(token.IsCancellationRequested, Is.False);
    }

    [Test]
    public async Task A_server_that_has_stopped_is_shown_as_stopped(CancellationToken token)
    {
        await using DashboardApplication application = await DashboardApplication.StartAsync(token);
        using EventReader events = await application.WatchAsync(token);
        await events.SampleAsync(token);
        await application.Server.Runner.StopAsync(TimeSpan.Zero, token);
        string? state;
        do state = (await events.SampleAsync(token)).GetProperty("servers")[0].GetProperty("state").GetString();
        while (state == "running");
        Assert.That(state, Is.EqualTo("stopped"));
    }

    [Test]
    public void Options_out_of_range_are_refused()
    {
        foreach (int viewers in (int[])[0, -1, 1_001])
        {
            Assert.That(async () => await DashboardApplication.StartAsync(CancellationToken.None, options => options.MostViewers = viewers), Throws.InstanceOf<ArgumentOutOfRangeException>());
        }
    }

    [Test]
    public async Task A_sample_has_two_hundred_peers_at_most_and_says_how_many_there_are(CancellationToken token)
    {
        const int peers = 230;
        await using DashboardApplication application = await DashboardApplication.StartAsync(token, build: builder =>
        {
            builder.Configuration["ENet:Host:PeerLimit"] = "300";
            builder.Configuration["ENet:Runner:AcceptQueueLength"] = "300";
        });
        await using ENetHostRunner client = ENetHostRunner.Start(null, new ENetHostOptions { PeerLimit = peers });
        await Task.WhenAll(Enumerable.Range(0, peers).Select(_ => client.ConnectAsync(application.Server.LocalEndPoint, null, token).AsTask()));
        using EventReader events = await application.WatchAsync(token);
        JsonElement server;
        // The last of them have connected when their acknowledgements are there.
        do server = (await events.SampleAsync(token)).GetProperty("servers")[0];
        while (server.GetProperty("peers").GetInt32() < peers);
        Assert.That((server.GetProperty("peers").GetInt32(), server.GetProperty("list").GetArrayLength()), Is.EqualTo((peers, 200)));
    }

    private static DefaultHttpContext Request(string? remote, string host, string? header, string? value)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = remote is null ? null : IPAddress.Parse(remote);
        context.Request.Host = new HostString(host);
        if (header is not null) context.Request.Headers[header] = value;
        return context;
    }
}
