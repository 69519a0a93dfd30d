using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Memory;

namespace ManagedENet.Simulation.Harness;

/// <summary>The oracle over memory: a walk through everything that a host has, held against its ledger.</summary>
internal static class LedgerOracle
{
    // The window of unsequenced packets, which is not refused.
    private const int Small = 152;

    /// <summary>Counts what is there, object by object.</summary>
    public static MemoryMeasure Of(Host core)
    {
        MemoryMeasure measure = default;
        core.Stores.Measure(ref measure);
        core.MeasureStrangers(ref measure);
        for (int slot = 0; core.GetPeer(slot) is { } peer; slot++) peer.Measure(ref measure);
        return measure;
    }

    /// <summary>What is really held is what the ledger says, and what the accounts of the connections add up to.</summary>
    public static void AssertAccounted(Host core, bool isShared = false)
    {
        Ledger ledger = core.Stores.Ledger;
        MemoryMeasure measure = Of(core);
        if (measure.Held != ledger.Incoming.Held + ledger.Outgoing.Held)
        {
            Assert.Fail($"{measure.Held} bytes are held, and the ledger says {ledger.Incoming.Held} + {ledger.Outgoing.Held}.");
        }

        if (measure.StrangerBytes != ledger.Strangers) Assert.Fail($"{measure.StrangerBytes} bytes are held for strangers, and the ledger says {ledger.Strangers}.");

        // What was read ahead of its turn is nobody's yet.
        long incoming = core.Stores.ReadAhead.UsedBytes;
        long outgoing = 0;
        for (int slot = 0; core.GetPeer(slot) is { } peer; slot++)
        {
            incoming += peer.Receiver.Inbox.Account.Used;
            outgoing += peer.Outbox.Account.Used;
            AssertSound(peer, core.Options);
        }

        // What several hold together is held once, and each is responsible for all of it.
        bool addsUp = incoming == core.IncomingQueuedBytes && (isShared ? outgoing >= core.OutgoingQueuedBytes : outgoing == core.OutgoingQueuedBytes);
        if (!addsUp) Assert.Fail($"The accounts hold {incoming} and {outgoing} bytes, the host {core.IncomingQueuedBytes} and {core.OutgoingQueuedBytes}.");
    }

    private static void AssertSound(Connection peer, HostOptions options)
    {
        Account account = peer.Receiver.Inbox.Account;
        if (account.Used < 0 || account.Behind < 0 || account.Beyond < 0 || account.Behind > account.Used) Assert.Fail($"Slot {peer.Slot} counts {account.Used} bytes, {account.Behind} of them behind a gap and {account.Beyond} beyond.");
        if (account.Used > options.PeerBudgetBytes + LedgerSide.NextBytes + Small) Assert.Fail($"Slot {peer.Slot} holds {account.Used} bytes.");
    }
}
