using System;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;

namespace ManagedENet.LongRuns.Runner;

/// <summary>Threads that send on one channel of one connection, each as fast as it can.</summary>
internal sealed class ManySenders
{
    private readonly int _threads;
    private readonly int _messages;
    private readonly int[] _next;

    private ManySenders(int threads, int messages)
    {
        _threads = threads;
        _messages = messages;
        _next = new int[threads];
    }

    /// <summary>Messages that have come in the order of their thread.</summary>
    public long InOrder => _next.Sum(static next => (long)next);

    /// <summary>Messages that have come at another place, or twice.</summary>
    public long Misplaced { get; private set; }

    /// <summary>How long it took.</summary>
    public TimeSpan Taken { get; private set; }

    /// <summary>Lets so many threads send, all of them together so many messages.</summary>
    public static ManySenders Run(int threads, int messages)
    {
        var senders = new ManySenders(threads, messages / threads);
        ENetHostRunner server = ENetHostRunner.Start(new IPEndPoint(IPAddress.Loopback, 0));
        ENetHostRunner client = ENetHostRunner.Start(null);
        ENetConnection connection = client.ConnectAsync(server.LocalEndPoint).AsTask().GetAwaiter().GetResult();
        Task receiving = senders.ReceiveAsync(server.AcceptAsync().AsTask().GetAwaiter().GetResult());
        long start = Stopwatch.GetTimestamp();
        Thread[] all = [.. Enumerable.Range(0, threads).Select(thread => new Thread(() => senders.Send(connection, thread)))];
        foreach (Thread thread in all) thread.Start();
        foreach (Thread thread in all) thread.Join();
        connection.DisconnectAsync().AsTask().GetAwaiter().GetResult();
        receiving.WaitAsync(Traffic.Patience).GetAwaiter().GetResult();
        senders.Taken = Stopwatch.GetElapsedTime(start);
        client.DisposeAsync().AsTask().GetAwaiter().GetResult();
        server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return senders;
    }

    private void Send(ENetConnection connection, int thread)
    {
        var payload = new byte[2 * sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(payload, thread);
        for (int number = 0; number < _messages; number++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(sizeof(int)), number);
            connection.SendAsync(0, payload, ENetPacketFlags.Reliable).AsTask().GetAwaiter().GetResult();
        }
    }

    private async Task ReceiveAsync(ENetConnection connection)
    {
        await foreach (ENetMessage message in connection.ReadAllAsync())
        {
            using (message) Note(message.Span);
        }
    }

    private void Note(ReadOnlySpan<byte> payload)
    {
        int thread = BinaryPrimitives.ReadInt32LittleEndian(payload);
        int number = BinaryPrimitives.ReadInt32LittleEndian(payload.Slice(sizeof(int)));
        if ((uint)thread < (uint)_threads && _next[thread] == number) _next[thread]++;
        else Misplaced++;
    }
}
