using System.Collections.Generic;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Reception;
using ManagedENet.Protocol.Tests.Memory;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Tests.Reception;

[TestFixture]
internal sealed class AcknowledgementQueueTests
{
    private readonly LedgerSide _ledger = TestLedger.Open();
    private Account _account;

    [Test]
    [Property("Requirement", "REL-006, CMD-010")]
    public void Acknowledgements_leave_in_order_as_many_as_fit()
    {
        AcknowledgementQueue queue = default;
        for (ushort i = 1; i <= 5; i++) queue.TryAdd(2, i, (ushort)(i * 100), CommandKind.SendReliable, _ledger, ref _account);
        byte[] bytes = new byte[100];
        var writer = new DatagramWriter(bytes, 0, budgetBytes: 30, commandLimit: 100);
        Assert.That(queue.WriteTo(ref writer, out bool isIncomplete), Is.False);
        Assert.That((isIncomplete, writer.CommandCount, queue.IsEmpty), Is.EqualTo((true, 3, false)));
        Assert.That(bytes[8..16], Is.EqualTo(new byte[] { 0x01, 2, 0, 2, 0, 2, 0, 200 }));
        writer = new DatagramWriter(bytes, 0, 30, 100);
        queue.WriteTo(ref writer, out isIncomplete);
        Assert.That((isIncomplete, writer.CommandCount, queue.IsEmpty), Is.EqualTo((false, 2, true)));
    }

    [Test]
    [Property("Requirement", "LIM-017")]
    public void At_most_32768_wait()
    {
        AcknowledgementQueue queue = default;
        for (int i = 0; i < 32_768; i++) Assert.That(queue.TryAdd(0, (ushort)i, 0, CommandKind.Ping, _ledger, ref _account), Is.True);
        Assert.That(queue.TryAdd(0, 0, 0, CommandKind.Ping, _ledger, ref _account), Is.False);
        queue.Clear(_ledger, ref _account);
        Assert.That(queue.IsEmpty, Is.True);
        Assert.That(queue.TryAdd(0, 0, 0, CommandKind.Ping, _ledger, ref _account), Is.True, "an emptied queue takes them again");
        queue.Clear(_ledger, ref _account);
    }

    [Test]
    [Property("Requirement", "DIS-005, DIS-020")]
    public void What_answers_the_handshake_is_kept_and_a_goodbye_is_told()
    {
        AcknowledgementQueue queue = default;
        var kinds = new List<CommandKind> { CommandKind.Ping, CommandKind.VerifyConnect, CommandKind.SendReliable };
        foreach (CommandKind kind in kinds) queue.TryAdd(0xFF, (ushort)kind, 0, kind, _ledger, ref _account);
        queue.KeepOnlyHandshake();
        byte[] bytes = new byte[100];
        var writer = new DatagramWriter(bytes, 0, 100, 100);
        Assert.That(queue.WriteTo(ref writer, out _), Is.False);
        Assert.That((writer.CommandCount, bytes[3]), Is.EqualTo((1, (byte)CommandKind.VerifyConnect)));

        queue.TryAdd(0xFF, 9, 0, CommandKind.Disconnect, _ledger, ref _account);
        Assert.That(queue.WriteTo(ref writer, out _), Is.True);
    }

    [Test]
    [Property("Requirement", "LIM-005, LIM-017")]
    public void A_large_ring_stays_as_long_as_it_is_needed()
    {
        AcknowledgementQueue queue = default;
        foreach (int burst in new[] { 1_000, 900, 300, 900, 1_000 })
        {
            Fill(ref queue, burst);
            queue.EndInterval(_ledger, ref _account);
            Assert.That(queue.SizeBytes, Is.EqualTo((8 * 1_024) + 24));
        }

        Fill(ref queue, 200);
        queue.EndInterval(_ledger, ref _account);
        Assert.That(queue.SizeBytes, Is.Zero);
        queue.TryAdd(0, 1, 0, CommandKind.Ping, _ledger, ref _account);
        queue.EndInterval(_ledger, ref _account);
        Assert.That(queue.IsEmpty, Is.False);
    }

    [Test]
    [Property("Requirement", "LIM-012")]
    public void The_ring_is_asked_for_and_given_back_and_a_few_always_find_room()
    {
        var full = new LedgerSide(BlockHolder.Incoming, 1_000, 1_000, 1_000, 1_000, slots: 1);
        Account account = default;
        Assert.That(full.TryGrow(ref account, 1_000, Claim.Next), Is.True);
        AcknowledgementQueue queue = default;
        int kept = 0;
        while (queue.TryAdd(0, (ushort)kept, 0, CommandKind.SendReliable, full, ref account)) kept++;
        Assert.That(kept, Is.EqualTo(512), "one MTU of them");
        Assert.That(account.Used, Is.EqualTo(1_000 + queue.SizeBytes));
        queue.Clear(full, ref account);
        Assert.That((account.Used, full.Held, queue.SizeBytes), Is.EqualTo((1_000L, 1_000L, 0L)));
    }

    private void Fill(ref AcknowledgementQueue queue, int count)
    {
        for (int i = 0; i < count; i++) queue.TryAdd(0, (ushort)i, 0, CommandKind.Ping, _ledger, ref _account);
        while (!queue.IsEmpty)
        {
            var writer = new DatagramWriter(new byte[2_000], 0, 2_000, 1_000);
            queue.WriteTo(ref writer, out _);
        }
    }
}
