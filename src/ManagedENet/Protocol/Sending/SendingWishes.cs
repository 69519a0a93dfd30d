namespace ManagedENet.Protocol.Sending;

/// <summary>
/// What is kept for a connection whose application asks more of its sending than ENet offers. Made when it first asks, so that others do not carry it; it is of one
/// size, and what it has counted can be read after the end.
/// </summary>
internal sealed class SendingWishes
{
    /// <summary>Sends small reliable commands more than once; null where nobody asked for it.</summary>
    public Copier? Copier { get; set; }

    /// <summary>Queued packets that may be given up before they are sent (<see cref="SendTerms"/>).</summary>
    public int WithTerms { get; set; }

    /// <summary>Packets whose sender wants to know what becomes of them; null where nobody asked for it.</summary>
    public ReceiptList? Receipts { get; set; }

    /// <summary>Packets that were not sent because they were late.</summary>
    public long ExpiredPackets { get; set; }

    /// <summary>Packets that were not sent because a newer one replaced them.</summary>
    public long SupersededPackets { get; set; }

    /// <summary>Commands that were sent once more before they could be missed.</summary>
    public long Copies { get; set; }
}
