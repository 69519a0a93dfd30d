using System;
using System.IO;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet;
using Samples;

namespace FileCopy;

/// <summary>Copies one file: it is read once, and its checksum follows it.</summary>
internal static class FileSender
{
    private const uint Interrupted = 1;

    public static async Task<int> RunAsync(string path, string host, int port, string? name, TimeSpan timeout)
    {
        await using FileStream file = File.OpenRead(path);
        using var stop = new StopSignal();
        await using ENetHostRunner runner = ENetHostRunner.Start(listenAt: null);
        await using ENetConnection connection = await runner.ConnectAsync(host, port, new ENetConnectOptions { Timeout = timeout }, stop.Token);
        await using ENetChannelStream stream = connection.OpenStream(0);
        try
        {
            string refusal = await SendAsync(file, stream, name ?? Path.GetFileName(path), stop.Token);
            if (refusal.Length > 0) return SampleProgram.Fail($"The receiver says no: {refusal}");
            Console.WriteLine("done");
            return 0;
        }
        catch (OperationCanceledException) when (stop.IsRaised)
        {
            // The receiver hears it at once, and removes what it has.
            stream.Abort(Interrupted);
            return SampleProgram.Fail("Interrupted.");
        }
        catch (EndOfStreamException)
        {
            return SampleProgram.Fail("The receiver has given up.");
        }
    }

    /// <summary>Gives what the receiver has against it; nothing when the file is there.</summary>
    private static async Task<string> SendAsync(FileStream file, ENetChannelStream stream, string name, CancellationToken token)
    {
        long length = file.Length;
        await CopyWire.WriteHeaderAsync(stream, name, length, token);
        string refusal = await CopyWire.ReadTextAsync(stream, token);
        if (refusal.Length > 0) return refusal;

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[CopyWire.BufferBytes];
        int shownTenths = 0;
        for (long sent = 0; sent < length;)
        {
            // A file that grows meanwhile is sent as long as it was; one that shrinks ends the copy here.
            int read = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, length - sent)), token);
            if (read == 0) throw new IOException($"{file.Name} has become shorter.");
            hash.AppendData(buffer, 0, read);

            // Waits while the receiver, or the line, is slower than the disk.
            await stream.WriteAsync(buffer.AsMemory(0, read), token);
            sent += read;
            if (sent * 10 / length == shownTenths) continue;
            shownTenths = (int)(sent * 10 / length);
            Console.WriteLine($"{shownTenths * 10} % of {length} bytes");
        }

        await stream.WriteAsync(hash.GetHashAndReset(), token);
        return await CopyWire.ReadTextAsync(stream, token);
    }
}
