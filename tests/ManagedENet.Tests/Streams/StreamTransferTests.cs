using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Streams;

/// <summary>Bytes over a stream, on virtual time: all of them, in order, and never more of them held than was promised.</summary>
public sealed class StreamTransferTests
{
    private const long MostHeld = 2L << 20;

    [Test]
    public void Random_bytes_come_through_whatever_face_writes_and_reads([Values] bool writesPipe, [Values] bool readsPipe, [Values] ENetCompletions completions)
    {
        if (completions == ENetCompletions.ThreadPool) return;
        using var world = new StreamWorld(new NetworkImpairmentOptions { Seed = 5, LossRate = 0.02, DelayMs = 3, JitterMs = 4, DuplicationRate = 0.01 }, completions: completions);
        ENetChannelStream left = world.AtLeft.OpenStream(0), right = world.AtRight.OpenStream(0);
        Task<string> sent = writesPipe ? Bytes.WriteAsync(left.Output, 3_000_000, seed: 1) : Bytes.WriteAsync(left, 3_000_000, seed: 1, completed: left.CompleteWrites);
        Task<string> back = Bytes.WriteAsync(right, 700_000, seed: 2, completed: right.CompleteWrites);
        Task<string> received = readsPipe ? Bytes.ReadAsync(right.Input, seed: 3) : Bytes.ReadAsync(right, seed: 3);
        Task<string> receivedBack = Bytes.ReadAsync(left, seed: 4);
        world.Run(Task.WhenAll(sent, received, back, receivedBack, left.ReadsClosed, left.WritesClosed, right.ReadsClosed, right.WritesClosed));
        Assert.That((received.Result, receivedBack.Result), Is.EqualTo((sent.Result, back.Result)));
    }

    [Test]
    [Property("Requirement", "STR-005")]
    [Property("Requirement", "STR-012")]
    public void A_hundred_megabytes_at_one_percent_loss_with_a_reader_that_stops_for_forty_seconds()
    {
        using var world = new StreamWorld(new NetworkImpairmentOptions { Seed = 11, LossRate = 0.01, DelayMs = 4 });
        ENetChannelStream left = world.AtLeft.OpenStream(1), right = world.AtRight.OpenStream(1);
        Task<string> sent = Bytes.WriteAsync(left, 100_000_000, seed: 1, mostAtOnce: 300_000, completed: left.CompleteWrites);
        long most = 0;
        void Look() => most = Math.Max(most, Math.Max(StreamWorld.HeldBy(world.Left), StreamWorld.HeldBy(world.Right)));
        for (int i = 0; i < 4_000; i++)
        {
            world.Advance(10);
            Look();
        }

        Assert.That((sent.IsCompleted, world.AtLeft.Ending, world.AtRight.Ending), Is.EqualTo((false, default(ENetEnding?), default(ENetEnding?))), "the writer waits, and nobody gives up");
        Task<string> received = Bytes.ReadAsync(right, seed: 3, mostAtOnce: 200_000);
        for (int i = 0; !received.IsCompleted; i++)
        {
            // A hundred megabytes at 1 % loss take about a minute.
            Assert.That(i, Is.LessThan(60_000), "it stands still");
            world.Advance(10);
            Look();
        }

        Assert.That(received.Result, Is.EqualTo(sent.Result));
        Assert.That(most, Is.InRange(256 * 1024, MostHeld));
    }

    [Test]
    [Property("Requirement", "STR-006")]
    public void Credit_grows_with_a_long_round_trip_until_about_a_mebibyte_comes_in_each()
    {
        (long bytes, int window) = Measure(delayMs: 100, readPerMs: int.MaxValue, new ENetStreamOptions());
        // Twenty round trips; a megabyte in each would be 20 MiB, a quarter of one 5 MiB.
        Assert.That((bytes > 17L << 20, bytes <= 21L << 20, window), Is.EqualTo((true, true, 1 << 20)), $"{bytes} bytes");
        (long fixedBytes, int fixedWindow) = Measure(delayMs: 100, readPerMs: int.MaxValue, new ENetStreamOptions { MaximumCredit = 256 * 1024 });
        Assert.That((fixedBytes < 6L << 20, fixedWindow), Is.EqualTo((true, 256 * 1024)), "and never beyond what is allowed");
    }

