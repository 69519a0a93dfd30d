using System;
using ManagedENet.Transports;

namespace ManagedENet.Tool.Demo;

/// <summary>Counts what the network did to the datagrams of all hosts, and how much of it hit reliable delivery.</summary>
internal sealed class FaultLedger
{
    private readonly DatagramContent _content;

    public FaultLedger(DatagramContent content) => _content = content;

    public long Datagrams { get; private set; }

    public long Lost { get; private set; }

    public long Duplicated { get; private set; }

    public long HeldBack { get; private set; }

    /// <summary>Datagrams that were lost, duplicated or held back and that reliable delivery depended on.</summary>
    public long ReliableErrors { get; private set; }

    public void Observe(bool isOutgoing, in ENetAddress other, ReadOnlySpan<byte> datagram, ImpairmentFate fate)
    {
        Datagrams++;
        if (fate == ImpairmentFate.Delivered) return;
        if ((fate & ImpairmentFate.Lost) != 0) Lost++;
        if ((fate & ImpairmentFate.Duplicated) != 0) Duplicated++;
        if ((fate & ImpairmentFate.HeldBack) != 0) HeldBack++;
        if (_content.IsAboutReliableDelivery(datagram)) ReliableErrors++;
    }
}
