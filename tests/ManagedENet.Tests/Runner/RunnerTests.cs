using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;

namespace ManagedENet.Tests.Runner;

/// <summary>A host with a thread of its own, over the sockets of this machine.</summary>
[CancelAfter(120_000)]
public sealed class RunnerTests
{
    private static readonly IPEndPoint Anywhere = new(IPAddress.Loopback, 0);

    [Test]
    public async Task Two_runners_connect_talk_and_leave(CancellationToken token)
    {
        await using ENetHostRunner server = ENetHostRunner.Start(Anywhere);
        await using ENetHostRunner client = ENetHostRunner.Start(null);
        ValueTask<ENetConnection> accepting = server.AcceptAsync(token);
        await using ENetConnection atClient = await client.ConnectAsync(server.LocalEndPoint, new ENetConnectOptions { ChannelCount = 3, Data = 42 }, token);
        await using ENetConnection atServer = await accepting;
        Assert.That((atServer.ConnectData, atServer.ChannelCount, atClient.ChannelCount, atClient.RemoteEndPoint), Is.EqualTo((42u, 3, 3, server.LocalEndPoint)));

        await atClient.SendAsync(2, new byte[] { 1, 2, 3 }, ENetPacketFlags.Reliable, token);
        using (ENetMessage message = await atServer.ReceiveAsync(token)) Assert.That((message.Channel, message.Flags, message.Memory.ToArray()), Is.EqualTo(((byte)2, ENetPacketFlags.Reliable, new byte[] { 1, 2, 3 })).Using<byte[]>((one, other) => one.SequenceEqual(other)));
        ENetDelivery delivery = await atServer.SendAndConfirmAsync(0, new byte[5_000], token);
        Assert.That(delivery.Elapsed, Is.GreaterThan(TimeSpan.Zero));
        using (ENetMessage message = await atClient.ReceiveAsync(token)) Assert.That(message.Length, Is.EqualTo(5_000));

        await atClient.DisconnectAsync(7, cancellationToken: token);
        Assert.That(atClient.Ending, Is.EqualTo(new ENetEnding(ENetDisconnectReason.Local, 0)));
        await Assert.ThrowsAsync<ENetDisconnectedException>(async () => (await atServer.ReceiveAsync(token)).Dispose());
        Assert.That(atServer.Ending, Is.EqualTo(new ENetEnding(ENetDisconnectReason.Remote, 7)));
        Assert.That((atServer.TrySend(0, [1], ENetPacketFlags.None), atServer.Closed.IsCancellationRequested || !atServer.Closed.IsCancellationRequested), Is.EqualTo((ENetSendResult.NotConnected, true)));
    }

    [Test]
    public async Task What_eight_threads_send_comes_once_and_each_thread_s_in_its_order(CancellationToken token)
    {
        const int threads = 8, messages = 20_000;
        await using ENetHostRunner server = ENetHostRunner.Start(Anywhere);
        await using ENetHostRunner client = ENetHostRunner.Start(null);
        ValueTask<ENetConnection> accepting = server.AcceptAsync(token);
        await using ENetConnection atClient = await client.ConnectAsync(server.LocalEndPoint, null, token);
        await using ENetConnection atServer = await accepting;
        Task[] senders = [.. Enumerable.Range(0, threads).Select(number => Task.Run(async () =>
        {
            byte[] payload = new byte[8];
            for (int i = 0; i < messages; i++)
            {
                BitConverter.TryWriteBytes(payload.AsSpan(0), number);
                BitConverter.TryWriteBytes(payload.AsSpan(4), i);
                await atClient.SendAsync(0, payload, ENetPacketFlags.Reliable, token);
            }
        }, token))];
        int[] next = new int[threads];
        for (int received = 0; received < threads * messages; received++)
        {
            using ENetMessage message = await atServer.ReceiveAsync(token);
            int number = BitConverter.ToInt32(message.Span);
            Assert.That(BitConverter.ToInt32(message.Span[4..]), Is.EqualTo(next[number]++));
        }

        await Task.WhenAll(senders);
    }

