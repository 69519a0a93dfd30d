using System;

namespace ManagedENet.Protocol.Memory;

/// <summary>
/// The memory of one host: who allocates asks here first and says when it is given back. Two sides, what was received and what is to be sent, each with a limit for
/// one connection and one for all together.
/// </summary>
/// <remarks>
/// <code>
///   connection        Account, Account        what it is responsible for, in either direction
///   host              LedgerSide x 2          what is really held: pages, blocks, tables, objects
///   strangers         a number                what is held for those who are no connection yet
/// </code>
/// </remarks>
internal sealed class Ledger
{
    /// <summary>What a datagram takes at its worst, full of the shortest packets.</summary>
    public const int DatagramBytes = 128 << 10;

    private const int TablesShare = 16;

    /// <summary>A ledger with the same limits in both directions.</summary>
    /// <param name="peerLimit">Bytes for one connection.</param>
    /// <param name="hostLimit">Bytes for all of them together.</param>
    /// <param name="windowBytes">What a whole window of a connection may take while it waits behind a gap.</param>
    /// <param name="slots">Connections that the host can have.</param>
    public Ledger(long peerLimit, long hostLimit, long windowBytes, int slots)
    {
        // Half of a large budget is left for what is next in order, which may itself be long and in parts; of a small one as much as a datagram may hold.
        long behindLimit = Math.Max(peerLimit / 2, Math.Min(windowBytes, peerLimit - DatagramBytes));
        Incoming = new LedgerSide(BlockHolder.Incoming, peerLimit, peerLimit, behindLimit, hostLimit, slots);

        // Packets leave room for the tables that find what is in flight: without them nothing could be sent, and the queue would never shrink.
        Outgoing = new LedgerSide(BlockHolder.Outgoing, peerLimit, peerLimit - (peerLimit / TablesShare), peerLimit, hostLimit, slots);
    }

    /// <summary>What was received and is not with the application yet.</summary>
    public LedgerSide Incoming { get; }

    /// <summary>What is to be sent, or was sent and is not acknowledged.</summary>
    public LedgerSide Outgoing { get; }

    /// <summary>Connections that share the host's budget.</summary>
    public int Connections { get; private set; }

    /// <summary>Connections that have ended since the start; it may wrap.</summary>
    public int Ended { get; private set; }

    /// <summary>
    /// Bytes that are held for strangers: tables with a size of their own, 10 MiB together at most. They take nothing from what connections may have, so that no crowd before the door is felt behind it.
    /// </summary>
    // Requirement: LIM-048
    public long Strangers { get; private set; }

    /// <summary>Something is held for strangers, or no longer.</summary>
    public void CountStrangers(long step) => Strangers += step;

    /// <summary>A connection begins or ends.</summary>
    public void CountConnection(int step)
    {
        Connections += step;
        if (step < 0) Ended = unchecked(Ended - step);
        Incoming.ShareAmong(Connections);
        Outgoing.ShareAmong(Connections);
    }
}
