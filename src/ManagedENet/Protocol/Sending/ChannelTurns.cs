using System;

namespace ManagedENet.Protocol.Sending;

/// <summary>
/// Whose turn it is among the channels of a connection that have something to send for the first time. Each stands where its share of the line has brought it: what it
/// writes moves it on, the further the lower its weight, and the one that is furthest behind writes next. Who comes anew begins where the others are, and goes first:
/// a lone message does not wait behind a long packet.
/// </summary>
/// <remarks>
/// <code>
///   channel   0        3              1                       7        in the order of their places, linked through the senders
///   place   --+--------+--------------+-----------------------+----&gt;
///             writes next
/// </code>
/// </remarks>
internal struct ChannelTurns
{
    // What a byte moves a channel on that has a weight of one.
    private const long Scale = 1 << 16;

    private long _now;

    /// <summary>The channel whose turn it is, or null when none has anything to send.</summary>
    public ChannelSender? First { get; private set; }

    /// <summary>A channel that had nothing to send has something now.</summary>
    public void Enter(ChannelSender sender)
    {
        // What it did not use while it had nothing to send is gone.
        sender.Place = Math.Max(sender.Place, _now);
        ChannelSender? before = null;
        for (ChannelSender? other = First; other is not null && other.Place < sender.Place; other = other.NextInTurn) before = other;
        Insert(before, sender);
    }

    /// <summary>A channel has written.</summary>
    /// <param name="before">The one that stands before it, or null.</param>
    /// <param name="sender">The channel.</param>
    /// <param name="bytes">What it wrote.</param>
    /// <param name="last">What of it is the last command.</param>
    public void NoteWritten(ChannelSender? before, ChannelSender sender, long bytes, int last)
    {
        // Whoever was kept from writing has no claim to what the others wrote meanwhile.
        long step = Scale / sender.Weight;
        sender.Place = Math.Max(_now, sender.Place) + (bytes * step);
        _now = sender.Place - (last * step);
        if (sender.Waiting.IsEmpty)
        {
            Remove(before, sender);
            return;
        }

        if (sender.NextInTurn is null || sender.NextInTurn.Place > sender.Place) return;
        Remove(before, sender);
        for (ChannelSender? other = before is null ? First : before.NextInTurn; other is not null && other.Place <= sender.Place; other = other.NextInTurn) before = other;
        Insert(before, sender);
    }

    /// <summary>A channel has nothing to send any more, without having written.</summary>
    public void Leave(ChannelSender sender)
    {
        ChannelSender? before = null;
        for (ChannelSender? other = First; other != sender; other = other!.NextInTurn) before = other;
        Remove(before, sender);
    }

    private void Insert(ChannelSender? before, ChannelSender sender)
    {
        sender.NextInTurn = before is null ? First : before.NextInTurn;
        if (before is null) First = sender;
        else before.NextInTurn = sender;
    }

    private void Remove(ChannelSender? before, ChannelSender sender)
    {
        if (before is null) First = sender.NextInTurn;
        else before.NextInTurn = sender.NextInTurn;
        sender.NextInTurn = null;
    }
}
