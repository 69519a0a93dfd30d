using System;
using System.Buffers;
using System.IO;
using System.IO.Pipelines;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Streams;

/// <summary>How a stream ends: in order, by half, by an abort, with its connection, by whoever disposes it.</summary>
public sealed class StreamEndTests
{
    private static readonly byte[] Hello = Encoding.ASCII.GetBytes("hello");

    [Test]
    [Property("Requirement", "STR-007")]
    public void A_direction_ends_by_itself_and_the_other_goes_on()
    {
        using var world = new StreamWorld(new NetworkImpairmentOptions { DelayMs = 5 });
        (ENetChannelStream left, ENetChannelStream right) = Open(world);
        left.Write(Hello);
        ValueTask completing = left.CompleteWritesAsync();
        Assert.That(completing.IsCompleted, Is.False);
        Task<byte[]> read = Bytes.AllAsync(right);
        world.Run(read);
        world.Run(completing.AsTask());
        Assert.That((Encoding.ASCII.GetString(read.Result), right.ReadsClosed.IsCompletedSuccessfully, left.WritesClosed.IsCompletedSuccessfully), Is.EqualTo(("hello", true, true)));
        Assert.That((left.CanWrite, left.CanRead, left.ReadsClosed.IsCompleted, right.WritesClosed.IsCompleted), Is.EqualTo((false, true, false, false)));
        Assert.That(() => left.Write(Hello), Throws.InstanceOf<ObjectDisposedException>());
        right.Write(Hello);
        right.CompleteWrites();
        right.CompleteWrites();
        Task<byte[]> back = Bytes.AllAsync(left);
        world.Run(Task.WhenAll(back, left.ReadsClosed, right.WritesClosed));
        Assert.That(back.Result, Is.EqualTo(Hello));
        Assert.That((left.Read(new byte[1]), left.Read(new byte[1])), Is.EqualTo((0, 0)), "the end stays the end");
    }

    [Test]
    [Property("Requirement", "STR-008")]
    public void An_abort_ends_both_directions_of_both_ends_with_its_code_and_the_connection_goes_on([Values] bool isPipe)
    {
        using var world = new StreamWorld(new NetworkImpairmentOptions { DelayMs = 5 });
        (ENetChannelStream left, ENetChannelStream right) = Open(world);
        right.Write(Hello);
        world.Advance(20);
        Task reading = isPipe ? right.Input.ReadAsync().AsTask() : right.ReadAsync(new byte[9]).AsTask();
        Task<string> writing = Bytes.WriteAsync(right, 10_000_000, seed: 1);
        world.Advance(50);
        left.Abort(42);
        Expect(() => left.ReadByte(), 42, isRemote: false, "what waits is dropped");
        Expect(() => left.Write(Hello), 42, isRemote: false);
        world.Until(() => reading.IsCompleted && writing.IsCompleted);
        Expect(() => reading.GetAwaiter().GetResult(), 42, isRemote: true);
        Expect(() => writing.GetAwaiter().GetResult(), 42, isRemote: true);
        Expect(() => right.ReadsClosed.GetAwaiter().GetResult(), 42, isRemote: true);
        Expect(() => right.WritesClosed.GetAwaiter().GetResult(), 42, isRemote: true);
        Expect(() => left.ReadsClosed.GetAwaiter().GetResult(), 42, isRemote: false);
        Expect(() => left.WritesClosed.GetAwaiter().GetResult(), 42, isRemote: false);
        left.Abort(43);
        world.AtLeft.TrySend(1, Hello, ENetPacketFlags.Reliable);
        Task<ENetMessage> message = world.AtRight.ReceiveAsync().AsTask();
        world.Run(message);
        world.Run(left.DisposeAsync().AsTask());
        world.Run(right.DisposeAsync().AsTask());
        Assert.That(world.Left.StreamMemory.RentedBytes + world.Right.StreamMemory.RentedBytes, Is.Zero, "everything has gone back");
    }

    [Test]
    public void Disposing_waits_until_everything_has_arrived_also_what_there_was_no_credit_for()
    {
        using var world = new StreamWorld(new NetworkImpairmentOptions { DelayMs = 5, LossRate = 0.05, Seed = 4 });
        (ENetChannelStream left, ENetChannelStream right) = Open(world);
        Task<string> sent = Write();
        world.Advance(2_000);
        Assert.That(sent.IsCompleted, Is.False, "there is credit for a quarter of it");
        Task<string> received = Bytes.ReadAsync(right, seed: 2);
        world.Run(sent);
        world.Run(world.AtLeft.DisposeAsync().AsTask());
        world.Run(received);
        Assert.That(received.Result, Is.EqualTo(sent.Result));

        async Task<string> Write()
        {
            string hash = await Bytes.WriteAsync(left, 1_000_000, seed: 1).ConfigureAwait(false);
            await left.DisposeAsync().ConfigureAwait(false);
            await left.DisposeAsync().ConfigureAwait(false);
            left.Dispose();
            return hash;
        }
    }

