using System;
using System.Net;
using ManagedENet.Transports;

namespace ManagedENet.LongRuns.Reading;

/// <summary>In front of another transport, and keeps a copy of what was sent last.</summary>
internal sealed class RememberingTransport(IDatagramTransport inner) : IDatagramTransport
{
    private readonly byte[] _slot = new byte[4_096];
    private byte[] _last = [];

    public string Name => inner.Name;

    public IPEndPoint LocalEndPoint => inner.LocalEndPoint;

    public TransportStatistics Statistics => inner.Statistics;

    public int OverheadBytes => inner.OverheadBytes;

    public TimeSpan TimeUntilDeadline => inner.TimeUntilDeadline;

    public bool IsDrained => inner.IsDrained;

    /// <summary>Sends the last datagram again.</summary>
    public void Repeat(int times, in DatagramPath path)
    {
        for (int i = 0; i < times && inner.TryGetSendSlot(out Span<byte> slot); i++)
        {
            _last.CopyTo(slot);
            inner.CommitSend(path, _last.Length, default);
        }

        inner.Flush();
    }

    public bool CanReach(in ENetAddress remote) => inner.CanReach(remote);

    public bool TryGetSendSlot(out Span<byte> slot)
    {
        bool isLent = inner.TryGetSendSlot(out slot);
        if (isLent) slot = _slot;
        return isLent;
    }

    public void CommitSend(in DatagramPath path, int length, in DatagramSendOptions options)
    {
        _last = _slot.AsSpan(0, length).ToArray();
        inner.TryGetSendSlot(out Span<byte> slot);
        _last.CopyTo(slot);
        inner.CommitSend(path, length, options);
    }

    public int Flush() => inner.Flush();

    public bool TryTakeRefusal(out DatagramRefusal refusal) => inner.TryTakeRefusal(out refusal);

    public int Receive() => inner.Receive();

    public Span<byte> GetReceived(int index, out DatagramPath path) => inner.GetReceived(index, out path);

    public bool Wait(TimeSpan timeout) => inner.Wait(timeout);

    public void Wake() => inner.Wake();

    public void Dispose() => inner.Dispose();
}
