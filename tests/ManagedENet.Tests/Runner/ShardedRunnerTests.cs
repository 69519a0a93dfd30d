using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Tests.Support;

namespace ManagedENet.Tests.Runner;

/// <summary>A runner with several network threads at one port: whoever has to do with its connections notices nothing of it.</summary>
[CancelAfter(120_000)]
public sealed class ShardedRunnerTests
{
    private static readonly IPEndPoint Anywhere = new(IPAddress.Loopback, 0);

    [Test]
    public async Task Forty_clients_are_accepted_by_one_loop_and_each_gets_its_own_words_back([Values] bool maySystemDivide, [Values(ENetCompletions.ThreadPool, ENetCompletions.Inline)] ENetCompletions completions, CancellationToken token)
    {
        const int clients = 40, messages = 20;
        await using var server = new ShardedServer(2, new ENetRunnerOptions { Completions = completions }, maySystemDivide: maySystemDivide);
        Task serving = ServeAsync(server.Runner, token);
        ENetConnection[] connections = await server.ConnectAsync(clients, token);
        await Task.WhenAll(connections.Select(async (connection, number) =>
        {
            for (int i = 0; i < messages; i++)
            {
                await connection.SendAsync(0, BitConverter.GetBytes((number * messages) + i), ENetPacketFlags.Reliable, token);
                using ENetMessage echo = await connection.ReceiveAsync(token);
                Assert.That(BitConverter.ToInt32(echo.Span), Is.EqualTo((number * messages) + i));
            }
        }));
        int[] counts = await server.CountsAsync(token);
        Assert.That((counts.Sum(), counts.Min() > 0), Is.EqualTo((clients, true)), string.Join(' ', counts));
        await server.Runner.StopAsync(TimeSpan.Zero, token);
        await serving;
    }

    [Test]
    public void Ports_one_after_another_go_to_all_shards([Values(2, 3, 4, 8)] int shards)
    {
        var random = new Random(7);
        for (int i = 0; i < 2_000; i++)
        {
            var steering = new ManagedENet.Transports.PortSteering(shards, (uint)random.NextInt64(uint.MaxValue));
            int first = random.Next(1_024, 60_000);
            int[] counts = new int[shards];
            for (int port = first; port < first + (20 * shards); port++) counts[steering.Of(new ENetAddress(IPAddress.Loopback, (ushort)port))]++;
            Assert.That(counts, Has.All.InRange(1, 50), $"{i}");
        }
    }

    [Test]
    public async Task It_connects_to_whomever_it_likes_from_the_shard_that_the_answers_come_to(CancellationToken token)
    {
        await using var server = new ShardedServer(2);
        server.Runner.Resolve = static (_, _) => Task.FromResult(new[] { IPAddress.Loopback });
        ENetHostRunner[] remotes = [.. Enumerable.Range(0, 20).Select(_ => ENetHostRunner.Start(Anywhere))];
        for (int i = 0; i < remotes.Length; i++)
        {
            ENetHostRunner from = server.Runner.Shards[i % 2];
            await using ENetConnection connection = i < 10
                ? await from.ConnectAsync(remotes[i].LocalEndPoint, null, token)
                : await server.Runner.ConnectAsync("somebody.example", remotes[i].LocalEndPoint.Port, null, token);
            await using ENetConnection accepted = await remotes[i].AcceptAsync(token);
            Assert.That(accepted.RemoteEndPoint.Port, Is.EqualTo(server.Runner.LocalEndPoint.Port));
            await accepted.SendAsync(0, new[] { (byte)i }, ENetPacketFlags.Reliable, token);
            using ENetMessage message = await connection.ReceiveAsync(token);
            Assert.That(message.Span[0], Is.EqualTo(i));
        }

        long[] sent = await server.Runner.InvokeAllAsync(static (host, _) => host.Statistics.SentDatagrams, 0, token);
        Assert.That(sent, Has.All.GreaterThan(0), "each shard had some of them");
        foreach (ENetHostRunner remote in remotes) await remote.DisposeAsync();
    }

