using System;
using System.Buffers;
using System.IO;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;

namespace ManagedENet.Tests.Streams;

/// <summary>Random bytes that are written in random portions and read in others, with their hash.</summary>
internal static class Bytes
{
    /// <summary>Writes so many, and ends; answers their hash.</summary>
    public static async Task<string> WriteAsync(Stream stream, long count, int seed, int mostAtOnce = 40_000, Action? completed = null)
    {
        var random = new Random(seed);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[mostAtOnce];
        while (count > 0)
        {
            int length = (int)Math.Min(count, random.Next(1, mostAtOnce + 1));
            random.NextBytes(buffer.AsSpan(0, length));
            hash.AppendData(buffer, 0, length);
            await stream.WriteAsync(buffer.AsMemory(0, length)).ConfigureAwait(false);
            count -= length;
        }

        completed?.Invoke();
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>Reads to the end; answers the hash.</summary>
    public static async Task<string> ReadAsync(Stream stream, int seed, int mostAtOnce = 50_000)
    {
        var random = new Random(seed);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[mostAtOnce];
        while (true)
        {
            int length = await stream.ReadAsync(buffer.AsMemory(0, random.Next(1, mostAtOnce + 1))).ConfigureAwait(false);
            if (length == 0) return Convert.ToHexString(hash.GetHashAndReset());
            hash.AppendData(buffer, 0, length);
        }
    }

    /// <summary>The same by the writer of a pipe: some into its memory, some at once.</summary>
    public static async Task<string> WriteAsync(PipeWriter writer, long count, int seed)
    {
        var random = new Random(seed);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        while (count > 0)
        {
            int length = (int)Math.Min(count, random.Next(1, 200_000));
            if (random.Next(2) == 0)
            {
                byte[] buffer = new byte[length];
                random.NextBytes(buffer);
                hash.AppendData(buffer);
                await writer.WriteAsync(buffer).ConfigureAwait(false);
            }
            else
            {
                length = Math.Min(length, 5_000);
                Fill(writer, length, random, hash);
                if (random.Next(3) == 0) await writer.FlushAsync().ConfigureAwait(false);
            }

            count -= length;
        }

        await writer.CompleteAsync().ConfigureAwait(false);
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>The same by the reader of a pipe, which now and then looks at more than it takes.</summary>
    public static async Task<string> ReadAsync(PipeReader reader, int seed)
    {
        var random = new Random(seed);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        while (true)
        {
            ReadResult result = await reader.ReadAsync().ConfigureAwait(false);
            long length = result.IsCompleted || random.Next(3) > 0 ? result.Buffer.Length : random.NextInt64(result.Buffer.Length);
            foreach (ReadOnlyMemory<byte> part in result.Buffer.Slice(0, length)) hash.AppendData(part.Span);
            bool isLast = result.IsCompleted && length == result.Buffer.Length;
            reader.AdvanceTo(result.Buffer.GetPosition(length), random.Next(2) == 0 ? result.Buffer.End : result.Buffer.GetPosition(length));
            if (!isLast) continue;
            await reader.CompleteAsync().ConfigureAwait(false);
            return Convert.ToHexString(hash.GetHashAndReset());
        }
    }

    /// <summary>Reads everything, as text.</summary>
    public static async Task<byte[]> AllAsync(Stream stream, CancellationToken token = default)
    {
        using var memory = new MemoryStream();
        await stream.CopyToAsync(memory, token).ConfigureAwait(false);
        return memory.ToArray();
    }

    private static void Fill(PipeWriter writer, int length, Random random, IncrementalHash hash)
    {
        Span<byte> room = writer.GetSpan(length).Slice(0, length);
        random.NextBytes(room);
        hash.AppendData(room);
        writer.Advance(length);
    }
}
