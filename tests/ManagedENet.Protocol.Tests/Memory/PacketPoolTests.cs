using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Memory;
using ManagedENet.Shared;

namespace ManagedENet.Protocol.Tests.Memory;

[TestFixture]
internal sealed class PacketPoolTests
{
    [TestCase(0, 64)]
    [TestCase(1, 64)]
    [TestCase(64, 64)]
    [TestCase(65, 128)]
    [TestCase(1_024, 1_024)]
    [TestCase(1_025, 1_280)]
    [TestCase(1_392, 1_536)]
    [TestCase(4_096, 4_096)]
    [TestCase(4_097, 5_120)]
    [TestCase(32 << 20, 32 << 20)]
    [TestCase((32 << 20) + 1, (32 << 20) + 1)]
    public void Blocks_are_a_little_longer_than_what_lies_in_them_and_beyond_the_largest_just_as_long(int length, int capacity)
    {
        var pool = new PacketPool(1 << 30);
        PacketBlock block = pool.Rent(length, ENetPacketFlags.Reliable);
        Assert.That((block.Buffer.Length, block.Length, block.Span.Length, block.Flags), Is.EqualTo((capacity, length, length, ENetPacketFlags.Reliable)));
        Assert.That((pool[block.Id], PacketPool.CostFor(length)), Is.EqualTo((block, (long)block.Cost)));
        pool.EndOwnership(block);
        Assert.That(pool.RentedBlocks, Is.Zero);
    }

    [Test]
    public void Each_length_has_the_smallest_block_that_holds_it()
    {
        int largest = SizeClasses.BytesOf(SizeClasses.Count - 1);
        Assert.That(largest, Is.EqualTo(32 << 20));
        for (int sizeClass = 0; sizeClass < SizeClasses.Count; sizeClass++)
        {
            int bytes = SizeClasses.BytesOf(sizeClass);
            Assert.That((SizeClasses.Of(bytes), SizeClasses.Of(bytes + 1)), Is.EqualTo((sizeClass, sizeClass + 1)), $"{bytes} bytes");
            if (bytes > 1_024) Assert.That(SizeClasses.BytesOf(sizeClass - 1) * 5, Is.GreaterThanOrEqualTo(bytes * 4), "no block is more than a quarter too long");
        }

        Assert.That(SizeClasses.Of(int.MaxValue), Is.EqualTo(SizeClasses.Unpooled));
    }

    [Test]
    public void A_returned_block_is_rented_again_and_the_limit_of_retained_bytes_holds()
    {
        var pool = new PacketPool(5_000);
        PacketBlock first = pool.Rent(1_000, ENetPacketFlags.None);
        pool.EndOwnership(first);
        Assert.That(pool.Rent(600, ENetPacketFlags.None), Is.SameAs(first));
        pool.EndOwnership(first);
        PacketBlock[] many = Enumerable.Range(0, 10).Select(_ => pool.Rent(1_024, ENetPacketFlags.None)).ToArray();
        Assert.That(many.Select(block => block.Id).Distinct().Count(), Is.EqualTo(10));
        foreach (PacketBlock block in many) pool.EndOwnership(block);
        Assert.That(pool.RentedBlocks, Is.Zero);
        Assert.That(pool.RetainedBytes, Is.InRange(4_096, 5_000));
        PacketBlock[] again = Enumerable.Range(0, 10).Select(_ => pool.Rent(1_024, ENetPacketFlags.None)).ToArray();
        Assert.That(again.Select(block => block.Id).Distinct().Count(), Is.EqualTo(10));
        Assert.That(again.All(block => ReferenceEquals(pool[block.Id], block)), Is.True);
        Assert.That(again.Max(block => block.Id), Is.LessThan(11), "numbers are used again too");
    }

    [Test]
    [Property("Requirement", "LIM-005, LIM-034")]
    public void A_burst_of_one_size_does_not_keep_every_other_size_out()
    {
        var pool = new PacketPool(1 << 20);
        PacketBlock[] burst = Enumerable.Range(0, 20).Select(_ => pool.Rent(60_000, ENetPacketFlags.None)).ToArray();
        foreach (PacketBlock block in burst) pool.EndOwnership(block);
        Assert.That(pool.RetainedBytes, Is.GreaterThan((1 << 20) - 70_000), "it is full of the one size");
        for (int round = 0; round < 3; round++) RentAndReturn(pool, 100, 1_000);
        Assert.That(AllocatedBytes.OfEveryRound(() => RentAndReturn(pool, 100, 1_000)), Is.Zero, "another size is at home all the same");
        Assert.That(pool.RetainedBytes, Is.LessThanOrEqualTo(1 << 20));
    }

    [Test]
    [Property("Requirement", "LIM-034")]
    public void What_is_not_needed_for_two_epochs_is_let_go_and_what_is_needed_now_and_then_stays()
    {
        var pool = new PacketPool(1 << 30);
        RentAndReturn(pool, 1_000, 1_000);
        long burst = pool.RetainedBytes;
        Assert.That(burst, Is.GreaterThan(1_000_000));
        for (int epoch = 0; epoch < 6; epoch++)
        {
            RentAndReturn(pool, 10, 1_000);
            pool.EndEpoch();
        }

        Assert.That(pool.RetainedBytes, Is.InRange(10_000, 30_000), "ten of them are in use");
        Assert.That(AllocatedBytes.OfEveryRound(() =>
        {
            for (int epoch = 0; epoch < 20; epoch++)
            {
                RentAndReturn(pool, epoch % 2 == 0 ? 10 : 1, 1_000);
                pool.EndEpoch();
            }
        }), Is.Zero, "every second epoch is often enough");
        for (int epoch = 0; epoch < 3; epoch++) pool.EndEpoch();
        Assert.That(pool.RetainedBytes, Is.Zero);
        MemoryMeasure measure = default;
        pool.Measure(ref measure);
        Assert.That(measure.Total, Is.Zero);
    }