    [Test]
    public async Task On_Linux_the_kernel_divides_the_port([Values(2, 5)] int shards)
    {
        if (!LibraryTarget.HasLinuxTransport) Assert.Ignore("Elsewhere a thread does, and in the netstandard2.1 build, which cannot ask the kernel.");
        await using var server = new ShardedServer(shards);
        await using var divided = new ShardedServer(shards, maySystemDivide: false);
        Assert.That((server.Runner.Statistics.TransportName, divided.Runner.Statistics.TransportName), Is.EqualTo((server.Runner.Statistics.TransportName, "divided socket, IPv4")));
        Assert.That(server.Runner.Statistics.TransportName, Does.Not.Contain("divided"));
    }

    [Test]
    public async Task It_stops_when_the_last_of_all_shards_has_what_was_sent_and_no_shard_ends_before([Values] bool maySystemDivide, CancellationToken token)
    {
        await using var server = new ShardedServer(3, maySystemDivide: maySystemDivide);
        var all = await server.FillAsync(token);
        for (int i = 0; i < 2; i++) all.AddRange(await server.FillAsync(token));
        // Those of the first shard are done at once, then those of the last. With a socket less, half of what is on its way to the last would come to the one between.
        ILookup<int, Standstill> held = all.Where(static one => one.Shard != 0).ToLookup(static one => one.Shard, one => new Standstill(server.ClientOf(one.Server)));
        foreach (var one in all)
        {
            for (int i = 0; i < 50; i++) await one.Server.SendAsync(0, BitConverter.GetBytes(i), ENetPacketFlags.Reliable, token);
        }

        ValueTask stopping = server.Runner.StopAsync(TimeSpan.FromSeconds(60), token);
        await BeReadAsync(0);
        Assert.That(async () => await (await server.ConnectAsync(token)).DisposeAsync(), Throws.InstanceOf<ENetConnectException>(), "nobody is let in");
        Assert.That((await server.CountsAsync(token))[0], Is.Zero, "it answers and has nobody");
        await BeReadAsync(2);
        await BeReadAsync(1);
        await stopping;
        Assert.That(async () => await server.Runner.AcceptAsync(token), Throws.InstanceOf<ObjectDisposedException>());

        async Task BeReadAsync(int shard)
        {
            foreach (Standstill one in held[shard]) await one.DisposeAsync();
            foreach (var one in all.Where(one => one.Shard == shard))
            {
                await ReadAllAsync(one.Client, token);
                await UntilAsync(() => one.Server.Ending is not null, token);
            }
        }

        static async Task ReadAllAsync(ENetConnection client, CancellationToken token)
        {
            int next = 0;
            await foreach (ENetMessage message in client.ReadAllAsync(token))
            {
                using (message) Assert.That(BitConverter.ToInt32(message.Span), Is.EqualTo(next++));
            }

            Assert.That((next, client.Ending?.Reason), Is.EqualTo((50, ENetDisconnectReason.Remote)));
        }
    }

    [Test]
    public async Task Whichever_of_its_runners_is_stopped_says_goodbye_to_the_clients_of_all(CancellationToken token)
    {
        await using var server = new ShardedServer(2);
        var all = await server.FillAsync(token);
        await server.Runner.Shards[1].DisposeAsync();
        foreach (var one in all) await UntilAsync(() => one.Client.Ending is { Reason: ENetDisconnectReason.Remote }, token);
        Assert.That((server.Runner.Completion.IsCompletedSuccessfully, server.Runner.Shards.All(shard => ReferenceEquals(shard.Completion, server.Runner.Completion))), Is.EqualTo((true, true)));
    }

