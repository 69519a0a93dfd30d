using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Threading.Tasks;
using ManagedENet.Shared;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Streams;

/// <summary>What the other end may send: anything. The stream ends with the code that the specification names, the connection goes on, and memory has its bounds.</summary>
public sealed class StreamHostileTests
{
    private const byte Data = 1, End = 2, Abort = 3, Credit = 4, Stop = 5;
    private const int Implicit = 65_536;

    public static IEnumerable<TestCaseData> Faults()
    {
        yield return Case("an empty message", ENetStreamAbortCode.Malformed, Array.Empty<byte>());
        yield return Case("data of no bytes", ENetStreamAbortCode.Malformed, [Data]);
        yield return Case("an end with something in it", ENetStreamAbortCode.Malformed, [End, 0]);
        yield return Case("a short abort", ENetStreamAbortCode.Malformed, [Abort, 0, 0, 0]);
        yield return Case("a long credit", ENetStreamAbortCode.Malformed, [Credit, 0, 0, 0, 1, 0]);
        yield return Case("a credit of nothing", ENetStreamAbortCode.Malformed, [Credit, 0, 0, 0, 0]);
        yield return Case("a short stop", ENetStreamAbortCode.Malformed, [Stop]);
        yield return Case("an unknown kind", ENetStreamAbortCode.UnknownKind, [6, 1, 2, 3]);
        yield return Case("kind zero", ENetStreamAbortCode.UnknownKind, [0]);
        yield return Case("data behind the end", ENetStreamAbortCode.DataAfterEnd, [End], [Data, 1]);
        yield return Case("two ends", ENetStreamAbortCode.DataAfterEnd, [End], [End]);
        yield return Case("credit that is too much at once", ENetStreamAbortCode.CreditOverflow, [Credit, 0xFF, 0xFF, 0xFF, 0xFF]);
        yield return Case("credit that is too much together", ENetStreamAbortCode.CreditOverflow, [Credit, 0x7F, 0, 0, 0], [Credit, 1, 0, 0, 0]);
        yield return Case("a byte more than there is credit for", ENetStreamAbortCode.CreditExceeded, Of(Data, 256 * 1024), [Data, 1]);
    }

    [TestCaseSource(nameof(Faults))]
    [Property("Requirement", "STR-001")]
    [Property("Requirement", "STR-004")]
    [Property("Requirement", "STR-011")]
    public void A_fault_aborts_the_stream_with_its_code_at_both_ends(uint code, byte[][] messages)
    {
        using var world = new StreamWorld(new NetworkImpairmentOptions { DelayMs = 2 });
        ENetChannelStream stream = world.AtRight.OpenStream(0);
        foreach (byte[] message in messages) world.AtLeft.TrySend(0, message, ENetPacketFlags.Reliable);
        world.Until(() => stream.WritesClosed.IsCompleted);
        Assert.That(() => stream.Write([1]), Throws.InstanceOf<ENetStreamAbortedException>().With.Property(nameof(ENetStreamAbortedException.Code)).EqualTo(code));
        Assert.That(AbortSeen(world), Is.EqualTo(code));
        Assert.That(world.AtLeft.TrySend(1, [9], ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.Queued));
        using ENetMessage other = world.Run(world.AtRight.ReceiveAsync().AsTask());
        Assert.That(other.Channel, Is.EqualTo(1));
    }

    [Test]
    public void A_message_that_is_not_reliable_is_none_of_a_stream()
    {
        using var world = new StreamWorld();
        ENetChannelStream stream = world.AtRight.OpenStream(0);
        world.AtLeft.TrySend(0, [Data, 1], ENetPacketFlags.None);
        world.Until(() => stream.WritesClosed.IsCompleted);
        Assert.That(AbortSeen(world), Is.EqualTo(ENetStreamAbortCode.NotReliable));
    }

