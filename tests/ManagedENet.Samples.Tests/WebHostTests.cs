using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Hosting.Tests.Dashboard;
using ManagedENet.Interop.Processes;

namespace ManagedENet.Samples.Tests;

/// <summary>The web application of the samples.</summary>
[TestFixture]
[CancelAfter(300_000)]
public sealed partial class WebHostTests : SampleFixture
{
    [Test]
    public async Task Both_servers_echo_and_health_and_dashboard_tell_of_the_peer(CancellationToken token)
    {
        ChildProcess host = Start("WebHost", SampleReadme.Arguments("WebHost", "", ("5000", "0"), ("7777", "0"), ("7778", "0")));
        string ready = host.AwaitLine("ready on port ", Patience);
        Match ports = Ports().Match(ready);
        Assert.That(ports.Success, Is.True, host.Transcript);
        await using ENetHostRunner runner = ENetHostRunner.Start(listenAt: null, new ENetHostOptions { ConnectTimeout = Patience });
        await using ENetConnection messages = await runner.ConnectAsync(At(ports, "messages"), new ENetConnectOptions { ChannelCount = 2 }, token);
        await messages.SendAsync(1, "hello"u8.ToArray(), ENetPacketFlags.Reliable, token);
        using (ENetMessage answer = await messages.ReceiveAsync(token)) Assert.That((answer.Channel, answer.Span.SequenceEqual("hello"u8)), Is.EqualTo(((byte)1, true)));

        await using ENetConnection connection = await runner.ConnectAsync(At(ports, "streams"), null, token);
        await using ENetChannelStream stream = connection.OpenStream(0);
        byte[] sent = new byte[100_000];
        Random.Shared.NextBytes(sent);
        await stream.WriteAsync(sent, token);
        byte[] back = new byte[sent.Length];
        await stream.ReadExactlyAsync(back, token);
        Assert.That(back, Is.EqualTo(sent));

        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{ports.Groups["http"].Value}"), Timeout = Timeout.InfiniteTimeSpan };
        Assert.That(await http.GetStringAsync("/health", token), Is.EqualTo("Healthy"));
        Assert.That(await http.GetStringAsync("/enet", token), Does.Contain("<title>ENet</title>"));
        await AssertNamedAsync(http, runner.LocalEndPoint.Port, token);

        Send(PosixSignal.SIGTERM, host);
        Assert.That(await stream.ReadAsync(back, token), Is.Zero, "the stream ends in order");
        Assert.That((await EndOf(messages, token), await EndOf(connection, token)), Is.EqualTo((ENetDisconnectReason.Remote, ENetDisconnectReason.Remote)), host.Transcript);
        Assert.That(host.AwaitExit(Patience), Is.Zero, host.Transcript);
    }

    private static async Task AssertNamedAsync(HttpClient http, int port, CancellationToken token)
    {
        HttpResponseMessage response = await http.GetAsync("/enet/events", HttpCompletionOption.ResponseHeadersRead, token);
        using var events = new EventReader(response, await response.Content.ReadAsStreamAsync(token));
        JsonElement[] servers;
        do servers = [.. (await events.SampleAsync(token)).GetProperty("servers").EnumerateArray()];
        while (!servers.All(server => server.TryGetProperty("list", out _)));
        Assert.That(servers, Has.Length.EqualTo(2));
        foreach (JsonElement server in servers)
        {
            Assert.That(server.GetProperty("list").EnumerateArray().Single().GetProperty("address").GetString(), Is.EqualTo($"127.0.0.1:{port}"), $"{server}");
        }
    }

    private static async Task<ENetDisconnectReason?> EndOf(ENetConnection connection, CancellationToken token)
    {
        var closed = new TaskCompletionSource();
        await using CancellationTokenRegistration registration = connection.Closed.Register(() => closed.TrySetResult());
        await closed.Task.WaitAsync(token);
        return connection.Ending?.Reason;
    }

    private static IPEndPoint At(Match ports, string name) => new(IPAddress.Loopback, int.Parse(ports.Groups[name].Value, System.Globalization.CultureInfo.InvariantCulture));

    [GeneratedRegex(@"port (?<messages>\d+),(?=.* http://127\.0\.0\.1:(?<http>\d+))(?=.* http://(\[::\]|0\.0\.0\.0):(?<streams>\d+))", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Ports();
}
