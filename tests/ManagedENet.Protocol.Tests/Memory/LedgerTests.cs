using System;
using System.Linq;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Reception;
using ManagedENet.Protocol.Sending;

namespace ManagedENet.Protocol.Tests.Memory;

[TestFixture]
internal sealed class LedgerTests
{
    [Test]
    [Property("Requirement", "LIM-012")]
    public void Growing_must_fit_the_peer_s_limit_and_the_one_all_peers_share()
    {
        var side = new LedgerSide(BlockHolder.Incoming, peerLimit: 100, queueLimit: 90, behindLimit: 80, hostLimit: 1_000, slots: 4);
        Account account = default;
        Assert.That(side.TryGrow(ref account, 101, Claim.Queue), Is.False);
        Assert.That(side.TryGrow(ref account, 91, Claim.Queue), Is.False, "what is queued leaves room for tables");
        Assert.That(side.TryGrow(ref account, 90, Claim.Queue), Is.True, "exactly the limit fits");
        Assert.That(side.TryGrow(ref account, 1, Claim.Queue), Is.False);
        Assert.That((account.Used, side.Held), Is.EqualTo((90L, 90L)), "what was refused has changed nothing");
        side.Shrink(ref account, 90);
        Assert.That(side.TryGrow(ref account, 81, Claim.Behind), Is.False, "what waits behind a gap has a limit of its own");
        Assert.That(side.TryGrow(ref account, 80, Claim.Behind), Is.True);
        Assert.That(side.TryGrow(ref account, 20, Claim.Next), Is.True, "and leaves room for what is next");
        Assert.That((account.Used, account.Behind, account.Beyond), Is.EqualTo((100L, 80L, 0)));
    }

    [Test]
    [Property("Requirement", "LIM-019")]
    public void What_is_next_goes_one_mtu_beyond_a_limit_and_pays_it_back()
    {
        var side = new LedgerSide(BlockHolder.Incoming, 10_000, 10_000, 10_000, 1_000_000, 4);
        Account account = default;
        Assert.That(side.TryGrow(ref account, 10_000, Claim.Next), Is.True);
        int beyond = 0;
        while (side.TryGrow(ref account, 100, Claim.Next)) beyond += 100;
        Assert.That(beyond, Is.InRange(4_096, 4_096 + 256));
        Assert.That(side.TryGrow(ref account, 100, Claim.Behind) || side.TryGrow(ref account, 100, Claim.Queue), Is.False, "nothing else does");
        side.Shrink(ref account, 1_000);
        Assert.That(side.TryGrow(ref account, 1_000, Claim.Next), Is.True, "what was given back may be taken again");
        Assert.That(side.TryGrow(ref account, 100, Claim.Next), Is.False);
        side.Grow(ref account, 5_000, 5_000);
        Assert.That(account.Used, Is.GreaterThan(15_000), "what must be is counted and not refused");
        side.Shrink(ref account, account.Used);
        Assert.That((account.Used, account.Beyond, side.Held), Is.EqualTo((0L, 0, 0L)));
    }

    [TestCase(2)]
    [TestCase(8)]
    [TestCase(64)]
    [Property("Requirement", "LIM-018")]
    public void Beyond_half_of_what_all_may_use_only_who_is_below_its_fair_share_may_grow(int connections)
    {
        const long host = 16_000_000;
        const long half = host / 16 * 15 / 2;
        var side = new LedgerSide(BlockHolder.Incoming, host, host, host, host, 4_095);
        side.ShareAmong(connections);
        long share = half / connections;
        var accounts = new Account[connections];

        // All but the last take what they can get, the greediest first.
        for (int i = 0; i < connections - 1; i++) GrowAll(side, ref accounts[i]);
        Assert.That(side.Held, Is.LessThanOrEqualTo(host));
        Assert.That(accounts[0].Used, Is.InRange(half - 100, half));
        GrowAll(side, ref accounts[^1]);
        Assert.That(accounts[^1].Used, Is.InRange(share - 100, share), "the last one gets its whole share");
        Assert.That(side.TryGrow(ref accounts[0], 1, Claim.Behind), Is.False);

        // When the greedy one gives back, everybody may take from the first half again.
        side.Shrink(ref accounts[0], accounts[0].Used, accounts[0].Used, Claim.Behind);
        GrowAll(side, ref accounts[^1]);
        if (connections > 2) Assert.That(accounts[^1].Used, Is.GreaterThan(share));
    }

