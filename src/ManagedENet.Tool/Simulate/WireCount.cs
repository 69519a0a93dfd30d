using System;
using System.Collections.Generic;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Tool.Simulate;

/// <summary>Reads along what a host sends, and tells what leaves for the first time from what leaves again.</summary>
internal sealed class WireCount
{
    private readonly Dictionary<(ENetAddress To, byte Channel), ushort> _newest = new();

    public long Bytes { get; private set; }

    /// <summary>Reliable commands with packets, or parts of them, that left for the first time.</summary>
    public long FirstSendings { get; private set; }

    /// <summary>The same, each further time that one of them left.</summary>
    public long Repetitions { get; private set; }

    public void Count(in ENetAddress to, ReadOnlySpan<byte> datagram)
    {
        Bytes += datagram.Length;
        if (!DatagramHeader.TryRead(datagram, out DatagramHeader header)) return;
        var reader = new DatagramReader(datagram[header.Length..]);
        while (reader.TryRead() == ReadStatus.Command)
        {
            if (reader.Header.WantsAcknowledgement && CommandLayout.CarriesPayload(reader.Header.Kind)) CountReliable(to, reader.Header);
        }
    }

    // On a channel, numbers leave for the first time in their order.
    private void CountReliable(in ENetAddress to, CommandHeader command)
    {
        ushort newest = _newest.GetValueOrDefault((to, command.ChannelId));
        if ((short)(command.ReliableSequence - newest) <= 0)
        {
            Repetitions++;
            return;
        }

        FirstSendings++;
        _newest[(to, command.ChannelId)] = command.ReliableSequence;
    }
}