    [Test]
    public async Task A_channel_that_nobody_reads_stops_no_other_and_nothing_of_it_is_lost(CancellationToken token)
    {
        const int messages = 2_000;
        await using ENetHostRunner server = ENetHostRunner.Start(Anywhere, null, new ENetRunnerOptions { ReceiveQueueLength = 16 });
        await using ENetHostRunner client = ENetHostRunner.Start(null);
        ValueTask<ENetConnection> accepting = server.AcceptAsync(token);
        await using ENetConnection atClient = await client.ConnectAsync(server.LocalEndPoint, new ENetConnectOptions { ChannelCount = 2 }, token);
        await using ENetConnection atServer = await accepting;
        Task sending = Task.Run(async () =>
        {
            for (int i = 0; i < messages; i++) await atClient.SendAsync((byte)(i % 2), BitConverter.GetBytes(i), ENetPacketFlags.Reliable, token);
        }, token);
        int[] next = [0, 1];
        for (int received = 0; received < messages; received++)
        {
            using ENetMessage message = await atServer.ReceiveAsync(token);
            Assert.That(BitConverter.ToInt32(message.Span), Is.EqualTo(next[message.Channel]));
            next[message.Channel] += 2;
            if (received % 100 == 0) await Task.Yield();
        }

        await sending;
    }

    [Test]
    public async Task Of_those_who_wait_as_many_go_on_as_messages_have_come_together([Values(ENetCompletions.ThreadPool, ENetCompletions.Inline)] ENetCompletions completions, CancellationToken token)
    {
        await using ENetHostRunner server = ENetHostRunner.Start(Anywhere, null, new ENetRunnerOptions { Completions = completions });
        await using ENetHostRunner client = ENetHostRunner.Start(null);
        ValueTask<ENetConnection> accepting = server.AcceptAsync(token);
        await using ENetConnection atClient = await client.ConnectAsync(server.LocalEndPoint, null, token);
        await using ENetConnection atServer = await accepting;
        Task<ENetMessage>[] receiving = [.. Enumerable.Range(0, 3).Select(_ => atServer.ReceiveAsync(token).AsTask())];
        // One datagram has all three.
        await using (new Standstill(client))
        {
            for (int i = 0; i < receiving.Length; i++) Assert.That(atClient.TrySend(0, [(byte)i], ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.Queued));
        }

        ENetMessage[] messages = await Task.WhenAll(receiving);
        Assert.That(messages.Select(message => message.Span[0]), Is.EquivalentTo(new byte[] { 0, 1, 2 }));
        Array.ForEach(messages, message => message.Dispose());
    }

    [Test]
    public async Task A_connect_that_is_refused_or_answered_by_nobody_is_an_exception_with_the_reason(CancellationToken token)
    {
        await using ENetHostRunner server = ENetHostRunner.Start(Anywhere, new ENetHostOptions { Approver = new ClosedDoor() });
        await using ENetHostRunner full = ENetHostRunner.Start(Anywhere, new ENetHostOptions { PeerLimit = 1 });
        await using ENetHostRunner client = ENetHostRunner.Start(null);
        ENetConnectException refused = (await Assert.ThrowsAsync<ENetConnectException>(async () => await client.ConnectAsync(server.LocalEndPoint, null, token)))!;
        Assert.That((refused.Reason, refused.RefusalData), Is.EqualTo((ENetDisconnectReason.Rejected, 403u)));
        await using ENetConnection first = await client.ConnectAsync(full.LocalEndPoint, null, token);
        ENetConnectException tooLate = (await Assert.ThrowsAsync<ENetConnectException>(async () => await client.ConnectAsync(full.LocalEndPoint, null, token)))!;
        Assert.That(tooLate.Reason, Is.EqualTo(ENetDisconnectReason.HostFull));
        ENetConnectException absent = (await Assert.ThrowsAsync<ENetConnectException>(async () => await client.ConnectAsync(new IPEndPoint(IPAddress.Loopback, 9), new ENetConnectOptions { Timeout = TimeSpan.FromMilliseconds(50) }, token)))!;
        Assert.That((absent.Reason, absent.Message), Is.EqualTo((ENetDisconnectReason.Timeout, absent.Message)));
        using var cancelled = new CancellationTokenSource();
        ValueTask<ENetConnection> attempt = client.ConnectAsync(new IPEndPoint(IPAddress.Loopback, 9), null, cancelled.Token);
        await cancelled.CancelAsync();
        Assert.That(async () => await attempt, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await client.InvokeAsync(static (host, _) => host.ConnectedPeerCount, 0, token), Is.EqualTo(1));
    }

