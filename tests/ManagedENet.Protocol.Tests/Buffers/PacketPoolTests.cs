using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Buffers;

namespace ManagedENet.Protocol.Tests.Buffers;

[TestFixture]
internal sealed class PacketPoolTests
{
    [TestCase(0, 64)]
    [TestCase(1, 64)]
    [TestCase(64, 64)]
    [TestCase(65, 128)]
    [TestCase(1_392, 2_048)]
    [TestCase(4_096, 4_096)]
    [TestCase(4_097, 8_192)]
    [TestCase(32 << 20, 32 << 20)]
    [TestCase((32 << 20) + 1, (32 << 20) + 1)]
    public void Blocks_have_the_next_power_of_two_and_beyond_the_largest_their_own_size(int length, int capacity)
    {
        var pool = new PacketPool(1 << 30);
        PacketBlock block = pool.Rent(length, ENetPacketFlags.Reliable);
        Assert.That((block.Buffer.Length, block.Length, block.Span.Length, block.Flags), Is.EqualTo((capacity, length, length, ENetPacketFlags.Reliable)));
        Assert.That(pool[block.Id], Is.SameAs(block));
        pool.Release(block);
        Assert.That(pool.RentedBlocks, Is.Zero);
    }

    [Test]
    public void A_returned_block_is_rented_again_and_the_limit_of_retained_bytes_holds()
    {
        var pool = new PacketPool(4_096);
        PacketBlock first = pool.Rent(1_000, ENetPacketFlags.None);
        pool.Release(first);
        Assert.That(pool.Rent(600, ENetPacketFlags.None), Is.SameAs(first));
        pool.Release(first);
        PacketBlock[] many = Enumerable.Range(0, 10).Select(_ => pool.Rent(1_024, ENetPacketFlags.None)).ToArray();
        Assert.That(many.Select(block => block.Id).Distinct().Count(), Is.EqualTo(10));
        foreach (PacketBlock block in many) pool.Release(block);
        Assert.That((pool.RentedBlocks, pool.RetainedBytes), Is.EqualTo((0, 4_096L)));
        PacketBlock[] again = Enumerable.Range(0, 10).Select(_ => pool.Rent(1_024, ENetPacketFlags.None)).ToArray();
        Assert.That(again.Select(block => block.Id).Distinct().Count(), Is.EqualTo(10));
        Assert.That(again.All(block => ReferenceEquals(pool[block.Id], block)), Is.True);
        Assert.That(again.Max(block => block.Id), Is.LessThan(11), "numbers are used again too");
    }

    [Test]
    public void A_block_returns_when_its_last_reference_is_given_up()
    {
        var pool = new PacketPool(1 << 20);
        PacketBlock block = pool.RentCopy([1, 2, 3], ENetPacketFlags.None);
        block.ReferenceCount++;
        pool.Release(block);
        Assert.That((pool.RentedBlocks, pool.RetainedBytes), Is.EqualTo((1, 0L)));
        Assert.That(block.Span.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));
        pool.Release(block);
        Assert.That((pool.RentedBlocks, pool.RetainedBytes), Is.EqualTo((0, 64L)));
    }

    [FsCheck.NUnit.Property(MaxTest = 200)]
    public bool No_two_rented_blocks_share_memory_or_number((bool Rents, ushort Length)[] steps)
    {
        var pool = new PacketPool(100_000);
        var rented = new List<PacketBlock>();
        foreach ((bool rents, ushort length) in steps)
        {
            if (rents || rented.Count == 0)
            {
                PacketBlock block = pool.Rent(length, ENetPacketFlags.None);
                if (rented.Any(other => ReferenceEquals(other.Buffer, block.Buffer) || other.Id == block.Id)) return false;
                rented.Add(block);
            }
            else
            {
                pool.Release(rented[length % rented.Count]);
                rented.RemoveAt(length % rented.Count);
            }

            if (pool.RentedBlocks != rented.Count || pool.RetainedBytes > 100_000) return false;
        }

        return true;
    }
}