    [Test]
    [Property("Requirement", "LIM-018")]
    public void However_many_come_one_after_another_and_take_what_they_can_get_the_last_one_gets_something()
    {
        const long host = 16_000_000;
        const int slots = 64;
        var side = new LedgerSide(BlockHolder.Incoming, host, host, host, host, slots);
        var accounts = new Account[slots];
        for (int i = 0; i < slots; i++)
        {
            side.ShareAmong(i + 1);
            GrowAll(side, ref accounts[i]);
            Assert.That(accounts[i].Used, Is.GreaterThanOrEqualTo((host / 16 / slots) - 50), $"connection {i}");
        }

        Assert.That(side.Held, Is.LessThanOrEqualTo(host));
    }

    [Test]
    [Property("Requirement", "LIM-018")]
    public void A_host_with_one_slot_gives_it_everything()
    {
        var side = new LedgerSide(BlockHolder.Outgoing, 1_000, 1_000, 1_000, 1_000, slots: 1);
        side.ShareAmong(1);
        Account account = default;
        GrowAll(side, ref account);
        Assert.That(account.Used, Is.GreaterThan(900));
    }

    [TestCase(10_000)]
    [TestCase(1 << 20)]
    [TestCase(128L << 20)]
    [TestCase(8L << 30)]
    [Property("Requirement", "LIM-018")]
    public void Whatever_waits_behind_a_gap_there_is_room_for_what_fills_it(long peerLimit)
    {
        var ledger = new Ledger(peerLimit, long.MaxValue, ReceptionStores.WindowBytes, 64);
        Account account = default;
        long step = Math.Max(peerLimit / 1_000, 1);
        while (ledger.Incoming.TryGrow(ref account, step, Claim.Behind))
        {
        }

        Assert.That(ledger.Incoming.TryGrow(ref account, LedgerSide.NextBytes, Claim.Next), Is.True);
        Assert.That((account.Beyond, account.Used), Is.EqualTo((0, account.Behind + LedgerSide.NextBytes)), "without going beyond");
    }

    [Test]
    [Property("Requirement", "LIM-018")]
    public void The_smallest_budget_holds_a_window_of_the_smallest_packets()
    {
        var ledger = new Ledger(ReceptionStores.SmallestPeerBudgetBytes, long.MaxValue, ReceptionStores.WindowBytes, 64);
        Account account = default;
        var pool = new PacketPool(0);
        var slab = new Slab<IncomingCommand>(ledger.Incoming, IncomingCommand.SizeBytes);
        var ring = new Protocol.Ordering.SequenceRing(isBehind: true);
        for (int number = 2; number < 28_672; number++)
        {
            PacketBlock? block = pool.TryRent(1, ENetPacketFlags.Reliable, ledger.Incoming, ref account, IncomingCommand.SizeBytes, Claim.Behind);
            Assert.That(block, Is.Not.Null, $"packet {number}");
            slab.Allocate(out int index).Block = block!.Id;
            Assert.That(ring.TrySet((ushort)number, index, ledger.Incoming, ref account, Claim.Behind), Is.True);
        }
    }

    [FsCheck.NUnit.Property(MaxTest = 300)]
    [Property("Requirement", "LIM-012, LIM-019")]
    public bool What_is_held_is_the_sum_of_the_accounts_and_no_limit_is_passed_by_more_than_it_may((byte Who, byte Claim, ushort Bytes)[] steps)
    {
        const long peer = 50_000, host = 80_000;
        var side = new LedgerSide(BlockHolder.Incoming, peer, peer, peer / 2, host, 3);
        side.ShareAmong(3);
        var accounts = new Account[3];
        foreach ((byte who, byte kind, ushort bytes) in steps)
        {
            ref Account account = ref accounts[who % 3];
            switch (kind % 5)
            {
                case 0:
                    long behind = Math.Min(bytes, account.Behind);
                    side.Shrink(ref account, behind, behind, Claim.Behind);
                    break;
                case 1:
                    side.Shrink(ref account, Math.Min(bytes, account.Used - account.Behind));
                    break;
                default:
                    Claim claim = (Claim)(kind % 3);
                    Account before = account;
                    bool isGranted = side.TryGrow(ref account, bytes, claim);
                    if (account.Used != before.Used + (isGranted ? bytes : 0) || account.Behind != before.Behind + (isGranted && claim == Claim.Behind ? bytes : 0)) return false;
                    break;
            }

            if (side.Held != accounts.Sum(a => a.Used)) return false;
            if (accounts.Any(a => a.Used < 0 || a.Behind < 0 || a.Behind > peer / 2 || a.Used > peer + a.Beyond || a.Beyond > LedgerSide.NextBytes)) return false;
            if (side.Held > host + accounts.Sum(a => a.Beyond)) return false;
        }

        return true;
    }

    private static void GrowAll(LedgerSide side, ref Account account)
    {
        while (side.TryGrow(ref account, 50, Claim.Behind))
        {
        }
    }
}
