using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;

namespace ManagedENet.Tests.Runner;

/// <summary>Where code goes on that awaits a runner, and what becomes of it when nobody waits any more.</summary>
[CancelAfter(120_000)]
public sealed class RunnerCompletionTests
{
    private static readonly IPEndPoint Anywhere = new(IPAddress.Loopback, 0);

    [Test]
    public async Task Pumped_everything_goes_on_where_it_is_pumped_and_nowhere_else(CancellationToken token)
    {
        // With a context of its own a thread lets nothing of ConfigureAwait(false) go on there.
        SynchronizationContext.SetSynchronizationContext(null);
        await using ENetHostRunner server = ENetHostRunner.Start(Anywhere);
        ENetHostRunner client = ENetHostRunner.Start(null, runner: new ENetRunnerOptions { Completions = ENetCompletions.Pumped });
        ValueTask<ENetConnection> accepting = server.AcceptAsync(token);
        var threads = new HashSet<int>();
        Task<ENetConnection> connecting = Connect();
        Task<int> receiving = Receive();
        int main = Environment.CurrentManagedThreadId;
        while (!connecting.IsCompleted)
        {
            token.ThrowIfCancellationRequested();
            client.Pump();
            Thread.Yield();
        }

        ENetConnection atServer = accepting.AsTask().Result;
        for (int i = 0; i < 100; i++) Assert.That(atServer.TrySend(0, [1], ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.Queued));
        while (!receiving.IsCompleted)
        {
            token.ThrowIfCancellationRequested();
            client.Pump(maximum: 3);
            Thread.Yield();
        }

        Assert.That((receiving.Result, threads), Is.EqualTo((100, new HashSet<int> { main })).Using<HashSet<int>>((one, other) => one.SetEquals(other)));
        await client.DisposeAsync();

        async Task<ENetConnection> Connect()
        {
            ENetConnection connection = await client.ConnectAsync(server.LocalEndPoint, null, token).ConfigureAwait(false);
            threads.Add(Environment.CurrentManagedThreadId);
            return connection;
        }

        async Task<int> Receive()
        {
            ENetConnection connection = await connecting.ConfigureAwait(false);
            int count = 0;
            for (; count < 100; count++)
            {
                using ENetMessage message = await connection.ReceiveAsync(token).ConfigureAwait(false);
                threads.Add(Environment.CurrentManagedThreadId);
            }

            return count;
        }
    }

    [Test]
    public async Task Inline_code_goes_on_on_the_network_thread_and_may_send_from_there(CancellationToken token)
    {
        await using ENetHostRunner server = ENetHostRunner.Start(Anywhere, runner: new ENetRunnerOptions { Completions = ENetCompletions.Inline, ThreadName = "network of the test" });
        await using ENetHostRunner client = ENetHostRunner.Start(null);
        string? name = null;
        Task echoing = Echo();
        await using ENetConnection atClient = await client.ConnectAsync(server.LocalEndPoint, null, token);
        for (int i = 0; i < 50; i++)
        {
            await atClient.SendAsync(0, new[] { (byte)i }, ENetPacketFlags.Reliable, token);
            using ENetMessage message = await atClient.ReceiveAsync(token);
            Assert.That(message.Span[0], Is.EqualTo(i));
        }

        await atClient.DisconnectAsync(cancellationToken: token);
        await echoing;
        Assert.That(name, Is.EqualTo("network of the test"));

        async Task Echo()
        {
            ENetConnection connection = await server.AcceptAsync(token).ConfigureAwait(false);
            await foreach (ENetMessage message in connection.ReadAllAsync(token).ConfigureAwait(false))
            {
                name = Thread.CurrentThread.Name;
                using (message) await connection.SendAsync(0, message.Memory, ENetPacketFlags.Reliable, token).ConfigureAwait(false);
            }
        }
    }

