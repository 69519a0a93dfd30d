using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;

namespace ManagedENet.Tests.Runner;

/// <summary>Who waits when more is sent than the other end takes.</summary>
[CancelAfter(120_000)]
public sealed class BackPressureTests
{
    private const int MessageBytes = 1_000;
    private const int Rounds = 100;

    [Test]
    public async Task A_sender_that_waits_for_room_waits_for_a_reader_that_does_not_read_and_not_for_the_budget_of_memory(
        [Values(ENetCompletions.ThreadPool, ENetCompletions.Inline)] ENetCompletions completions, [Values(0, 1)] byte channel, CancellationToken token)
    {
        var options = new ENetRunnerOptions { Completions = completions, SendQueueBytes = 100_000, ReceiveQueueLength = 16 };
        await using ENetHostRunner server = ENetHostRunner.Start(new IPEndPoint(IPAddress.Loopback, 0), runner: options);
        await using ENetHostRunner client = ENetHostRunner.Start(null, runner: options);
        await using ENetConnection near = await client.ConnectAsync(server.LocalEndPoint, new ENetConnectOptions { ChannelCount = 2 }, token);
        await using ENetConnection far = await server.AcceptAsync(token);
        const int messages = 20_000;
        long most = 0;
        Task sending = Task.Run(
            async () =>
            {
                var payload = new byte[MessageBytes];
                for (int i = 0; i < messages; i++)
                {
                    BitConverter.TryWriteBytes(payload, i);
                    await near.SendAsync(channel, payload, ENetPacketFlags.Reliable, token);
                }
            },
            token);

        // Nobody reads until the sender waits: it has sent a part, and nothing moves for a while.
        long before = 0;
        for (int still = 0; still < Rounds;)
        {
            long held = await client.InvokeAsync(static (host, _) => host.Statistics.OutgoingQueuedBytes, 0, token);
            still = held == before && held > 0 ? still + 1 : 0;
            before = held;
            most = Math.Max(most, held);
            Assert.That(sending.IsCompleted, Is.False, "twenty megabytes were taken while nobody read");
            await server.InvokeAsync(static (_, _) => 0, 0, token);
        }

        int next = 0;
        for (; next < messages; next++)
        {
            using ENetMessage message = await far.ReceiveAsync(token);
            Assert.That(BitConverter.ToInt32(message.Span), Is.EqualTo(next));
            if (next % 100 == 0) most = Math.Max(most, await client.InvokeAsync(static (host, _) => host.Statistics.OutgoingQueuedBytes, 0, token));
        }

        await sending.WaitAsync(token);
        Assert.That(most, Is.LessThan(4_000_000), "what the host holds for it is bounded by the line, and not by PeerBudgetBytes");
    }

    [Test]
    public async Task Whoever_waits_and_gives_up_again_and_again_takes_no_memory_for_it([Values] bool sends, CancellationToken token)
    {
        var options = new ENetRunnerOptions { SendQueueBytes = 1 };
        await using ENetHostRunner server = ENetHostRunner.Start(new IPEndPoint(IPAddress.Loopback, 0));
        await using ENetHostRunner client = ENetHostRunner.Start(null, runner: options);
        await using ENetConnection near = await client.ConnectAsync(server.LocalEndPoint, null, token);
        var payload = new byte[MessageBytes];

        // Nothing finds room; and somebody who does not give up stands in front.
        long grown;
        Task first;
        await using (new Standstill(client))
        {
            near.TrySend(0, payload, ENetPacketFlags.Reliable);
            first = sends ? near.SendAsync(0, payload, ENetPacketFlags.Reliable, token).AsTask() : near.ReceiveAsync(token).AsTask();
            await GiveUp(1_000);
            long before = GC.GetTotalMemory(forceFullCollection: true);
            await GiveUp(10_000);
            grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        }

        Assert.That(grown, Is.LessThan(300_000));
        if (sends) await first.WaitAsync(token);

        async Task GiveUp(int times)
        {
            for (int i = 0; i < times; i++)
            {
                using var enough = new CancellationTokenSource();
                Task waiting = sends ? near.SendAsync(0, payload, ENetPacketFlags.Reliable, enough.Token).AsTask() : near.ReceiveAsync(enough.Token).AsTask();
                enough.Cancel();
                await waiting.ContinueWith(static ended => Assert.That(ended.IsCanceled, Is.True), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
    }

    [Test]
    public async Task Whoever_sends_from_where_it_is_completed_lets_the_network_work_in_between(CancellationToken token)
    {
        var options = new ENetRunnerOptions { Completions = ENetCompletions.Inline };
        await using ENetHostRunner server = ENetHostRunner.Start(new IPEndPoint(IPAddress.Loopback, 0), runner: options);
        await using ENetHostRunner client = ENetHostRunner.Start(null, runner: options);
        await using ENetConnection near = await client.ConnectAsync(server.LocalEndPoint, null, token);
        await using ENetConnection far = await server.AcceptAsync(token);
        const int messages = 200_000;
        long most = 0;
        Task sending = SendAsync();
        for (int i = 0; i < messages; i++)
        {
            using ENetMessage message = await far.ReceiveAsync(token);
            Assert.That(BitConverter.ToInt32(message.Span), Is.EqualTo(i));
        }

        await sending.WaitAsync(token);
        Assert.That(most, Is.LessThan(20_000_000));

        async Task SendAsync()
        {
            for (int i = 0; i < messages; i++)
            {
                await near.SendAsync(0, BitConverter.GetBytes(i), ENetPacketFlags.Reliable, token);
                if (i % 1_000 == 0) most = Math.Max(most, await client.InvokeAsync(static (host, _) => host.Statistics.OutgoingQueuedBytes, 0, token));
            }
        }
    }
}