    [Test]
    public void Leaving_a_connection_waits_for_what_its_streams_have_flushed([Values] bool completes)
    {
        using var world = new StreamWorld(new NetworkImpairmentOptions { DelayMs = 20, LossRate = 0.05, Seed = 4 });
        (ENetChannelStream left, ENetChannelStream right) = Open(world);
        Task<string> sent = Bytes.WriteAsync(left, 500_000, seed: 1, completed: completes ? left.CompleteWrites : null);
        var seen = new MemoryStream();
        Task reading = right.CopyToAsync(seen);
        world.Run(sent);
        Task leaving = world.AtLeft.DisconnectAsync().AsTask();
        world.Step();
        Assert.That(() => left.Write(Hello), Throws.InstanceOf<Exception>(), "it is too late to write");
        world.Run(leaving);
        world.Until(() => reading.IsCompleted);
        Assert.That((seen.Length, reading.IsCompletedSuccessfully), Is.EqualTo((500_000, completes)));
        if (!completes) Assert.That(() => reading.GetAwaiter().GetResult(), Throws.InstanceOf<IOException>().With.InnerException.InstanceOf<ENetDisconnectedException>());
    }

    [Test]
    [Property("Requirement", "STR-009")]
    public void Whoever_reads_no_more_stops_the_writer_and_goes_on_writing()
    {
        using var world = new StreamWorld(new NetworkImpairmentOptions { DelayMs = 5 });
        (ENetChannelStream left, ENetChannelStream right) = Open(world);
        Task<string> writing = Bytes.WriteAsync(right, 10_000_000, seed: 1);
        world.Advance(50);
        left.Input.Complete();
        world.Until(() => writing.IsCompleted);
        Expect(() => writing.GetAwaiter().GetResult(), ENetStreamAbortCode.NotWanted, isRemote: true);
        Assert.That(() => left.Read(new byte[1]), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(left.ReadsClosed.IsFaulted, Is.True);
        left.Write(Hello);
        left.CompleteWrites();
        Task<byte[]> read = Bytes.AllAsync(right);
        world.Run(read);
        Assert.That(read.Result, Is.EqualTo(Hello));
    }

    [Test]
    public void A_writer_that_fails_aborts_and_so_does_one_that_is_disposed_in_the_middle_of_a_write([Values] bool disposes)
    {
        using var world = new StreamWorld(new NetworkImpairmentOptions { DelayMs = 5 });
        (ENetChannelStream left, ENetChannelStream right) = Open(world);
        Task<string> writing = Bytes.WriteAsync(left, disposes ? 10_000_000 : 1, seed: 1);
        Task reading = left.ReadAsync(new byte[9]).AsTask();
        world.Advance(50);
        if (disposes)
        {
            Assert.That(left.CompleteWrites, Throws.InstanceOf<InvalidOperationException>(), "it is under way");
            left.Dispose();
            world.Until(() => writing.IsCompleted && reading.IsCompleted);
            Assert.That(() => writing.GetAwaiter().GetResult(), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(() => reading.GetAwaiter().GetResult(), Throws.InstanceOf<ObjectDisposedException>());
        }
        else
        {
            left.Output.Complete(new InvalidDataException("The file has gone."));
        }

        world.Until(() => right.ReadsClosed.IsCompleted);
        Expect(() => right.ReadByte(), ENetStreamAbortCode.WriterFailed, isRemote: true);
    }

    [Test]
    [Property("Requirement", "STR-010")]
    public void What_came_before_the_connection_ended_is_read_before_its_end_is_told([Values] bool isPipe)
    {
        using var world = new StreamWorld(new NetworkImpairmentOptions { DelayMs = 5 });
        (ENetChannelStream left, ENetChannelStream right) = Open(world);
        left.Write(Hello);
        Task<string> writing = Bytes.WriteAsync(right, 10_000_000, seed: 1);
        world.Advance(50);
        world.Run(world.AtLeft.DisconnectAsync(how: ENetLeave.Immediately).AsTask());
        world.Until(() => world.AtRight.Ending is not null);
        Assert.That(() => writing.GetAwaiter().GetResult(), Throws.InstanceOf<IOException>().With.InnerException.InstanceOf<ENetDisconnectedException>());
        if (isPipe)
        {
            ReadResult result = right.Input.ReadAsync().AsTask().Result;
            Assert.That((result.Buffer.ToArray(), result.IsCompleted), Is.EqualTo((Hello, false)));
            right.Input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            Assert.That(() => right.Input.ReadAsync().AsTask().GetAwaiter().GetResult(), Throws.InstanceOf<IOException>(), "nothing more will come");
        }
        else
        {
            byte[] buffer = new byte[9];
            Assert.That((right.Read(buffer), buffer.AsSpan(0, 5).SequenceEqual(Hello)), Is.EqualTo((5, true)));
            Assert.That(() => right.Read(buffer), Throws.InstanceOf<IOException>().With.InnerException.InstanceOf<ENetDisconnectedException>());
        }

        Assert.That((right.ReadsClosed.IsFaulted, right.WritesClosed.IsFaulted), Is.EqualTo((true, true)));
        Assert.That(right.DisposeAsync().AsTask().IsCompletedSuccessfully, Is.True);
    }

    [Test]
    public void Reads_and_writes_that_are_cancelled_lose_nothing_of_what_they_had()
    {
        using var world = new StreamWorld(new NetworkImpairmentOptions { DelayMs = 5 });
        (ENetChannelStream left, ENetChannelStream right) = Open(world);
        using var source = new CancellationTokenSource();
        Task<int> reading = right.ReadAsync(new byte[9], source.Token).AsTask();
        Task writing = left.WriteAsync(new byte[3_000_000], source.Token).AsTask();
        Task<ReadResult> other = left.Input.ReadAsync(source.Token).AsTask();
        world.Run(reading);
        world.Advance(2_000);
        Assert.That((writing.IsCompleted, other.IsCompleted), Is.EqualTo((false, false)));
        source.Cancel();
        world.Until(() => writing.IsCompleted && other.IsCompleted);
        Assert.That((writing.IsCanceled, other.IsCanceled), Is.EqualTo((true, true)));
        Assert.That(() => left.ReadAsync(new byte[1], source.Token).AsTask().GetAwaiter().GetResult(), Throws.InstanceOf<OperationCanceledException>());
        Task<byte[]> read = Bytes.AllAsync(right);
        Task<string> rest = Bytes.WriteAsync(left, 1_000_000, seed: 1, completed: left.CompleteWrites);
        world.Run(Task.WhenAll(read, rest));
        Assert.That(read.Result, Has.Length.InRange(1_000_000, 4_000_000));
        right.Write(Hello);
        Task<byte[]> back = Bytes.AllAsync(left);
        right.CompleteWrites();
        world.Run(back);
        Assert.That(back.Result, Is.EqualTo(Hello));
    }

    [Test]
    public void One_reads_at_a_time_and_one_writes_and_the_second_is_told_so()
    {
        using var world = new StreamWorld(new NetworkImpairmentOptions { DelayMs = 5 });
        (ENetChannelStream left, ENetChannelStream right) = Open(world);
        Task<int> reading = right.ReadAsync(new byte[9]).AsTask();
        Assert.That(() => right.Read(new byte[9]), Throws.InstanceOf<InvalidOperationException>());
        Assert.That(() => right.Input.TryRead(out _), Throws.InstanceOf<InvalidOperationException>());
        Assert.That(() => right.Input.AdvanceTo(default), Throws.InstanceOf<InvalidOperationException>());
        Task<string> writing = Bytes.WriteAsync(left, 2_000_000, seed: 1);
        Assert.That(() => left.Write(Hello), Throws.InstanceOf<InvalidOperationException>());
        world.Run(reading);
        right.Input.CancelPendingRead();
        ReadResult result = right.Input.ReadAsync().AsTask().Result;
        Assert.That(result.IsCanceled, Is.True);
        result = right.Input.ReadAsync().AsTask().Result;
        right.Input.AdvanceTo(result.Buffer.End);
        Assert.That(writing.IsCompleted, Is.False);
    }

    [Test]
    [Property("Requirement", "STR-006")]
    public void A_reader_that_consumes_nothing_gets_as_much_as_is_allowed_and_is_told_then()
    {
        using var world = new StreamWorld(new NetworkImpairmentOptions { DelayMs = 5 });
        (ENetChannelStream left, ENetChannelStream right) = Open(world);
        Task<string> writing = Bytes.WriteAsync(left, 3_000_000, seed: 1, completed: left.CompleteWrites);
        Task<long> reading = Look();
        world.Until(() => reading.IsCompleted);
        Assert.That(() => reading.GetAwaiter().GetResult(), Throws.InstanceOf<InvalidOperationException>().With.Message.Contains("1048576"));
        Task<string> received = Bytes.ReadAsync(right, seed: 1);
        Assert.That(received.IsCompleted, Is.True, "and may not read past that");

        async Task<long> Look()
        {
            while (true)
            {
                ReadResult result = await right.Input.ReadAsync().ConfigureAwait(false);
                if (result.IsCompleted) return result.Buffer.Length;
                right.Input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            }
        }
    }

    private static (ENetChannelStream Left, ENetChannelStream Right) Open(StreamWorld world) => (world.AtLeft.OpenStream(0), world.AtRight.OpenStream(0));

    private static void Expect(Action action, uint code, bool isRemote, string? why = null) =>
        Assert.That(action, Throws.InstanceOf<ENetStreamAbortedException>().With.Property(nameof(ENetStreamAbortedException.Code)).EqualTo(code).And.Property(nameof(ENetStreamAbortedException.IsRemote)).EqualTo(isRemote), why);
}
