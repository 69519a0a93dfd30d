using System;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Hosting;

/// <content>What whoever reads the network asks and tells besides the datagrams.</content>
internal sealed partial class Host
{
    /// <summary>The slot of the connection that a datagram is for; the number of slots for a stranger's, and for one that will be dropped.</summary>
    public int SlotOf(in ENetAddress from, ReadOnlySpan<byte> datagram) => _demultiplexer.SlotOf(from, datagram, otherwise: Options.PeerLimit);

    /// <summary>The connection that a datagram names, whether or not it is taken for it: the one with this address, or else another with that name, or null.</summary>
    public Connection? NamedIn(ReadOnlySpan<byte> datagram, in ENetAddress from) => DatagramHeader.TryRead(datagram, out DatagramHeader header) ? _slots.Named(header.PeerId, from) : null;

    /// <summary>Counts a datagram that is given up before it was looked at, because its sender has had more than its share.</summary>
    // Requirement: LIM-045
    public void DropUnread(int bytes)
    {
        CountIntercepted(bytes);
        Counters.Count(DropReason.BeyondShare);
    }

    /// <summary>Counts a datagram that the layer above has kept for itself.</summary>
    public void CountIntercepted(int bytes)
    {
        Counters.ReceivedDatagrams++;
        Counters.ReceivedBytes += bytes;
    }

    /// <summary>Whoever drives the host has waited for datagrams until then: what it finds has come since.</summary>
    public void NoteWatched(long untilUs) => _surroundings.Sending.WatchedUntilUs = untilUs;

    /// <summary>What has arrived until then has been read, or is not waited for any longer.</summary>
    public void NoteRead(long untilUs) => _surroundings.Sending.ReadUntilUs = untilUs;

    /// <summary>Nobody has looked at the network until now: what was sent before tells nothing about the round trip.</summary>
    public void NotePause(long untilUs) => _surroundings.Sending.PauseEndUs = untilUs;

    /// <summary>How many times the bandwidth run looked at a slot, for tests.</summary>
    internal long BandwidthLooks => _bandwidth.Looks;
}
