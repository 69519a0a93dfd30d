namespace ManagedENet.Tests.Transports.Contract;

/// <summary>The transports that the contract is tested with, and the layers in front of them.</summary>
public enum TransportKind
{
    SocketIPv4,
    SocketIPv6,
    SocketDual,
    LinuxIPv4,
    LinuxIPv6,
    LinuxDual,
    Loopback,
    ImpairedLinux,
    ImpairedLoopback,
    ImpairedLoopbackOneWay,
    PaddedSocket,
    PaddedLoopback,
    ImpairedPadded,
}
