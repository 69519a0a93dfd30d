using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;

namespace ManagedENet.LongRuns.Streams;

/// <summary>A hundred megabytes from one process to another over a stream, beside the same bytes in messages.</summary>
internal sealed class StreamRun : ILongRun
{
    private const long Bytes = 100_000_000;

    public string Name => "stream";

    public string Summary =>
        $"""
        {Bytes / 1_000_000} MB from one process to another over loopback, in parts of 16,383 bytes whose hash the other end sends back: over a stream, and as reliable messages. Sockets of the system, without loss and with one
        datagram in a hundred lost each way. The processor time of both ends includes their start, the making of the bytes and two hashes.
        """;

    public string? Missing => null;

    public LongRunResult Run(LongRunSettings settings)
    {
        var lines = new List<string> { "| | loss | MB/s, each run | processor, both ends | memory of writer and reader at most |", "|---|--:|--:|--:|--:|" };
        var checks = new List<Check>();
        foreach (double loss in new[] { 0, 0.01 })
        {
            foreach (bool isMessages in new[] { false, true })
            {
                Copy[] copies = [.. Enumerable.Range(1, settings.Repetitions).Select(seed => Measure(loss, isMessages, seed))];
                string name = isMessages ? "messages" : "stream";
                lines.Add($"| {name} | {loss * 100:0} % | {string.Join(", ", copies.Select(copy => $"{copy.Rate:0}"))} | {copies.Average(copy => copy.ProcessorMs) / 1_000:0.0} s | {copies.Max(copy => copy.WriterMiB):0} and {copies.Max(copy => copy.ReaderMiB):0} MiB |");
                if (!isMessages) checks.Add(new Check($"copies over a stream at {loss * 100:0} % loss that are the same", $"{copies.Length}", $"{copies.Count(copy => copy.IsSame)}", copies.All(copy => copy.IsSame)));
            }
        }

        return new LongRunResult(checks, lines);
    }

    private static Copy Measure(double loss, bool isMessages, int seed)
    {
        string lossText = loss.ToString(CultureInfo.InvariantCulture);
        using var server = new CopyProcess("--port", "0", "--loss", lossText, "--seed", $"{seed}");
        string port = server.Await("ready").GetProperty("port").GetInt32().ToString(CultureInfo.InvariantCulture);
        string[] kind = isMessages ? ["--messages"] : [];
        using var client = new CopyProcess(["--port", port, "--bytes", $"{Bytes}", "--loss", lossText, "--seed", $"{seed + 1_000}", .. kind]);
        return new Copy(client.Await("result"), server.Await("result"));
    }

    private sealed class Copy(JsonElement writer, JsonElement reader)
    {
        public bool IsSame => writer.GetProperty("same").GetBoolean() && reader.GetProperty("bytes").GetInt64() == Bytes;

        public double Rate => Bytes / 1_000.0 / writer.GetProperty("ms").GetInt32();

        public double ProcessorMs => writer.GetProperty("cpu_ms").GetInt32() + reader.GetProperty("cpu_ms").GetInt32();

        public double WriterMiB => writer.GetProperty("peak_kib").GetInt32() / 1_024.0;

        public double ReaderMiB => reader.GetProperty("peak_kib").GetInt32() / 1_024.0;
    }
}
