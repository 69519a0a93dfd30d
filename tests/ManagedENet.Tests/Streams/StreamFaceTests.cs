using System;
using System.Buffers;
using System.IO;
using System.IO.Pipelines;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;

namespace ManagedENet.Tests.Streams;

/// <summary>Streams of runners with threads of their own, over the sockets of this machine.</summary>
[CancelAfter(120_000)]
public sealed class StreamFaceTests
{
    [Test]
    public async Task Threads_that_block_write_and_read_whatever_the_completions_are([Values] ENetCompletions completions, CancellationToken token)
    {
        await using var pair = await StreamPair.OpenAsync(completions, token: token);
        ENetChannelStream client = pair.AtClient.OpenStream(0), server = pair.AtServer.OpenStream(0);
        byte[] sent = new byte[3_000_000];
        new Random(1).NextBytes(sent);
        Task writing = OnThread(() =>
        {
            client.WriteByte(sent[0]);
            client.Write(sent, 1, 99);
            for (int at = 100; at < sent.Length; at += 100_000) client.Write(sent.AsSpan(at, Math.Min(100_000, sent.Length - at)));
            client.Output.GetSpan(1)[0] = 77;
            client.Output.Advance(1);
            client.Flush();
            client.CompleteWrites();
        });
        var received = new MemoryStream();
        Task reading = OnThread(() =>
        {
            received.WriteByte((byte)server.ReadByte());
            byte[] buffer = new byte[70_000];
            for (int length = 1; length > 0;)
            {
                length = server.Read(buffer, 3, 60_000);
                received.Write(buffer, 3, length);
            }

            Assert.That(server.ReadByte(), Is.EqualTo(-1));
        });
        await Task.WhenAll(writing, reading).WaitAsync(token).ConfigureAwait(false);
        Assert.That(received.ToArray(), Is.EqualTo(sent.Append((byte)77)));
    }

    [Test]
    public async Task The_network_thread_is_not_blocked(CancellationToken token)
    {
        await using var pair = await StreamPair.OpenAsync(ENetCompletions.ThreadPool, token: token);
        ENetChannelStream client = pair.AtClient.OpenStream(0);
        foreach (Action<ENetChannelStream> call in new Action<ENetChannelStream>[] { stream => stream.Write([1]), stream => stream.WriteByte(1), stream => stream.ReadByte() })
        {
            Assert.That(async () => await pair.Client.InvokeAsync((_, stream) => { call(stream); return 0; }, client, token), Throws.InstanceOf<InvalidOperationException>().With.Message.Contains("asynchronous"));
        }

        await client.WriteAsync(new byte[] { 1 }, token);
    }

    [Test]
    public async Task A_thread_that_blocks_is_set_free_by_an_abort_by_a_dispose_and_by_the_end_of_the_connection([Values(0, 1, 2, 3)] int way, CancellationToken token)
    {
        await using var pair = await StreamPair.OpenAsync(ENetCompletions.ThreadPool, token: token);
        ENetChannelStream client = pair.AtClient.OpenStream(0), server = pair.AtServer.OpenStream(0);
        Task reading = OnThread(() => client.ReadByte()), writing = OnThread(() => client.Write(new byte[20_000_000]));
        while (client.CanRead && pair.Client.StreamMemory.RentedBytes == 0) await Task.Yield();
        switch (way)
        {
            case 0: client.Abort(3); break;
            case 1: server.Abort(3); break;
            case 2: client.Dispose(); break;
            default: await pair.AtServer.DisconnectAsync(how: ENetLeave.Immediately, cancellationToken: token); break;
        }

        foreach (Task task in new[] { reading, writing }) Assert.That(async () => await task.WaitAsync(token), way == 2 ? Throws.InstanceOf<ObjectDisposedException>() : Throws.InstanceOf<IOException>());
        await client.DisposeAsync();
    }

