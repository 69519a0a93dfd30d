using System;
using System.Threading;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Transports.Contract;

/// <summary>
/// A layer as somebody else might write it: adds bytes to every datagram, as encryption does, takes them away at the other end, and has a timer.
/// </summary>
internal sealed class PaddingTransport : ForwardingTransport
{
    public const int PaddingBytes = 37;
    private const byte Padding = 0xA5;

    private readonly byte[] _slot = new byte[4096 - PaddingBytes];

    public PaddingTransport(IDatagramTransport inner)
        : base(inner)
    {
    }

    /// <summary>What its timer says; infinite for none.</summary>
    public TimeSpan Timer { get; set; } = Timeout.InfiniteTimeSpan;

    /// <summary>Flushes, at which a timer's work would be done.</summary>
    public int Flushes { get; private set; }

    public override int OverheadBytes => PaddingBytes + Inner.OverheadBytes;

    public override TimeSpan TimeUntilDeadline => Timer;

    public override bool TryGetSendSlot(out Span<byte> slot)
    {
        bool isFree = Inner.TryGetSendSlot(out _);
        slot = isFree ? _slot : default;
        return isFree;
    }

    public override void CommitSend(in DatagramPath path, int length, in DatagramSendOptions options)
    {
        if ((uint)length > _slot.Length) throw new ArgumentOutOfRangeException(nameof(length));
        if (!Inner.TryGetSendSlot(out Span<byte> slot)) throw new InvalidOperationException("No slot was lent.");
        _slot.AsSpan(0, length).CopyTo(slot);
        slot.Slice(length, PaddingBytes).Fill(Padding);
        Inner.CommitSend(path, length + PaddingBytes, options);
    }

    public override int Flush()
    {
        Flushes++;
        return Inner.Flush();
    }

    public override Span<byte> GetReceived(int index, out DatagramPath path)
    {
        Span<byte> padded = Inner.GetReceived(index, out path);
        if (padded[^PaddingBytes..].IndexOfAnyExcept(Padding) >= 0) throw new InvalidOperationException("This has not been padded by the other end.");
        return padded[..^PaddingBytes];
    }
}