    [Test]
    public async Task A_send_that_waits_for_room_may_be_given_up_and_those_behind_it_go_on(CancellationToken token)
    {
        await using ENetHostRunner server = ENetHostRunner.Start(Anywhere, runner: new ENetRunnerOptions { ReceiveQueueLength = 4 });
        await using ENetHostRunner client = ENetHostRunner.Start(null, null, new ENetRunnerOptions { SendQueueBytes = 500_000 });
        ValueTask<ENetConnection> accepting = server.AcceptAsync(token);
        await using ENetConnection atClient = await client.ConnectAsync(server.LocalEndPoint, null, token);
        await using ENetConnection atServer = await accepting;

        int queued = 0;
        ValueTask second;
        // Until the queue is full and two wait for room in it.
        await using (new Standstill(client))
        {
            byte[] payload = new byte[100_000];
            for (; atClient.TrySend(0, payload, ENetPacketFlags.Reliable) == ENetSendResult.Queued; queued++) payload[0] = (byte)(queued + 1);
            using var given = new CancellationTokenSource();
            byte[] lost = new byte[100_000];
            ValueTask first = atClient.SendAsync(0, lost, ENetPacketFlags.Reliable, given.Token);
            byte[] last = new byte[100_000];
            last[0] = (byte)queued;
            second = atClient.SendAsync(0, last, ENetPacketFlags.Reliable, token);
            Assert.That((queued, first.IsCompleted, second.IsCompleted), Is.EqualTo((4, false, false)));
            await given.CancelAsync();
            Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
            lost.AsSpan().Fill(77);
        }

        for (int i = 0; i <= queued; i++)
        {
            using ENetMessage message = await atServer.ReceiveAsync(token);
            Assert.That((message.Length, message.Span[0]), Is.EqualTo((100_000, (byte)i)));
        }

        await second;
    }

    [Test]
    public async Task Whoever_asks_when_nobody_accepts_is_told_that_the_host_is_full_and_comes_in_later(CancellationToken token)
    {
        await using ENetHostRunner server = ENetHostRunner.Start(Anywhere, runner: new ENetRunnerOptions { AcceptQueueLength = 4 });
        await using ENetHostRunner client = ENetHostRunner.Start(null);
        for (int i = 0; i < 4; i++) await client.ConnectAsync(server.LocalEndPoint, null, token);
        Assert.That(async () => await client.ConnectAsync(server.LocalEndPoint, null, token), Throws.InstanceOf<ENetConnectException>().With.Property(nameof(ENetConnectException.Reason)).EqualTo(ENetDisconnectReason.HostFull));
        for (int i = 0; i < 3; i++) await server.AcceptAsync(token);
        await server.InvokeAsync(static (_, _) => 0, 0, token);
        await client.ConnectAsync(server.LocalEndPoint, null, token);
    }

    [Test]
    public async Task Of_a_crowd_that_asks_at_once_everybody_who_is_told_that_it_is_in_stays_and_the_others_are_told_that_the_host_is_full(CancellationToken token)
    {
        await using ENetHostRunner server = ENetHostRunner.Start(Anywhere, new ENetHostOptions { PeerLimit = 200 }, new ENetRunnerOptions { AcceptQueueLength = 8 });
        await using ENetHostRunner client = ENetHostRunner.Start(null, new ENetHostOptions { PeerLimit = 200 });
        Task<ENetConnection>[] asking = [.. Enumerable.Range(0, 100).Select(_ => client.ConnectAsync(server.LocalEndPoint, null, token).AsTask())];
        var connected = new List<ENetConnection>();
        foreach (Task<ENetConnection> one in asking)
        {
            try
            {
                connected.Add(await one);
            }
            catch (ENetConnectException e) when (e.Reason == ENetDisconnectReason.HostFull)
            {
                // It was told at once, and not after it had been let in.
            }
        }

        for (int i = 0; i < connected.Count; i++)
        {
            ENetConnection atServer = await server.AcceptAsync(token);
            await atServer.SendAsync(0, new byte[1], ENetPacketFlags.Reliable, token);
        }

        foreach (ENetConnection one in connected)
        {
            using ENetMessage message = await one.ReceiveAsync(token);
            Assert.That(one.Ending, Is.Null);
        }

        Assert.That(connected, Has.Count.GreaterThanOrEqualTo(8));
    }

