using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Security.Cryptography;
using System.Threading.Tasks;
using ManagedENet.InteropPeer.Output;
using ManagedENet.Transports;

namespace ManagedENet.InteropPeer.Streams;

/// <summary>One end of a copy. The client writes and ends its direction, the server reads to that end and answers with the hash on the other one.</summary>
internal sealed class StreamCopy(StreamCopySettings settings)
{
    private const int PartBytes = 16_383;
    private const int CheckFailed = 1;

    private readonly JsonLog _log = new();

    public async Task<int> RunAsync()
    {
        bool isServer = settings.Bytes == 0;
        var network = new NetworkImpairmentOptions { Seed = settings.Seed, LossRate = settings.LossRate };
        var transport = new ImpairedTransport(SocketTransport.Bind(new IPEndPoint(IPAddress.Loopback, isServer ? settings.Port : 0)), new ImpairedTransportOptions { Outgoing = network });
        await using ENetHostRunner runner = ENetHostRunner.Start(transport, listens: isServer);
        if (!isServer) return await SendAsync(runner).ConfigureAwait(false);
        _log.Say("ready", ("port", runner.LocalEndPoint.Port));
        return await ReceiveAsync(runner).ConfigureAwait(false);
    }

    private async Task<int> SendAsync(ENetHostRunner runner)
    {
        await using ENetConnection connection = await runner.ConnectAsync(new IPEndPoint(IPAddress.Loopback, settings.Port), new ENetConnectOptions { Data = settings.IsMessages ? 1u : 0 }).ConfigureAwait(false);
        ENetChannelStream? stream = settings.IsMessages ? null : connection.OpenStream(0);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var random = new Random((int)settings.Seed);
        byte[] part = new byte[PartBytes];
        var clock = Stopwatch.StartNew();
        for (long left = settings.Bytes; left > 0;)
        {
            int length = (int)Math.Min(left, part.Length);
            random.NextBytes(part.AsSpan(0, length));
            hash.AppendData(part, 0, length);
            if (stream is null) await connection.SendAsync(0, part.AsMemory(0, length), ENetPacketFlags.Reliable).ConfigureAwait(false);
            else await stream.WriteAsync(part.AsMemory(0, length)).ConfigureAwait(false);
            left -= length;
        }

        stream?.CompleteWrites();
        if (stream is null) await connection.SendAsync(0, Array.Empty<byte>(), ENetPacketFlags.Reliable).ConfigureAwait(false);
        byte[] answer = await AnswerAsync(connection, stream).ConfigureAwait(false);
        bool isSame = answer.AsSpan().SequenceEqual(hash.GetHashAndReset());
        if (stream is not null) await stream.DisposeAsync().ConfigureAwait(false);
        double seconds = clock.Elapsed.TotalSeconds;
        await connection.DisconnectAsync().ConfigureAwait(false);
        return Tell(settings.Bytes, seconds, isSame);
    }

    private async Task<int> ReceiveAsync(ENetHostRunner runner)
    {
        await using ENetConnection connection = await runner.AcceptAsync().ConfigureAwait(false);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        bool isMessages = connection.ConnectData == 1;
        ENetChannelStream? stream = isMessages ? null : connection.OpenStream(0);
        byte[] buffer = new byte[64 * 1024];
        long bytes = 0;
        var clock = Stopwatch.StartNew();
        for (int length = 1; length > 0; bytes += length)
        {
            if (stream is not null)
            {
                length = await stream.ReadAsync(buffer).ConfigureAwait(false);
                hash.AppendData(buffer, 0, length);
                continue;
            }

            using ENetMessage message = await connection.ReceiveAsync().ConfigureAwait(false);
            length = message.Length;
            hash.AppendData(message.Span);
        }

        double seconds = clock.Elapsed.TotalSeconds;
        byte[] answer = hash.GetHashAndReset();
        if (stream is null)
        {
            await connection.SendAsync(0, answer, ENetPacketFlags.Reliable).ConfigureAwait(false);
        }
        else
        {
            await stream.WriteAsync(answer).ConfigureAwait(false);
            await stream.DisposeAsync().ConfigureAwait(false);
        }

        // The client leaves when it has the answer.
        await foreach (ENetMessage message in connection.ReadAllAsync().ConfigureAwait(false)) message.Dispose();
        return Tell(bytes, seconds, isSame: true);
    }

    private static async Task<byte[]> AnswerAsync(ENetConnection connection, ENetChannelStream? stream)
    {
        if (stream is null)
        {
            using ENetMessage message = await connection.ReceiveAsync().ConfigureAwait(false);
            return message.Span.ToArray();
        }

        using var answer = new MemoryStream();
        await stream.CopyToAsync(answer).ConfigureAwait(false);
        return answer.ToArray();
    }

    private int Tell(long bytes, double seconds, bool isSame)
    {
        using var self = Process.GetCurrentProcess();
        _log.Say("result", ("bytes", bytes), ("same", isSame), ("ms", (int)(seconds * 1_000)), ("cpu_ms", (int)self.TotalProcessorTime.TotalMilliseconds), ("peak_kib", (int)(self.PeakWorkingSet64 / 1_024)));
        return _log.Exit(isSame ? 0 : CheckFailed);
    }
}