    [Test]
    public async Task What_is_thrown_on_the_network_thread_ends_the_runner_and_everybody_is_told(CancellationToken token)
    {
        ENetHostRunner server = ENetHostRunner.Start(Anywhere, new ENetHostOptions { Interceptor = new Bomb() });
        await using ENetHostRunner client = ENetHostRunner.Start(null);
        ValueTask<ENetConnection> accepting = server.AcceptAsync(token);
        Assert.That(async () => await client.ConnectAsync(server.LocalEndPoint, new ENetConnectOptions { Timeout = TimeSpan.FromSeconds(1) }, token), Throws.InstanceOf<ENetConnectException>());
        Assert.That(async () => await server.Completion, Throws.InstanceOf<InvalidTimeZoneException>());
        Assert.That(async () => await accepting, Throws.Exception);
        Assert.That(async () => await server.InvokeAsync(static (_, _) => 1, 0, token), Throws.InstanceOf<ObjectDisposedException>());
        await server.DisposeAsync();
    }

    [Test]
    public async Task A_runner_that_stops_brings_what_was_sent_and_tells_everybody(CancellationToken token)
    {
        ENetHostRunner server = ENetHostRunner.Start(Anywhere);
        await using ENetHostRunner client = ENetHostRunner.Start(null);
        ValueTask<ENetConnection> accepting = server.AcceptAsync(token);
        await using ENetConnection atClient = await client.ConnectAsync(server.LocalEndPoint, null, token);
        ENetConnection atServer = await accepting;
        for (int i = 0; i < 500; i++) await atServer.SendAsync(0, BitConverter.GetBytes(i), ENetPacketFlags.Reliable, token);
        ValueTask stopping = server.StopAsync(TimeSpan.FromSeconds(60), token);
        List<int> received = [];
        await foreach (ENetMessage message in atClient.ReadAllAsync(token))
        {
            using (message) received.Add(BitConverter.ToInt32(message.Span));
        }

        await stopping;
        Assert.That(received, Is.EqualTo(Enumerable.Range(0, 500)));
        Assert.That(atClient.Ending?.Reason, Is.EqualTo(ENetDisconnectReason.Remote));
        Assert.That(async () => await server.AcceptAsync(token), Throws.InstanceOf<ObjectDisposedException>());
        await server.StopAsync(TimeSpan.Zero, token);
    }

    [Test]
    public async Task A_runner_that_stops_lets_nobody_in_while_it_waits_for_others(CancellationToken token)
    {
        ENetHostRunner server = ENetHostRunner.Start(Anywhere);
        await using ENetHostRunner late = ENetHostRunner.Start(null);
        await using ENetHostRunner newcomer = ENetHostRunner.Start(null);
        ValueTask<ENetConnection> accepting = server.AcceptAsync(token);
        await using ENetConnection atLate = await late.ConnectAsync(server.LocalEndPoint, null, token);
        ENetConnection atServer = await accepting;
        ValueTask stopping;
        await using (new Standstill(late))
        {
            await atServer.SendAsync(0, new byte[1], ENetPacketFlags.Reliable, token);
            stopping = server.StopAsync(TimeSpan.FromSeconds(60), token);
            await server.InvokeAsync(static (_, _) => 0, 0, token);
            Assert.That(async () => await newcomer.ConnectAsync(server.LocalEndPoint, null, token), Throws.InstanceOf<ENetConnectException>());
        }

        await stopping;
    }

    private sealed class ClosedDoor : IConnectionApprover
    {
        public bool Approve(in ENetAddress from, int channelCount, uint data, out uint refusalData)
        {
            refusalData = 403;
            return false;
        }
    }

    private sealed class Bomb : IDatagramInterceptor
    {
        public bool Intercept(ENetHost host, in ENetAddress from, ReadOnlySpan<byte> datagram) => throw new InvalidTimeZoneException("bomb");
    }
}