    [Test]
    public async Task What_is_thrown_on_one_of_its_threads_ends_all_of_them(CancellationToken token)
    {
        var approver = new Approver();
        await using var server = new ShardedServer(2, host: new ENetHostOptions { Approver = approver });
        var all = await server.FillAsync(token);
        approver.Throws = true;
        // The one who meets it is told nothing, and gives up when the test has seen what it is for.
        using var given = CancellationTokenSource.CreateLinkedTokenSource(token);
        Task<ENetConnection> asking = server.ConnectAsync(given.Token);
        Assert.That(async () => await server.Runner.Completion.WaitAsync(token), Throws.InstanceOf<InvalidTimeZoneException>());
        await given.CancelAsync();
        Assert.That(async () => await asking, Throws.Exception);
        foreach (var one in all) await UntilAsync(() => one.Client.Ending is { Reason: ENetDisconnectReason.Remote } && one.Server.Ending is not null, token);
        Assert.That(async () => await server.Runner.AcceptAsync(token), Throws.Exception);
        foreach (ENetHostRunner shard in server.Runner.Shards)
        {
            ObjectDisposedException over = (await Assert.ThrowsAsync<ObjectDisposedException>(async () => await shard.InvokeAsync(static (_, _) => 1, 0, token)))!;
            Assert.That(over.InnerException, Is.InstanceOf<InvalidTimeZoneException>());
        }
    }

    [Test]
    public async Task Streams_go_over_the_connections_of_all_shards(CancellationToken token)
    {
        await using var server = new ShardedServer(2);
        var all = await server.FillAsync(token);
        byte[] bytes = new byte[100_000];
        new Random(5).NextBytes(bytes);
        await Task.WhenAll(all.Select(async one =>
        {
            await using ENetChannelStream client = one.Client.OpenStream(0);
            await using ENetChannelStream atServer = one.Server.OpenStream(0);
            Task echoing = atServer.CopyToAsync(atServer, token).ContinueWith(_ => atServer.CompleteWrites(), token, TaskContinuationOptions.None, TaskScheduler.Default);
            Task writing = Task.Run(
                async () =>
                {
                    await client.WriteAsync(bytes, token);
                    client.CompleteWrites();
                },
                token);
            var back = new System.IO.MemoryStream();
            await client.CopyToAsync(back, token);
            await Task.WhenAll(echoing, writing);
            Assert.That(back.ToArray().AsSpan().SequenceEqual(bytes));
        }));
    }

    [Test]
    public async Task When_as_many_wait_as_may_the_doors_of_all_shards_are_shut_and_they_open_again(CancellationToken token)
    {
        await using var server = new ShardedServer(2, new ENetRunnerOptions { AcceptQueueLength = 4 });
        for (int i = 0; i < 4; i++) await server.ConnectAsync(token);
        await UntilAsync(async () => (await DoorsAsync()).All(static isOpen => !isOpen), token);
        for (int i = 0; i < 6; i++)
        {
            ENetConnectException full = (await Assert.ThrowsAsync<ENetConnectException>(async () => await server.ConnectAsync(token)))!;
            Assert.That(full.Reason, Is.EqualTo(ENetDisconnectReason.HostFull));
        }

        await server.Runner.AcceptAsync(token);
        Assert.That(await DoorsAsync(), Is.All.False);
        await server.Runner.Shards[1].AcceptAsync(token);
        Assert.That(await DoorsAsync(), Is.All.True);
        await server.FillAsync(token);

        async Task<bool[]> DoorsAsync() => await server.Runner.InvokeAllAsync(static (host, _) => host.AcceptsConnections, 0, token);
    }

    [Test]
    public async Task A_door_that_the_application_has_shut_stays_shut(CancellationToken token)
    {
        await using var server = new ShardedServer(2, new ENetRunnerOptions { AcceptQueueLength = 4 });
        for (int i = 0; i < 3; i++) await server.ConnectAsync(token);
        await server.Runner.InvokeAllAsync(static (host, _) => host.AcceptsConnections = false, 0, token);
        for (int i = 0; i < 3; i++) await server.Runner.AcceptAsync(token);
        Assert.That(await server.Runner.InvokeAllAsync(static (host, _) => host.AcceptsConnections, 0, token), Is.All.False);
    }

