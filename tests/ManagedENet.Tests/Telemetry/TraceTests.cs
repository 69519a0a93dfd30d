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
        var stopped = new ConcurrentQueue<Activity>();
        using ActivityListener listener = Listen(stopped);
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

    [Test]
    public async Task A_stream_is_an_activity_until_both_of_its_directions_are_over_and_no_part_of_what_its_opener_does_next(CancellationToken token)
    {
        var stopped = new ConcurrentQueue<Activity>();
        using ActivityListener listener = Listen(stopped);
        await using ENetHostRunner server = ENetHostRunner.Start(new IPEndPoint(IPAddress.Loopback, 0));
        await using ENetHostRunner client = ENetHostRunner.Start(null);
        ENetConnection near = await client.ConnectAsync(server.LocalEndPoint, new ENetConnectOptions { ChannelCount = 3 }, token);
        ENetConnection far = await server.AcceptAsync(token);
        using var work = new Activity("work");
        work.Start();
        ENetChannelStream[] opened = [near.OpenStream(0), near.OpenStream(1), near.OpenStream(2)];
        ENetChannelStream[] others = [far.OpenStream(0), far.OpenStream(1), far.OpenStream(2)];
        Assert.That(Activity.Current, Is.SameAs(work));

        // In order: only when the second direction is over.
        opened[0].CompleteWrites();
        await opened[0].WritesClosed.WaitAsync(token);
        Assert.That(Of(0), Is.Empty);
        others[0].CompleteWrites();
        await opened[0].ReadsClosed.WaitAsync(token);
        others[1].Abort(7);
        Assert.That(async () => await opened[1].ReadsClosed.WaitAsync(token), Throws.InstanceOf<ENetStreamAbortedException>());
        await far.DisconnectAsync(how: ENetLeave.Immediately, cancellationToken: token);
        Assert.That(async () => await opened[2].ReadsClosed.WaitAsync(token), Throws.InstanceOf<System.IO.IOException>());
        Assert.That(async () => await opened[2].WritesClosed.WaitAsync(token), Throws.InstanceOf<System.IO.IOException>());
        Assert.That(async () => await opened[1].WritesClosed.WaitAsync(token), Throws.InstanceOf<ENetStreamAbortedException>());
        Assert.That(
            new[] { Of(0), Of(1), Of(2) }.Select(static ones => ones.Select(static one => (one.Kind, one.Status, one.GetTagItem("error.type") as string, one.GetTagItem("network.peer.address") as string)).Single()),
            Is.EqualTo(new[]
            {
                (ActivityKind.Internal, ActivityStatusCode.Unset, null, "127.0.0.1"),
                (ActivityKind.Internal, ActivityStatusCode.Error, "aborted", "127.0.0.1"),
                (ActivityKind.Internal, ActivityStatusCode.Error, "disconnected", "127.0.0.1"),
            }));
        Assert.That(stopped.Where(one => one.OperationName == "enet.stream").Select(static one => one.Parent?.OperationName), Has.All.EqualTo("work"));

        Activity[] Of(int channel) => [.. stopped.Where(one => one.OperationName == "enet.stream" && Equals(one.GetTagItem("enet.channel"), channel) && Equals(one.GetTagItem("network.peer.port"), server.LocalEndPoint.Port))];
    }

    private static ActivityListener Listen(ConcurrentQueue<Activity> stopped)
    {
        if (LibraryTarget.IsNetStandard) Assert.Ignore("netstandard2.1 has no activities.");
        var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "ManagedENet",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
