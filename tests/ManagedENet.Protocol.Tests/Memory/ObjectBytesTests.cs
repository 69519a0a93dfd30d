using System;
using System.Runtime.CompilerServices;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Reception;
using ManagedENet.Protocol.Recovery;
using ManagedENet.Protocol.Sending;

namespace ManagedENet.Protocol.Tests.Memory;

/// <summary>What the ledger counts for an object is what the collector counts.</summary>
[TestFixture]
internal sealed class ObjectBytesTests
{
    private const int Times = 1_000;
    private const int Attempts = 5;

    [Test]
    [Property("Requirement", "LIM-012")]
    public void Entries_have_the_size_that_their_pages_are_counted_with()
    {
        Assert.That(Unsafe.SizeOf<OutgoingCommand>(), Is.EqualTo(OutgoingCommand.SizeBytes));
        Assert.That(Unsafe.SizeOf<IncomingCommand>(), Is.EqualTo(IncomingCommand.SizeBytes));
        Assert.That(Unsafe.SizeOf<PayloadCell>(), Is.EqualTo(PayloadCell.SizeBytes));
    }

    [Test]
    [Property("Requirement", "LIM-012")]
    public void A_channel_is_counted_with_all_that_belongs_to_it()
    {
        AssertCounted(ChannelSender.ObjectBytes, static () => new ChannelSender());
        AssertCounted(Copier.ObjectBytes, static () => new Copier());
        AssertCounted(ChannelReceiver.ObjectBytes, static () => new ChannelReceiver());
    }

    [Test]
    [Property("Requirement", "LIM-012")]
    public void What_is_known_of_a_line_is_counted()
    {
        AssertCounted(CongestionController.ObjectBytes, static () => new CongestionController());
        AssertCounted(LineModel.ObjectBytes, static () => new LineModel());
    }

    [Test]
    [Property("Requirement", "LIM-012")]
    public void An_assembly_is_counted_with_its_place_in_the_table() =>
        AssertCounted(FragmentAssembly.ObjectBytes - ObjectTable<FragmentAssembly>.PlaceBytes, static () => new FragmentAssembly(1));

    [TestCase(1)]
    [TestCase(1_000)]
    [TestCase(100_000)]
    [Property("Requirement", "LIM-012")]
    public void A_block_is_counted_with_its_array_and_its_place_in_the_table(int length)
    {
        LedgerSide ledger = TestLedger.Open();
        Account account = default;
        var pool = new PacketPool(0);
        pool.TryRent(length, ENetPacketFlags.None, ledger, ref account, 0, Claim.Next);
        account = default;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Times; i++) pool.TryRent(length, ENetPacketFlags.None, ledger, ref account, 0, Claim.Next);
        long taken = GC.GetAllocatedBytesForCurrentThread() - before;

        // The table of blocks grows by doubling: what it leaves behind is not held.
        Assert.That(account.Used, Is.InRange(taken * 0.97, taken * 1.03));
    }

    private static void AssertCounted(int bytes, Func<object> make)
    {
        object[] kept = new object[Times];
        make();
        double taken = double.MaxValue;
        // A collection in the middle of it gives up the rest of the thread's piece of memory, which counts as taken.
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Times; i++) kept[i] = make();
            taken = Math.Min(taken, (double)(GC.GetAllocatedBytesForCurrentThread() - before) / Times);
        }

        GC.KeepAlive(kept);
        Assert.That(bytes, Is.EqualTo(taken).Within(1));
    }
}