    [Test]
    public async Task A_shard_that_is_full_while_another_has_room_says_so([Values(ENetCompletions.ThreadPool, ENetCompletions.Inline)] ENetCompletions completions, CancellationToken token)
    {
        await using var server = new ShardedServer(2, new ENetRunnerOptions { Completions = completions }, new ENetHostOptions { PeerLimit = 2 });
        var told = new System.Collections.Concurrent.ConcurrentQueue<ENetNotice>();
        await server.Runner.InvokeAllAsync(
            static (host, told) =>
            {
                host.Notice += told.Enqueue;
                return 0;
            },
            told,
            token);
        int sentAway = 0;
        while (sentAway == 0)
        {
            try
            {
                await server.ConnectAsync(token, shard: 1);
            }
            catch (ENetConnectException e) when (e.Reason == ENetDisconnectReason.HostFull)
            {
                sentAway++;
            }
        }

        await UntilAsync(() => told.Any(static notice => notice.Kind == ENetNoticeKind.ShardFull), token);
        Assert.That(told.Single(static notice => notice.Kind == ENetNoticeKind.ShardFull).Message, Does.StartWith("Shard 1 of the port is full with 2 peers"));
        await server.ConnectAsync(token, shard: 0);
    }

    [Test]
    public async Task Pumped_all_shards_go_on_where_one_of_them_is_pumped(CancellationToken token)
    {
        SynchronizationContext.SetSynchronizationContext(null);
        await using var server = new ShardedServer(2, new ENetRunnerOptions { Completions = ENetCompletions.Pumped });
        var threads = new HashSet<int>();
        Task accepting = AcceptAsync();
        Task<ENetConnection[]> connecting = server.ConnectAsync(20, token);
        while (!accepting.IsCompleted)
        {
            token.ThrowIfCancellationRequested();
            server.Runner.Pump();
            Thread.Yield();
        }

        accepting.GetAwaiter().GetResult();
        Assert.That(threads, Is.EqualTo(new[] { Environment.CurrentManagedThreadId }));
        await connecting;

        async Task AcceptAsync()
        {
            for (int i = 0; i < 20; i++)
            {
                await server.Runner.AcceptAsync(token).ConfigureAwait(false);
                threads.Add(Environment.CurrentManagedThreadId);
            }
        }
    }

    [Test]
    public async Task Its_numbers_are_those_of_all_shards_together_also_when_it_has_stopped(CancellationToken token)
    {
        await using var server = new ShardedServer(2);
        var all = await server.FillAsync(token);
        foreach (var one in all) await one.Client.SendAndConfirmAsync(0, new byte[100], token);
        ENetStatistics[] each = await server.Runner.InvokeAllAsync(static (host, _) => host.Statistics, 0, token);
        Assert.That(server.Runner.Statistics.DeliveredPackets, Is.EqualTo(all.Count));
        Assert.That(server.Runner.Statistics.IncomingQueuedBytes + server.Runner.Statistics.OutgoingQueuedBytes, Is.GreaterThanOrEqualTo(0));
        await server.Runner.StopAsync(TimeSpan.Zero, token);
        ENetStatistics sum = server.Runner.Statistics;
        Assert.That(each.Select(static one => one.ReceivedBytes), Has.All.GreaterThan(0));
        Assert.That((sum.SentBytes, sum.SentDatagrams, sum.ReceivedBytes, sum.ReceivedDatagrams), Is.EqualTo((each.Sum(static one => one.SentBytes), each.Sum(static one => one.SentDatagrams), each.Sum(static one => one.ReceivedBytes), each.Sum(static one => one.ReceivedDatagrams))));
        Assert.That((sum.Retransmissions, sum.RetransmissionsBy(ENetLossTrigger.Timeout), sum.Drops.Total, sum.Drops[DropReason.Banned]), Is.EqualTo((each.Sum(static one => one.Retransmissions), each.Sum(static one => one.RetransmissionsBy(ENetLossTrigger.Timeout)), each.Sum(static one => one.Drops.Total), each.Sum(static one => one.Drops[DropReason.Banned]))));
        Assert.That((sum.Transport.ReceivedDatagrams, sum.TransportName), Is.EqualTo((each.Sum(static one => one.Transport.ReceivedDatagrams), each[0].TransportName)));
    }