    [Test]
    [Property("Requirement", "STR-006")]
    public void Credit_stays_where_it_is_when_the_reader_is_slow() =>
        Assert.That(Measure(delayMs: 50, readPerMs: 300, new ENetStreamOptions()).Window, Is.EqualTo(256 * 1024));

    [Test]
    [Property("Requirement", "STR-012")]
    public void Many_small_writes_go_together_and_hold_no_more_than_large_ones()
    {
        using var world = new StreamWorld(new NetworkImpairmentOptions { Seed = 3, DelayMs = 100 });
        ENetChannelStream left = world.AtLeft.OpenStream(0), right = world.AtRight.OpenStream(0);
        byte[] one = [7];
        Task writing = Write();
        long most = 0;
        Task<byte[]> received = Bytes.AllAsync(right);
        for (int i = 0; !received.IsCompleted; i++)
        {
            Assert.That(i, Is.LessThan(100_000), "it stands still");
            world.Step();
            if (i % 10 == 0) most = Math.Max(most, StreamWorld.HeldBy(world.Left));
        }

        Assert.That((received.Result.Length, most < MostHeld), Is.EqualTo((600_000, true)), $"{most} held");

        async Task Write()
        {
            for (int i = 0; i < 600_000; i++) await left.WriteAsync(one).ConfigureAwait(false);
            left.CompleteWrites();
        }
    }

    [Test]
    public void Two_streams_go_beside_messages_on_a_third_channel_and_a_stream_that_stands_still_holds_up_nobody()
    {
        using var world = new StreamWorld(new NetworkImpairmentOptions { Seed = 9, LossRate = 0.02, DelayMs = 2 }, channels: 3);
        ENetChannelStream left = world.AtLeft.OpenStream(0), right = world.AtRight.OpenStream(0);
        ENetChannelStream standing = world.AtLeft.OpenStream(2), unread = world.AtRight.OpenStream(2);
        Task<string> stood = Bytes.WriteAsync(standing, 2_000_000, seed: 7, completed: standing.CompleteWrites);
        Task<string> sent = Bytes.WriteAsync(left, 2_000_000, seed: 1, completed: left.CompleteWrites);
        Task<string> received = Bytes.ReadAsync(right, seed: 3);
        Task<List<int>> messages = Receive();
        for (int i = 0; i < 500; i++) world.AtLeft.TrySend(1, BitConverter.GetBytes(i), ENetPacketFlags.Reliable);
        world.Run(Task.WhenAll(messages, received));
        Assert.That(messages.Result, Is.Ordered.And.Count.EqualTo(500));
        Assert.That((received.Result, stood.IsCompleted), Is.EqualTo((sent.Result, false)));
        Task<string> read = Bytes.ReadAsync(unread, seed: 8);
        world.Run(read);
        Assert.That(read.Result, Is.EqualTo(stood.Result));

        async Task<List<int>> Receive()
        {
            var seen = new List<int>();
            while (seen.Count < 500)
            {
                using ENetMessage message = await world.AtRight.ReceiveAsync().ConfigureAwait(false);
                Assert.That(message.Channel, Is.EqualTo(1));
                seen.Add(BitConverter.ToInt32(message.Span));
            }

            return seen;
        }
    }

    // Four seconds, and the window at their end.
    private static (long Bytes, int Window) Measure(int delayMs, int readPerMs, ENetStreamOptions options)
    {
        using var world = new StreamWorld(new NetworkImpairmentOptions { Seed = 1, DelayMs = delayMs });
        ENetChannelStream left = world.AtLeft.OpenStream(0, options with { SendBufferBytes = 4 << 20 }), right = world.AtRight.OpenStream(0, options);
        _ = Bytes.WriteAsync(left, long.MaxValue, seed: 1, mostAtOnce: 100_000);
        byte[] buffer = new byte[1 << 20];
        long bytes = 0;
        Task<int>? reading = null;
        // The line has to be found first.
        for (int ms = 0; ms < 8_000; ms++)
        {
            if (ms == 4_000) bytes = 0;
            world.Step();
            for (int left1 = readPerMs; left1 > 0;)
            {
                reading ??= right.ReadAsync(buffer.AsMemory(0, Math.Min(buffer.Length, left1))).AsTask();
                if (!reading.IsCompleted) break;
                bytes += reading.Result;
                left1 -= reading.Result;
                reading = null;
            }
        }

        return (bytes, right.WindowBytes);
    }
}
