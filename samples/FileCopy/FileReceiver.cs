using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet;
using Samples;

namespace FileCopy;

/// <summary>Takes files into a folder, from any number of senders at once. Whoever sends is a stranger: the name, the length and the bytes are what they say, and no more.</summary>
internal sealed class FileReceiver(string folder, long largestBytes)
{
    private const int LongestName = 200;
    private const string NoPartOfNames = "/\\:*?\"<>|";

    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TimeToLeave = TimeSpan.FromSeconds(30);

    // Names that are devices on Windows, whatever follows the dot.
    private static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(0, 10).SelectMany(i => new[] { $"COM{i}", $"LPT{i}" })];

    public async Task<int> RunAsync(int port, bool once)
    {
        Directory.CreateDirectory(folder);
        using var stop = new StopSignal();
        await using ENetHostRunner runner = ENetHostRunner.Start(new IPEndPoint(IPAddress.IPv6Any, port));
        Console.WriteLine($"ready on port {runner.LocalEndPoint.Port}");
        Task<bool> serving = ServeAsync(runner, once);
        await Task.WhenAny(serving, stop.Raised);

        // The senders hear it at once, and what is not complete is removed.
        await runner.StopAsync(Goodbye);
        return await serving ? 0 : 1;
    }

    private async Task<bool> ServeAsync(ENetHostRunner runner, bool once)
    {
        List<Task> receiving = [];
        await foreach (ENetConnection connection in runner.AcceptAllAsync())
        {
            Task<bool> one = ReceiveAsync(connection);
            if (once) return await one;
            receiving.RemoveAll(task => task.IsCompleted);
            receiving.Add(one);
        }

        await Task.WhenAll(receiving);
        return !once;
    }

    /// <summary>True when the file is there.</summary>
    private async Task<bool> ReceiveAsync(ENetConnection connection)
    {
        await using ENetConnection leaving = connection;
        await using ENetChannelStream stream = connection.OpenStream(0);
        try
        {
            (string name, long length) = await CopyWire.ReadHeaderAsync(stream);
            string refusal = WhyNot(name, length);
            await CopyWire.WriteTextAsync(stream, refusal, CancellationToken.None);
            if (refusal.Length == 0)
            {
                refusal = await StoreAsync(stream, name, length);
                await CopyWire.WriteTextAsync(stream, refusal, CancellationToken.None);
            }

            Console.WriteLine(refusal.Length == 0 ? $"{connection.RemoteEndPoint} has sent {name}, {length} bytes" : $"{connection.RemoteEndPoint} was told: {refusal}");
            await stream.CompleteWritesAsync();

            // The sender leaves first: it may not have read the answer yet, and would see a connection that has ended under its hands.
            await Task.Delay(TimeToLeave, connection.Closed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return refusal.Length == 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The sender is gone, or the disk is full. The other senders go on.
            SampleProgram.Fail($"{connection.RemoteEndPoint}: {e.Message}");
            return false;
        }
    }

    /// <summary>What there is against a file; nothing when it may come.</summary>
    private string WhyNot(string name, long length)
    {
        if (!IsPlainName(name)) return "that is no name for a file here: no folders, no signs that a system treats as its own.";
        if (length < 0 || length > largestBytes) return $"the file may have {largestBytes} bytes at most.";
        return Path.Exists(Path.Combine(folder, name)) ? "there is a file of that name already." : "";
    }

    // What is a name on one system is a path on another, so that all of their rules count on each.
    private static bool IsPlainName(string name) =>
        name.Length is > 0 and <= LongestName
        && !name.Any(c => char.IsControl(c) || NoPartOfNames.Contains(c, StringComparison.Ordinal))
        && name[0] is not ('.' or ' ' or '-')
        && name[^1] is not ('.' or ' ')
        && !Devices.Contains(name.Split('.')[0].TrimEnd(), StringComparer.OrdinalIgnoreCase);

    /// <summary>Writes the file under another name, and gives it its own when all of it is there; gives what there is against it.</summary>
    private async Task<string> StoreAsync(ENetChannelStream stream, string name, long length)
    {
        string partial = Path.Combine(folder, $".{Guid.NewGuid():N}.partial");
        try
        {
            byte[] hash = await WriteAsync(stream, partial, length);
            byte[] expected = new byte[hash.Length];
            await stream.ReadExactlyAsync(expected);
            if (!hash.AsSpan().SequenceEqual(expected)) return "what has arrived is not what was sent.";
            File.Move(partial, Path.Combine(folder, name), overwrite: false);
            return "";
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static async Task<byte[]> WriteAsync(ENetChannelStream stream, string path, long length)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        byte[] buffer = new byte[CopyWire.BufferBytes];
        for (long left = length; left > 0;)
        {
            // While the disk is slow nothing is read, and the sender waits: the stream has credit for so much and no more.
            int read = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)));
            if (read == 0) throw new EndOfStreamException($"{left} of {length} bytes are missing.");
            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read));
            left -= read;
        }

        return hash.GetHashAndReset();
    }
}