    [Test]
    public async Task Each_shard_has_a_thread_with_its_number_and_what_is_asked_of_it_is_done_there(CancellationToken token)
    {
        await using var server = new ShardedServer(3, new ENetRunnerOptions { ThreadName = "lobby" });
        Assert.That(await server.Runner.InvokeAllAsync(static (_, _) => Thread.CurrentThread.Name, 0, token), Is.EqualTo(new[] { "lobby", "lobby 1", "lobby 2" }));
        Assert.That(await server.Runner.Shards[2].InvokeAsync(static (_, _) => Thread.CurrentThread.Name, 0, token), Is.EqualTo("lobby 2"));
        Assert.That(async () => await server.Runner.InvokeAllAsync<int, int>(static (_, _) => throw new InvalidTimeZoneException("asked"), 0, token), Throws.InstanceOf<InvalidTimeZoneException>());
        Assert.That((server.Runner.Shards[0], server.Runner.Shards[1].Shards, server.Runner.Shards[1].LocalEndPoint), Is.EqualTo((server.Runner, server.Runner.Shards, server.Runner.LocalEndPoint)));
    }

    [Test]
    public async Task A_client_may_have_several_too_and_a_runner_with_one_is_its_only_shard(CancellationToken token)
    {
        await using ENetHostRunner server = ENetHostRunner.Start(Anywhere);
        await using ENetHostRunner client = ENetHostRunner.Start(null, null, new ENetRunnerOptions { Shards = 2 });
        await using ENetConnection connection = await client.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.LocalEndPoint.Port), null, token);
        await using ENetConnection accepted = await server.AcceptAsync(token);
        Assert.That(async () => await server.ConnectAsync(new IPEndPoint(IPAddress.Loopback, client.LocalEndPoint.Port), null, token), Throws.InstanceOf<ENetConnectException>(), "it listens to nobody");
        Assert.That((server.Shards, client.Shards.Count), Is.EqualTo((new[] { server }, 2)).Using<IReadOnlyList<ENetHostRunner>>((one, other) => one.SequenceEqual(other)));
        Assert.That(await server.InvokeAsync(static (host, _) => host.Statistics, 0, token), Is.SameAs(server.Statistics));
    }

    [Test]
    public void What_there_cannot_be_is_said_when_it_is_asked_for()
    {
        foreach (int shards in new[] { int.MinValue, 0, 65 }) Assert.That(() => ENetHostRunner.Start(Anywhere, null, new ENetRunnerOptions { Shards = shards }), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("1 to 64"));
        Assert.That(() => ENetHostRunner.Start(Anywhere, new ENetHostOptions { ReuseAddress = true }, new ENetRunnerOptions { Shards = 2 }), Throws.InstanceOf<ArgumentException>().With.Message.Contains("ReuseAddress"));
        using var transport = new ManagedENet.Transports.LoopbackHub().Open();
        Assert.That(() => ENetHostRunner.Start(transport, listens: true, runner: new ENetRunnerOptions { Shards = 2 }), Throws.InstanceOf<ArgumentException>().With.Message.Contains("One transport is that of one host"));
    }

    private static async Task ServeAsync(ENetHostRunner server, CancellationToken token)
    {
        var echoing = new List<Task>();
        await foreach (ENetConnection connection in server.AcceptAllAsync(token).ConfigureAwait(false)) echoing.Add(EchoAsync(connection, token));
        await Task.WhenAll(echoing).ConfigureAwait(false);
    }

    private static async Task EchoAsync(ENetConnection connection, CancellationToken token)
    {
        await foreach (ENetMessage message in connection.ReadAllAsync(token).ConfigureAwait(false))
        {
            using (message) await connection.SendAsync(0, message.Memory, ENetPacketFlags.Reliable, token).ConfigureAwait(false);
        }
    }

    private static Task UntilAsync(Func<bool> isSo, CancellationToken token) => UntilAsync(() => Task.FromResult(isSo()), token);

    private static async Task UntilAsync(Func<Task<bool>> isSo, CancellationToken token)
    {
        while (!await isSo()) await Task.Delay(1, token);
    }

    private sealed class Approver : IConnectionApprover
    {
        public volatile bool Throws;

        public bool Approve(in ENetAddress from, int channelCount, uint data, out uint refusalData)
        {
            if (Throws) throw new InvalidTimeZoneException("approver");
            refusalData = 0;
            return true;
        }
    }
}