    [Test]
    public async Task What_waits_when_a_runner_stops_is_told_so(CancellationToken token)
    {
        await using ENetHostRunner server = ENetHostRunner.Start(Anywhere);
        ENetHostRunner client = ENetHostRunner.Start(null);
        ValueTask<ENetConnection> accepting = server.AcceptAsync(token);
        ENetConnection atClient = await client.ConnectAsync(server.LocalEndPoint, null, token);
        ENetConnection atServer = await accepting;
        Task[] waiting =
        [
            atClient.ReceiveAsync(token).AsTask(),
            client.AcceptAsync(token).AsTask(),
            client.ConnectAsync(new IPEndPoint(IPAddress.Loopback, 9), null, token).AsTask(),
        ];
        await client.DisposeAsync();
        foreach (Task task in waiting) Assert.That(async () => await task, Throws.Exception.Not.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await atClient.SendAsync(0, new byte[1], ENetPacketFlags.None, token), Throws.InstanceOf<ENetDisconnectedException>());
        Assert.That(async () => await client.ConnectAsync(server.LocalEndPoint, null, token), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(async () => await atServer.ReceiveAsync(token), Throws.InstanceOf<ENetDisconnectedException>());
        await atClient.DisposeAsync();
        await client.DisposeAsync();
    }

    [Test]
    public async Task Everybody_who_asks_for_a_confirmation_gets_one(CancellationToken token)
    {
        await using ENetHostRunner server = ENetHostRunner.Start(Anywhere);
        await using ENetHostRunner client = ENetHostRunner.Start(null, runner: new ENetRunnerOptions { SendQueueBytes = 1_000 });
        ValueTask<ENetConnection> accepting = server.AcceptAsync(token);
        await using ENetConnection atClient = await client.ConnectAsync(server.LocalEndPoint, null, token);
        await using ENetConnection atServer = await accepting;
        Task<ENetDelivery>[] confirmed = [.. Enumerable.Range(0, 200).Select(i => atClient.SendAndConfirmAsync(0, BitConverter.GetBytes(i), token).AsTask())];
        for (int i = 0; i < 200; i++)
        {
            using ENetMessage message = await atServer.ReceiveAsync(token);
            Assert.That(BitConverter.ToInt32(message.Span), Is.EqualTo(i));
        }

        await Task.WhenAll(confirmed);
    }

    [Test]
    public async Task Who_still_asks_when_a_runner_stops_is_told_at_once_and_holds_nothing_up(CancellationToken token)
    {
        ENetHostRunner client = ENetHostRunner.Start(null);
        Task<ENetConnection> asking = client.ConnectAsync(new IPEndPoint(IPAddress.Loopback, 9), null, token).AsTask();
        await client.InvokeAsync(static (_, _) => 0, 0, token);
        // An hour would be longer than this test may take.
        await client.StopAsync(TimeSpan.FromHours(1), token);
        Assert.That(async () => await asking, Throws.InstanceOf<ENetConnectException>().With.Property(nameof(ENetConnectException.Reason)).EqualTo(ENetDisconnectReason.Local));
    }

    [Test]
    public async Task Whoever_gives_up_while_it_is_let_in_leaves_nothing_behind_at_either_end(CancellationToken token)
    {
        await using ENetHostRunner server = ENetHostRunner.Start(Anywhere);
        await using ENetHostRunner client = ENetHostRunner.Start(null);
        var accepted = new List<ENetConnection>();
        Task accepting = Accept();
        var random = new Random(7);
        int connected = 0;
        for (int i = 0; i < 300; i++)
        {
            using var given = CancellationTokenSource.CreateLinkedTokenSource(token);
            Task<ENetConnection> asking = client.ConnectAsync(server.LocalEndPoint, null, given.Token).AsTask();
            for (int turns = random.Next(40); turns > 0; turns--) await client.InvokeAsync(static (_, _) => 0, 0, token);
            await given.CancelAsync();
            try
            {
                await (await asking).DisposeAsync();
                connected++;
            }
            catch (OperationCanceledException)
            {
                // It was given up.
            }
        }

        Assert.That(await client.InvokeAsync(static (host, _) => InUse(host), 0, token), Is.Zero);
        await server.StopAsync(TimeSpan.FromSeconds(30), token);
        await accepting;
        Assert.That((accepted.Count >= connected, accepted.All(static connection => connection.Ending is not null)), Is.EqualTo((true, true)), $"{accepted.Count} were accepted, {connected} had connected");
        TestContext.Out.WriteLine($"{connected} of 300 connected, {accepted.Count} accepted");

        async Task Accept()
        {
            await foreach (ENetConnection connection in server.AcceptAllAsync(token).ConfigureAwait(false)) accepted.Add(connection);
        }
    }

    [Test]
    public async Task What_a_posted_action_throws_while_a_runner_closes_ends_it_all_the_same(CancellationToken token)
    {
        ENetHostRunner runner = ENetHostRunner.Start(Anywhere);
        using var inside = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        ValueTask<int> held = runner.InvokeAsync(
            (host, _) =>
            {
                inside.Release();
                go.Wait(token);
                // The runner stops after this one, and these are done while it closes.
                host.Post(static (_, _) => throw new InvalidTimeZoneException("posted"), 0);
                return 0;
            },
            0,
            token);
        await inside.WaitAsync(token);
        ValueTask stopping = runner.StopAsync(TimeSpan.Zero, token);
        go.Release();
        await held;
        Assert.That(async () => await stopping, Throws.InstanceOf<InvalidTimeZoneException>());
        Assert.That(runner.Completion.IsFaulted, Is.True);
        await runner.DisposeAsync();
    }

    private static int InUse(ENetHost host)
    {
        int count = 0;
        foreach (ENetPeer peer in host.Peers) count += peer.State == ENetPeerState.Disconnected ? 0 : 1;
        return count;
    }
}
