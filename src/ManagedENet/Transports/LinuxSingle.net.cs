using System;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ManagedENet.Transports;

/// <summary>
/// Datagrams of a socket of the framework, one a call, with the address of ours that they came to or are to leave from: the framework tells that of what arrives only at the price of
/// objects, and of what leaves not at all. Errors are the framework's.
/// </summary>
internal sealed unsafe class LinuxSingle
{
    private readonly int _descriptor;
    private readonly bool _isIPv6Socket;
    private readonly ushort _port;

    // One message each way; they and what they point to stay where they are.
    private readonly LinuxMessage[] _messages = GC.AllocateArray<LinuxMessage>(2, pinned: true);
    private readonly LinuxVector[] _vectors = GC.AllocateArray<LinuxVector>(2, pinned: true);
    private readonly LinuxControl[] _controls = GC.AllocateArray<LinuxControl>(2, pinned: true);
    private readonly byte[] _names = GC.AllocateArray<byte>(2 * LinuxAddress.SlotBytes, pinned: true);
    private readonly LinuxMessage* _sent;
    private readonly LinuxMessage* _received;
    private ENetAddress _sentTo;

    private LinuxSingle(Socket socket)
    {
        _descriptor = (int)socket.SafeHandle.DangerousGetHandle();
        _isIPv6Socket = socket.AddressFamily == AddressFamily.InterNetworkV6;
        _port = (ushort)((IPEndPoint)socket.LocalEndPoint!).Port;
        _sent = Prepare(0);
        _received = Prepare(1);
        _sent->NameLength = (uint)LinuxAddress.LengthOf(_isIPv6Socket);
    }

    /// <summary>For a bound socket; null where the kernel says nothing of addresses, or there is only one.</summary>
    public static LinuxSingle? TryOpen(Socket socket)
    {
        try
        {
            return LinuxProbe.IsKnownMachine && LinuxPacketInfo.TryAsk(socket) ? new LinuxSingle(socket) : null;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Takes a datagram, whose bytes are cut where there are more than fit; answers how many it has.</summary>
    /// <exception cref="SocketException">There is none, or the system reports an error.</exception>
    // Requirement: ADM-015
    public int Receive(Span<byte> buffer, out DatagramPath path)
    {
        _received->NameLength = LinuxAddress.SlotBytes;
        _received->ControlLength = LinuxControl.SpaceBytes;
        nint bytes;
        fixed (byte* start = buffer)
        {
            _received->Vectors->Bytes = start;
            _received->Vectors->Length = (nuint)buffer.Length;
            do bytes = LinuxLibrary.Receive(_descriptor, _received, LinuxLibrary.DontWait);
            while (bytes < 0 && LinuxError.IsInterruption(Marshal.GetLastPInvokeError()));
        }

        if (bytes < 0) throw Failure();
        int segmentBytes = 0;
        ENetAddress local = default;
        LinuxControl.Read(new ReadOnlySpan<byte>(_received->Control, (int)_received->ControlLength), _port, ref segmentBytes, ref local);
        path = new DatagramPath(LinuxAddress.Read(_names.AsSpan(LinuxAddress.SlotBytes), _isIPv6Socket), local);
        return (int)bytes;
    }

    /// <summary>Sends a datagram from the address of ours that its path names, or, where the system cannot do that, from one that it picks.</summary>
    /// <exception cref="SocketException">The system does not take it.</exception>
    // Requirement: ADM-015, ADM-017
    public void Send(ReadOnlySpan<byte> datagram, in DatagramPath path)
    {
        if (path.Remote != _sentTo)
        {
            LinuxAddress.Write(path.Remote, _isIPv6Socket, _names.AsSpan(0, LinuxAddress.SlotBytes));
            _sentTo = path.Remote;
        }

        fixed (byte* start = datagram)
        {
            _sent->Vectors->Bytes = start;
            _sent->Vectors->Length = (nuint)datagram.Length;
            _sent->Control = Address(_controls);
            _sent->ControlLength = (nuint)LinuxControl.WriteSource(new Span<byte>(_sent->Control, LinuxControl.SpaceBytes), 0, path.Local);
            if (TrySend()) return;
            if (LinuxError.IsAboutSource(Marshal.GetLastPInvokeError()))
            {
                _sent->Control = null;
                _sent->ControlLength = 0;
                if (TrySend()) return;
            }
        }

        throw Failure();
    }

    private static T* Address<T>(T[] pinned)
        where T : unmanaged => (T*)Unsafe.AsPointer(ref pinned[0]);

    private static SocketException Failure() => new((int)LinuxError.ToSocketError(Marshal.GetLastPInvokeError()));

    private LinuxMessage* Prepare(int index)
    {
        ref LinuxMessage message = ref _messages[index];
        message.Name = Address(_names) + (index * LinuxAddress.SlotBytes);
        message.Vectors = Address(_vectors) + index;
        message.VectorCount = 1;
        message.Control = Address(_controls) + index;
        return Address(_messages) + index;
    }

    private bool TrySend()
    {
        nint sent;
        do sent = LinuxLibrary.Send(_descriptor, _sent, LinuxLibrary.DontWait);
        while (sent < 0 && LinuxError.IsInterruption(Marshal.GetLastPInvokeError()));
        return sent >= 0;
    }
}
