using System;
using System.IO.Pipelines;
using System.Threading.Tasks;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Streams;

/// <summary>Nothing is allocated for a message of a stream, on either face: counted over everything that both ends do.</summary>
[NonParallelizable]
public sealed class StreamAllocationTests
{
    private const int Messages = 10_000;
    private const int SmallestObjectBytes = 24;

    [Test]
    [Property("Requirement", "LIM-005")]
    public void Ten_thousand_messages_through_a_stream_allocate_nothing([Values] bool isPipe, [Values(20, 1_000, 15_000)] int bytes)
    {
        if (LibraryTarget.IsNetStandard) Assert.Ignore("The state machines of netstandard2.1 are not pooled.");
        using var world = new StreamWorld();
        ENetChannelStream left = world.AtLeft.OpenStream(0), right = world.AtRight.OpenStream(0);
        long received = 0;
        _ = isPipe ? WritePipe() : Write();
        _ = isPipe ? ReadPipe() : Read();

        // Whatever is made once has been made when a megabyte or three have gone through.
        Go(Messages);
        long allocated = long.MaxValue;
        for (int round = 0; round < 5 && allocated > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Go(Messages);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.That(allocated, Is.Zero);

        void Go(long messages)
        {
            long until = received + (messages * bytes);
            for (int i = 0; received < until; i++)
            {
                if (i == 100_000) throw new TimeoutException("It stands still.");
                world.Step();
            }
        }

        async Task Write()
        {
            byte[] buffer = new byte[bytes];
            while (true) await left.WriteAsync(buffer).ConfigureAwait(false);
        }

        async Task Read()
        {
            byte[] buffer = new byte[bytes];
            while (true) received += await right.ReadAsync(buffer).ConfigureAwait(false);
        }

        async Task WritePipe()
        {
            while (true)
            {
                left.Output.GetSpan(bytes).Slice(0, bytes).Clear();
                left.Output.Advance(bytes);
                await left.Output.FlushAsync().ConfigureAwait(false);
            }
        }

        async Task ReadPipe()
        {
            while (true)
            {
                ReadResult result = await right.Input.ReadAsync().ConfigureAwait(false);
                received += result.Buffer.Length;
                right.Input.AdvanceTo(result.Buffer.End);
            }
        }
    }

    [Test]
    public async Task On_the_thread_pool_not_even_the_smallest_object_is_allocated_for_each_of_ten_thousand_messages()
    {
        if (LibraryTarget.IsNetStandard) Assert.Ignore("The state machines of netstandard2.1 are not pooled, nor is what the thread pool gets.");
        await using var pair = await StreamPair.OpenAsync(ENetCompletions.ThreadPool);
        ENetChannelStream left = pair.AtClient.OpenStream(0), right = pair.AtServer.OpenStream(0);
        byte[] sent = new byte[1_000], received = new byte[1_000];
        long least = long.MaxValue;
        for (int round = 0; round < 8 && least >= Messages * SmallestObjectBytes; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < Messages; i++)
            {
                // One at a time: everybody waits for everybody, which is where something would be allocated.
                ValueTask<int> reading = right.ReadAsync(received);
                await left.WriteAsync(sent).ConfigureAwait(false);
                for (int length = await reading.ConfigureAwait(false); length < sent.Length;) length += await right.ReadAsync(received).ConfigureAwait(false);
            }

            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        // Counted over all threads: the runtime has things of its own, and what a busy machine keeps from being pooled now and then.
        Assert.That(least, Is.LessThan(Messages * SmallestObjectBytes));
    }
}
