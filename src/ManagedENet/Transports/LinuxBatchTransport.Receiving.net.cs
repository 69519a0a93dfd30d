using System;
using System.Runtime.InteropServices;

namespace ManagedENet.Transports;

/// <content>The way in: one call fills many messages, and each of those may hold many datagrams.</content>
public sealed unsafe partial class LinuxBatchTransport
{
    // A flood of empty datagrams or of errors must not hold a call for ever.
    private const int CallsPerReceive = 16;

    private readonly LinuxReceiveBatch _receiver;
    private bool _isDrained;

    /// <inheritdoc/>
    public bool IsDrained => _isDrained;

    /// <inheritdoc/>
    public Span<byte> GetReceived(int index, out DatagramPath path) => _receiver.Get(index, out path);

    /// <inheritdoc/>
    public int Receive()
    {
        ThrowIfDisposed();
        _receiver.Clear();
        _isDrained = false;
        for (int call = 0; call < CallsPerReceive && _receiver.Count == 0 && !_isDrained; call++) ReceiveSome();
        _counters.CountReceived(_receiver.Count, _receiver.Bytes);
        // Requirement: DGM-025, DGM-026, DEV-060
        _counters.CountEmpty(_receiver.Empty);
        _counters.CountTruncated(_receiver.TooLong);
        return _receiver.Count;
    }

    private void ReceiveSome()
    {
        int wanted = Has(LinuxFeatures.Batches) ? _receiver.Capacity : 1;
        int messages = ReceiveMessages(wanted);
        if (messages >= 0)
        {
            _counters.CountReceiveCall();
            _receiver.Read(messages);
            _isDrained = messages < wanted;
            return;
        }

        int error = Marshal.GetLastPInvokeError();
        if (LinuxError.IsInterruption(error)) return;
        if (LinuxError.IsCongestion(error))
        {
            _isDrained = true;
            return;
        }

        // It belongs to a datagram that was sent, perhaps long ago, and reading it has taken it away.
        _counters.CountReceiveError(LinuxError.ToSocketError(error));
    }

    private int ReceiveMessages(int wanted)
    {
        if (wanted > 1) return LinuxLibrary.ReceiveMany(_descriptor, _receiver.Messages, (uint)wanted, LinuxLibrary.DontWait, 0);
        nint bytes = LinuxLibrary.Receive(_descriptor, _receiver.Messages, LinuxLibrary.DontWait);
        if (bytes < 0) return -1;
        _receiver.Messages->Moved = (uint)bytes;
        return 1;
    }
}
