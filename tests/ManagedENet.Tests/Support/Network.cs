namespace ManagedENet.Tests.Support;

/// <summary>What lies between the two hosts of a <see cref="HostPair"/>.</summary>
public enum Network
{
    Loopback,
    IPv4,
    IPv6,
    DualFromIPv4,
    DualFromIPv6,
}
