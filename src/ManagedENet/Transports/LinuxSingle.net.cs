using System;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ManagedENet.Transports;

/// <summary>
/// Datagrams of a socket of the framework, one a call, by the calls that the framework makes itself. Without it between them a socket that has nothing more says so without an exception, so that nobody has to ask before
/// each datagram; and it tells the address of ours that a datagram came to, which the framework does only at the price of objects, and takes the one that it is to leave from, which the framework does not. Errors are the
/// framework's.
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
    private readonly ENetAddress _local;
    private ENetAddress _sentTo;

    private LinuxSingle(Socket socket)
    {
        TellsLocal = LinuxPacketInfo.TryAsk(socket);
        _local = SocketSetup.OnlyAddressOf((IPEndPoint)socket.LocalEndPoint!);
        _descriptor = (int)socket.SafeHandle.DangerousGetHandle();
        _isIPv6Socket = socket.AddressFamily == AddressFamily.InterNetworkV6;
        _port = (ushort)((IPEndPoint)socket.LocalEndPoint!).Port;
        _sent = Prepare(0);
        _received = Prepare(1);
        _sent->NameLength = (uint)LinuxAddress.LengthOf(_isIPv6Socket);
    }

    /// <summary>The kernel says of each datagram which address it came to; false where it does not, or where there is only one.</summary>
    public bool TellsLocal { get; }

    /// <summary>For a bound socket; null on other systems.</summary>
    public static LinuxSingle? TryOpen(Socket socket)
    {
        try
        {
            return LinuxProbe.IsKnownMachine ? new LinuxSingle(socket) : null;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Takes a datagram, whose bytes are cut where there are more than fit; an error when there is none, or the system reports one.</summary>
    // Requirement: ADM-015
    public SocketError Receive(Span<byte> buffer, out int length, out DatagramPath path)
    {
        _received->NameLength = LinuxAddress.SlotBytes;
        _received->ControlLength = TellsLocal ? LinuxControl.SpaceBytes : 0u;
        nint bytes;
        fixed (byte* start = buffer)
        {
            _received->Vectors->Bytes = start;
            _received->Vectors->Length = (nuint)buffer.Length;
            do bytes = LinuxLibrary.Receive(_descriptor, _received, LinuxLibrary.DontWait);
            while (bytes < 0 && LinuxError.IsInterruption(Marshal.GetLastPInvokeError()));
        }

        length = (int)bytes;
        path = default;
        if (bytes < 0) return Failure();
        int segmentBytes = 0;
        ENetAddress local = _local;
        if (TellsLocal) LinuxControl.Read(new ReadOnlySpan<byte>(_received->Control, (int)_received->ControlLength), _port, ref segmentBytes, ref local);
        path = new DatagramPath(LinuxAddress.Read(_names.AsSpan(LinuxAddress.SlotBytes), _isIPv6Socket), local);
        return SocketError.Success;
    }

    /// <summary>Sends a datagram from the address of ours that its path names, or, where the system cannot do that, from one that it picks; an error when the system does not take it.</summary>
    // Requirement: ADM-015, ADM-017
    public SocketError Send(ReadOnlySpan<byte> datagram, in DatagramPath path)
    {
        bool hasSource = TellsLocal && !path.Local.IsEmpty && path.Local.IsIPv4 == path.Remote.IsIPv4;
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
            _sent->ControlLength = hasSource ? (nuint)LinuxControl.WriteSource(new Span<byte>(_sent->Control, LinuxControl.SpaceBytes), 0, path.Local) : 0;
            if (TrySend()) return SocketError.Success;
            if (hasSource && LinuxError.IsAboutSource(Marshal.GetLastPInvokeError()))
            {
                _sent->ControlLength = 0;
                if (TrySend()) return SocketError.Success;
            }
        }

        return Failure();
    }

    private static T* Address<T>(T[] pinned)
        where T : unmanaged => (T*)Unsafe.AsPointer(ref pinned[0]);

    private static SocketError Failure() => LinuxError.ToSocketError(Marshal.GetLastPInvokeError());

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
