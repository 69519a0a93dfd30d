using System.Collections.Concurrent;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Tests.Support;

namespace ManagedENet.Tests.Telemetry;

/// <summary>What a collector of traces sees of a runner that connects.</summary>
[CancelAfter(60_000)]
public sealed class TraceTests
{
    [Test]
    public async Task An_attempt_to_connect_is_an_activity_with_its_end(CancellationToken token)
    {
        if (LibraryTarget.IsNetStandard) Assert.Ignore("netstandard2.1 has no activities.");
        var stopped = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "ManagedENet",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using ENetHostRunner server = ENetHostRunner.Start(new IPEndPoint(IPAddress.Loopback, 0));
        await using ENetHostRunner client = ENetHostRunner.Start(null);
        int port = server.LocalEndPoint.Port;
        await client.ConnectAsync(server.LocalEndPoint, null, token);
        await server.InvokeAsync(static (host, _) => host.AcceptsConnections = false, 0, token);
        Assert.That(async () => await client.ConnectAsync(server.LocalEndPoint, null, token), Throws.InstanceOf<ENetConnectException>());
        Activity[] seen = [.. stopped.Where(one => one.GetTagItem("server.port") is int at && at == port)];
        Assert.That(
            seen.Select(static one => (one.OperationName, one.Kind, one.Status, one.GetTagItem("error.type") as string, one.GetTagItem("server.address") as string)),
            Is.EqualTo(new[] { ("enet.connect", ActivityKind.Client, ActivityStatusCode.Unset, null, "127.0.0.1"), ("enet.connect", ActivityKind.Client, ActivityStatusCode.Error, "host_full", "127.0.0.1") }));
    }
}