    [Test]
    [Property("Requirement", "STR-011")]
    [Property("Requirement", "STR-012")]
    public void Any_messages_at_any_time_end_as_the_specification_says_and_take_no_more_than_was_promised() => Seeds.Each(usually: 60, seed =>
    {
        var random = new Random((int)seed);
        using var world = new StreamWorld(new NetworkImpairmentOptions { Seed = seed, DelayMs = random.Next(4), LossRate = 0.02 });
        bool isEarly = random.Next(2) == 0;
        ENetChannelStream? stream = isEarly ? null : world.AtRight.OpenStream(0);
        if (!isEarly) world.Advance(30);
        var model = new Model(isEarly ? Implicit : 256 * 1024);
        for (int i = 0; i < 400 && model.Code is null; i++)
        {
            byte[] message = Next(random);
            if (isEarly && model.Left < message.Length) break;
            model.Take(message);
            while (world.AtLeft.TrySend(0, message, ENetPacketFlags.Reliable) != ENetSendResult.Queued) world.Step();
            if (random.Next(5) == 0) world.Step();
        }

        stream ??= world.AtRight.OpenStream(0);
        for (int i = 0; i < 500; i++) world.AtLeft.TrySend(0, Next(random), ENetPacketFlags.Reliable);
        Task<byte[]> writing = Bytes.AllAsync(stream);
        for (int i = 0; i < 3_000 && !(writing.IsCompleted && stream.WritesClosed.IsCompleted); i++) world.Step();
        Assert.That(StreamWorld.HeldBy(world.Right), Is.LessThan(2 << 20));
        Assert.That((world.AtLeft.Ending, world.AtRight.Ending, world.Right.Completion.IsCompleted), Is.EqualTo((default(ENetEnding?), default(ENetEnding?), false)));
        if (model.Code is { } code) Assert.That(() => stream.ReadsClosed.GetAwaiter().GetResult(), model.HasEnd ? Throws.Nothing : Throws.InstanceOf<ENetStreamAbortedException>().With.Property("Code").EqualTo(code));
    });

    private static TestCaseData Case(string name, uint code, params byte[][] messages) => new TestCaseData(code, messages).SetName($"Refused_is_{name.Replace(' ', '_')}");

    private static byte[] Of(byte kind, int length)
    {
        byte[] message = new byte[length + 1];
        message[0] = kind;
        return message;
    }

    private static byte[] Next(Random random)
    {
        int choice = random.Next(400);
        if (choice < 3) return Of((byte)random.Next(256), random.Next(6));
        if (choice < 4) return [];
        if (choice < 6) return Of(End, 0);
        if (choice < 8) return Number(Abort, (uint)random.Next());
        if (choice < 20) return Number(Stop, 5);
        if (choice < 40) return Number(Credit, (uint)random.Next(1, random.Next(20) == 0 ? int.MaxValue : 100_000));
        return Of(Data, random.Next(1, random.Next(30) == 0 ? 40_000 : 300));
    }

    private static byte[] Number(byte kind, uint number)
    {
        byte[] message = Of(kind, 4);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(1), number);
        return message;
    }

    private static uint? AbortSeen(StreamWorld world)
    {
        for (int i = 0; i < 100; i++)
        {
            world.Step();
            while (world.AtLeft.TryReceive(out ENetMessage message))
            {
                using (message)
                {
                    if (message.Span[0] == Abort) return BinaryPrimitives.ReadUInt32BigEndian(message.Span.Slice(1));
                }
            }
        }

        return null;
    }

    /// <summary>What the page streams.md says of each message, as far as nobody reads: with which code the stream ends.</summary>
    private sealed class Model(long credit)
    {
        private long _given = Implicit;

        public long Left { get; private set; } = credit;

        public bool HasEnd { get; private set; }

        public uint? Code { get; private set; }

        public void Take(ReadOnlySpan<byte> message)
        {
            if (message.IsEmpty)
            {
                Code = ENetStreamAbortCode.Malformed;
                return;
            }

            bool isNumber = message.Length == 5;
            uint number = isNumber ? BinaryPrimitives.ReadUInt32BigEndian(message.Slice(1)) : 0;
            Code = message[0] switch
            {
                Data when message.Length == 1 => ENetStreamAbortCode.Malformed,
                Data when HasEnd => ENetStreamAbortCode.DataAfterEnd,
                Data when message.Length - 1 > Left => ENetStreamAbortCode.CreditExceeded,
                Data => null,
                End when message.Length > 1 => ENetStreamAbortCode.Malformed,
                End when HasEnd => ENetStreamAbortCode.DataAfterEnd,
                End => null,
                Abort when isNumber => number,
                Credit when isNumber && number > 0 => _given + number > int.MaxValue ? ENetStreamAbortCode.CreditOverflow : null,
                Stop when isNumber => null,
                Abort or Credit or Stop => ENetStreamAbortCode.Malformed,
                _ => ENetStreamAbortCode.UnknownKind,
            };
            if (Code is not null) return;
            if (message[0] == Data) Left -= message.Length - 1;
            if (message[0] == Credit) _given += number;
            HasEnd |= message[0] == End;
        }
    }
}
