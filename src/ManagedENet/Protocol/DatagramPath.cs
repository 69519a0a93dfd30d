namespace ManagedENet;

/// <summary>
/// The two ends of a datagram's way, as a value. A machine can have several addresses, and whoever was written to at one of them must answer from that one: keep
/// the path that a datagram came over, and answer over the same.
/// </summary>
/// <param name="Remote">The other end: the sender of what arrived, the destination of what is sent.</param>
/// <param name="Local">
/// Our end: the address, with our port, that a received datagram came to, or that a sent one must leave from. The unset value (<see cref="ENetAddress.IsEmpty"/>)
/// says that it is not known, or that the system is to choose.
/// </param>
public readonly record struct DatagramPath(ENetAddress Remote, ENetAddress Local = default);