    [Test]
    public async Task Everybody_at_once_reads_writes_aborts_and_disposes_and_nothing_but_the_exceptions_of_streams_comes_of_it([Values] ENetCompletions completions, CancellationToken token)
    {
        await using var pair = await StreamPair.OpenAsync(completions, channels: 40, token: token);
        Task[] all = [.. Enumerable.Range(0, 40).Select(channel => Task.Run(async () =>
        {
            var random = new Random(channel);
            ENetChannelStream client = pair.AtClient.OpenStream((byte)channel), server = pair.AtServer.OpenStream((byte)channel);
            Task[] uses =
            [
                Use(() => Bytes.WriteAsync(client, random.Next(1_000_000), channel, completed: client.CompleteWrites)),
                Use(() => Bytes.WriteAsync(server, random.Next(1_000_000), channel, completed: server.CompleteWrites)),
                Use(() => Bytes.ReadAsync(client, channel)),
                Use(() => Bytes.ReadAsync(server.Input, channel)),
            ];
            int turns = random.Next(2_000);
            for (int i = 0; i < turns; i++) await Task.Yield();
            if (channel % 4 == 0) client.Abort(7);
            if (channel % 4 == 1) server.Dispose();
            if (channel % 4 == 2) await Task.WhenAll(client.DisposeAsync().AsTask(), Task.Run(server.Dispose, token));
            await Task.WhenAll(uses);
            if (channel % 4 == 3) await Task.WhenAll(client.WritesClosed, server.WritesClosed, client.ReadsClosed, server.ReadsClosed);
            client.Dispose();
            server.Dispose();
        }, token))];
        await Task.WhenAll(all).WaitAsync(token);
        Assert.That((pair.Client.Completion.IsCompleted, pair.Server.Completion.IsCompleted, pair.AtClient.Ending), Is.EqualTo((false, false, default(ENetEnding?))));

        static async Task Use(Func<Task> use)
        {
            try
            {
                await Task.Run(use, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException || (e is InvalidOperationException && e.Message.Contains("stream", StringComparison.Ordinal)))
            {
                // What becomes of one that is aborted or disposed meanwhile.
            }
        }
    }

    [Test]
    public async Task What_somebody_looks_at_stays_what_it_is_when_another_thread_disposes_the_stream(CancellationToken token)
    {
        await using var pair = await StreamPair.OpenAsync(ENetCompletions.ThreadPool, channels: 3, token: token);
        ENetChannelStream client = pair.AtClient.OpenStream(0), server = pair.AtServer.OpenStream(0);
        byte[] sent = new byte[10_000];
        sent.AsSpan().Fill(1);
        await client.WriteAsync(sent, token);
        ReadResult held = await server.Input.ReadAtLeastAsync(sent.Length, token);
        await Task.Run(server.Dispose, token);

        // Another stream takes memory, and would take this if it had gone back.
        ENetChannelStream from = pair.AtClient.OpenStream(1), to = pair.AtServer.OpenStream(1);
        byte[] other = new byte[100_000];
        other.AsSpan().Fill(2);
        ValueTask writing = from.WriteAsync(other, token);
        await to.ReadExactlyAsync(new byte[other.Length], token);
        await writing;
        Assert.That(held.Buffer.ToArray(), Is.EqualTo(sent));
        Assert.That(() => server.Input.AdvanceTo(held.Buffer.End), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(async () => await server.Input.ReadAsync(token), Throws.InstanceOf<ObjectDisposedException>());
        to.Dispose();
        Assert.That(pair.Server.StreamMemory.RentedBytes, Is.Zero);
    }

    [Test]
    public async Task What_a_stream_that_was_disposed_has_sent_arrives_when_the_connection_is_disposed_next(CancellationToken token)
    {
        for (int i = 0; i < 20; i++)
        {
            await using var pair = await StreamPair.OpenAsync(ENetCompletions.ThreadPool, token: token);
            Task<string> sent = Send();
            string received = await Bytes.ReadAsync(pair.AtServer.OpenStream(0), i);
            Assert.That(received, Is.EqualTo(await sent));

            async Task<string> Send()
            {
                await using ENetConnection connection = pair.AtClient;
                await using ENetChannelStream stream = connection.OpenStream(0);
                return await Bytes.WriteAsync(stream, 400_000, i);
            }
        }
    }

    private static Task OnThread(Action action) => Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