    [Test]
    [Property("Requirement", "LIM-012")]
    public void A_block_is_asked_for_with_all_it_takes_and_given_back_with_its_last_reference()
    {
        var pool = new PacketPool(1 << 20);
        LedgerSide ledger = TestLedger.Open();
        Account account = default;
        PacketBlock block = pool.TryRent(1_000, ENetPacketFlags.None, ledger, ref account, 40, Claim.Next)!;
        Assert.That((account.Used, ledger.Held), Is.EqualTo((block.Cost + 40L, (long)block.Cost)));
        Assert.That(block.Cost, Is.InRange(1_024 + 80, 1_024 + 160));
        block.ReferenceCount++;
        pool.Release(block, ledger, ref account, 0);
        Assert.That((pool.RentedBlocks, ledger.Held), Is.EqualTo((1, (long)block.Cost)));
        pool.Release(block, ledger, ref account, 40);
        Assert.That((pool.RentedBlocks, account.Used, ledger.Held), Is.EqualTo((0, 0L, 0L)));
    }

    [Test]
    [Property("Requirement", "LIM-012, CHN-062")]
    public void What_several_share_is_held_once_and_each_is_responsible_for_it()
    {
        var pool = new PacketPool(1 << 20);
        LedgerSide ledger = TestLedger.Open(BlockHolder.Outgoing);
        var accounts = new Account[3];
        PacketBlock block = pool.Rent(10_000, ENetPacketFlags.Reliable);
        PacketBlock[] views = new PacketBlock[3];
        for (int i = 0; i < 3; i++)
        {
            views[i] = pool.TryView(block, ledger, ref accounts[i], 128, Claim.Queue)!;
            views[i].ReferenceCount = 1;
            Assert.That(views[i].Span.Overlaps(block.Span), Is.True);
        }

        pool.EndOwnership(block);
        Assert.That(accounts.Select(account => account.Used), Is.All.GreaterThan(10_000));
        Assert.That(ledger.Held, Is.InRange(10_000, 15_000));
        foreach (int i in new[] { 1, 0, 2 })
        {
            Assert.That(ledger.Held, Is.GreaterThan(10_000));
            pool.Release(views[i], ledger, ref accounts[i], 128);
            Assert.That(accounts[i].Used, Is.Zero);
        }

        Assert.That((ledger.Held, pool.RentedBlocks), Is.EqualTo((0L, 0)));
    }

    [Test]
    [Property("Requirement", "LIM-012")]
    public void Where_memory_runs_out_the_ledger_counts_nothing()
    {
        var pool = new PacketPool(1 << 20) { NewBuffer = static _ => new byte[int.MaxValue] };
        LedgerSide ledger = TestLedger.Open();
        Account account = default;
        Assert.That(() => pool.TryRent(1_000, ENetPacketFlags.None, ledger, ref account, 40, Claim.Behind), Throws.TypeOf<OutOfMemoryException>());
        Assert.That((account.Used, account.Behind, ledger.Held, pool.RentedBlocks), Is.EqualTo((0L, 0L, 0L, 0)));
    }

    [Test]
    [Property("Requirement", "LIM-012, LIM-034")]
    public void What_waits_to_be_used_again_gives_way_before_the_host_s_limit_is_passed()
    {
        var pool = new PacketPool(1 << 30);
        var ledger = new LedgerSide(BlockHolder.Incoming, 1 << 20, 1 << 20, 1 << 20, 1 << 20, slots: 1);
        Account account = default;
        RentAndReturn(pool, 10, 90_000);
        Assert.That(pool.RetainedBytes, Is.GreaterThan(900_000));
        while (pool.TryRent(1_000, ENetPacketFlags.None, ledger, ref account, 0, Claim.Behind) is not null)
        {
        }

        Assert.That(ledger.Held + pool.RetainedBytes, Is.LessThanOrEqualTo(1 << 20));
        Assert.That(ledger.Held, Is.GreaterThan(1_000_000));
    }

    [FsCheck.NUnit.Property(MaxTest = 200)]
    public bool No_two_rented_blocks_share_memory_or_number((bool Rents, ushort Length)[] steps)
    {
        var pool = new PacketPool(100_000);
        LedgerSide ledger = TestLedger.Open();
        Account account = default;
        var rented = new List<PacketBlock>();
        foreach ((bool rents, ushort length) in steps)
        {
            if (rents || rented.Count == 0)
            {
                PacketBlock block = pool.TryRent(length, ENetPacketFlags.None, ledger, ref account, 0, Claim.Behind)!;
                if (rented.Any(other => ReferenceEquals(other.Buffer, block.Buffer) || other.Id == block.Id)) return false;
                rented.Add(block);
            }
            else
            {
                pool.Release(rented[length % rented.Count], ledger, ref account, 0);
                rented.RemoveAt(length % rented.Count);
            }

            if (length % 7 == 0) pool.EndEpoch();
            if (pool.RentedBlocks != rented.Count || pool.RetainedBytes > 100_000) return false;
            if (ledger.Held != rented.Sum(block => 80 + 8 + 24L + block.Buffer.Length)) return false;
        }

        return true;
    }

    private static void RentAndReturn(PacketPool pool, int count, int length)
    {
        Span<int> ids = stackalloc int[count];
        for (int i = 0; i < count; i++) ids[i] = pool.Rent(length, ENetPacketFlags.None).Id;
        for (int i = 0; i < count; i++) pool.EndOwnership(pool[ids[i]]);
    }
}
