using System;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ManagedENet.Transports;

/// <content>The way out: what is staged becomes messages, and those leave with as few calls as there can be.</content>
public sealed unsafe partial class LinuxBatchTransport
{
    // A path or card that refuses runs time and again costs a wasted call for each: after so many without a success in between they are given up for good.
    private const int RefusedRunsLimit = 8;

    private readonly LinuxSendBatch _sender;
    private readonly FragmentationSwitch _fragmentation;
    private readonly RefusalQueue _refusals = new();
    private int _refusedRuns;
    private bool _isSecondTry;

    /// <summary>For tests, which cannot make the kernel refuse: an error number to be met instead of sending so many messages, or 0.</summary>
    internal Func<int, int>? PretendSendError { get; set; }

    /// <inheritdoc/>
    public bool TryGetSendSlot(out Span<byte> slot) => _sender.TryGetSlot(out slot);

    /// <inheritdoc/>
    public void CommitSend(in DatagramPath path, int length, in DatagramSendOptions options) => _sender.Commit(path, length, options);

    /// <inheritdoc/>
    public bool TryTakeRefusal(out DatagramRefusal refusal) => _refusals.TryTake(out refusal);

    /// <inheritdoc/>
    public int Flush()
    {
        ThrowIfDisposed();
        int sent = 0;
        _sender.IsBlocked = false;
        _isSecondTry = false;
        while (!_sender.IsEmpty && !_sender.IsBlocked)
        {
            // The other family would be written into an address that has no room for it.
            if (!CanReach(_sender.FirstPath.Remote)) RefuseFirst(SocketError.AddressFamilyNotSupported);
            else sent += SendSome();
        }

        return sent;
    }

    private int SendSome()
    {
        _fragmentation.Set(_sender.FirstOptions.Fragmentation);
        int count = _sender.Prepare(Has(LinuxFeatures.Segmentation), Has(LinuxFeatures.Batches) ? LinuxSendBatch.MessageLimit : 1);
        int done = SendMessages(count, out int error);
        if (done <= 0)
        {
            JudgeFailure(error);
            return 0;
        }

        if (_sender.StartsWithRun) _refusedRuns = 0;
        (int datagrams, int bytes) = _sender.Drop(done);
        _isSecondTry = false;
        _counters.CountSendCall();
        _counters.CountSent(datagrams, bytes);
        return datagrams;
    }

    /// <summary>The number of messages that were taken, from the first on; else -1, and the error is that of the first.</summary>
    private int SendMessages(int count, out int error)
    {
        error = PretendSendError?.Invoke(count) ?? 0;
        if (error != 0) return -1;
        int done = count > 1 ? LinuxLibrary.SendMany(_descriptor, _sender.Messages, (uint)count, LinuxLibrary.DontWait) : SendOne(_sender.Messages);
        if (done <= 0) error = Marshal.GetLastPInvokeError();
        return done;
    }

    // A datagram by itself needs none of the structures: the kernel has less to copy and to check.
    private int SendOne(LinuxMessage* message)
    {
        nint sent = message->Control is null
            ? LinuxLibrary.SendTo(_descriptor, message->Vectors->Bytes, message->Vectors->Length, LinuxLibrary.DontWait, message->Name, message->NameLength)
            : LinuxLibrary.Send(_descriptor, message, LinuxLibrary.DontWait);
        return sent < 0 ? -1 : 1;
    }

    // Requirement: DEV-041, LIM-006, ADM-017
    private void JudgeFailure(int error)
    {
        if (LinuxError.IsInterruption(error)) return;
        if (LinuxError.IsCongestion(error))
        {
            _counters.CountWouldBlock();
            _sender.IsBlocked = true;
        }
        else if (LinuxError.IsAboutEarlierDatagram(error) && !_isSecondTry)
        {
            _isSecondTry = true;
        }
        else if (_sender.StartsWithSource && LinuxError.IsAboutSource(error))
        {
            _sender.LeaveFirstSource();
        }
        else if (_sender.StartsWithRun && LinuxError.IsAboutSegmentation(error))
        {
            _sender.BreakFirstRun();
            if (++_refusedRuns == RefusedRunsLimit) GiveUp(LinuxFeatures.Segmentation);
        }
        else
        {
            RefuseFirst(LinuxError.ToSocketError(error));
        }
    }

    // Like a datagram that was lost on the way, and so is each of a run: they all go to the destination that was refused.
    private void RefuseFirst(SocketError error)
    {
        _refusals.Add(new DatagramRefusal(_sender.FirstPath, _sender.FirstLength, error));
        _sender.Prepare(mayJoin: false, messageLimit: 1);
        _sender.Drop(1);
        _counters.CountSendError(error);
        _isSecondTry = false;
    }
}
