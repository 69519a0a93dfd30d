using System;
using ManagedENet.Protocol.Codecs;

namespace ManagedENet.Protocol.Tests.Codecs;

[TestFixture]
internal sealed class RangeCoderHostileTests
{
    private const int Guard = 16;

    private readonly RangeCoder _coder = new();

    [Test]
    [Property("Requirement", "RNG-021, RNG-022")]
    public void H12_two_hundred_thousand_random_and_damaged_blocks_never_throw_and_never_leave_their_room()
    {
        var random = new Random(12);
        var blocks = new HostileBlocks(seed: 12);
        byte[] memory = new byte[4092 + Guard];
        Array.Fill(memory, (byte)0x5C);
        int accepted = 0;
        for (int turn = 0; turn < 200_000; turn++)
        {
            // A twentieth of them in the room of a whole datagram; the others end sooner.
            int room = turn % 20 == 0 ? memory.Length - Guard : random.Next(300);
            Span<byte> behind = memory.AsSpan(room, Guard);
            behind.Fill(0x5C);
            ReadOnlySpan<byte> block = blocks.Next();

            int length = _coder.Decompress(block, memory.AsSpan(0, room));

            if (length < 0 || length > room || behind.IndexOfAnyExcept((byte)0x5C) >= 0) Assert.Fail($"turn {turn}: {length} of {room}, {Convert.ToHexString(block)}");
            if (length > 0) accepted++;
        }

        Assert.That(accepted, Is.InRange(1_000, 199_000), "some are accepted and some refused, or the test shows little");
    }

    [Test]
    [Property("Requirement", "RNG-018, RNG-021")]
    public void What_is_accepted_of_damaged_blocks_is_what_native_reads_in_them()
    {
        NativeCodecs.IgnoreWhenMissing();
        var blocks = new HostileBlocks(seed: 13);
        byte[] room = new byte[1000];
        int accepted = 0;
        for (int turn = 0; turn < 20_000; turn++)
        {
            byte[] block = blocks.Next().ToArray();
            int length = _coder.Decompress(block, room);
            if (length == 0) continue;

            accepted++;
            if (!NativeCodecs.Decompress(block, room.Length).AsSpan().SequenceEqual(room.AsSpan(0, length))) Assert.Fail($"turn {turn}: {Convert.ToHexString(block)}");
        }

        Assert.That(accepted, Is.Positive);
    }
}
