using System.Net.Sockets;

namespace ManagedENet.Transports;

/// <summary>The kernel's error numbers, which are the same on x64 and arm64, and what follows from them.</summary>
internal static class LinuxError
{
    private const int NotPermitted = 1;
    private const int Interrupted = 4;
    private const int InputOutput = 5;
    private const int Again = 11;
    private const int AccessDenied = 13;
    private const int NoDevice = 19;
    private const int InvalidArgument = 22;
    private const int NotImplemented = 38;
    private const int MessageTooLong = 90;
    private const int NoSuchOption = 92;
    private const int NotSupported = 95;
    private const int FamilyNotSupported = 97;
    private const int AddressNotAvailable = 99;
    private const int NetworkUnreachable = 101;
    private const int ConnectionReset = 104;
    private const int NoBuffers = 105;
    private const int ConnectionRefused = 111;
    private const int HostUnreachable = 113;

    /// <summary>A signal came in between; the call is made again.</summary>
    public static bool IsInterruption(int error) => error == Interrupted;

    /// <summary>There is nothing to read, or no room to write; the same call will do later.</summary>
    public static bool IsCongestion(int error) => error is Again or NoBuffers;

    /// <summary>It speaks of an earlier datagram, perhaps of another peer; the one at hand has not been sent.</summary>
    public static bool IsAboutEarlierDatagram(int error) => error is ConnectionRefused or ConnectionReset;

    /// <summary>
    /// A run of segments was refused as such: a card without checksum offload, a path whose MTU is below the segment, a kernel or sandbox without the option.
    /// Each datagram by itself may well pass.
    /// </summary>
    public static bool IsAboutSegmentation(int error) => error is InputOutput or InvalidArgument or NotSupported or NoSuchOption or MessageTooLong;

    /// <summary>The address that was to be sent from may be the fault: it is none of this machine any more, its interface is gone, or no route leads from it to there.</summary>
    public static bool IsAboutSource(int error) => error is InvalidArgument or NoDevice or AddressNotAvailable or NetworkUnreachable or HostUnreachable;

    /// <summary>The call itself does not exist here, or a sandbox forbids it.</summary>
    public static bool IsMissingCall(int error) => error is NotImplemented or NotPermitted or NotSupported;

    /// <summary>The framework's name for it.</summary>
    public static SocketError ToSocketError(int error) => error switch
    {
        Again => SocketError.WouldBlock,
        NoBuffers => SocketError.NoBufferSpaceAvailable,
        NotPermitted or AccessDenied => SocketError.AccessDenied,
        InvalidArgument => SocketError.InvalidArgument,
        MessageTooLong => SocketError.MessageSize,
        NoSuchOption => SocketError.ProtocolOption,
        NotSupported => SocketError.OperationNotSupported,
        FamilyNotSupported => SocketError.AddressFamilyNotSupported,
        AddressNotAvailable => SocketError.AddressNotAvailable,
        NetworkUnreachable => SocketError.NetworkUnreachable,
        HostUnreachable => SocketError.HostUnreachable,
        ConnectionReset => SocketError.ConnectionReset,
        ConnectionRefused => SocketError.ConnectionRefused,
        _ => SocketError.SocketError,
    };
}
