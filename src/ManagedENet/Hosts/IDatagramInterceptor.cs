using System;

namespace ManagedENet;

/// <summary>
/// Looks at every datagram before ENet does: for discovery, NAT punching, and protocols that share the port. Stands for <c>ENetInterceptCallback</c>.
/// </summary>
public interface IDatagramInterceptor
{
    /// <summary>
    /// Is offered a datagram while the host is serviced. You may use the host (answer with <see cref="ENetHost.SendUnconnected(in ENetAddress, ReadOnlySpan{byte})"/>, connect, disconnect), but not
    /// service or dispose it. What it throws leaves the service call; the datagram is then taken as swallowed, and the next call goes on behind it.
    /// </summary>
    /// <param name="host">The host it arrived at.</param>
    /// <param name="from">Its sender, who may be a stranger and may be pretending.</param>
    /// <param name="datagram">Its bytes, 1 to 4,096, as they came over the network; valid until the call returns.</param>
    /// <returns>True when it is yours, and ENet is not to see it; false to have it read as always.</returns>
    bool Intercept(ENetHost host, in ENetAddress from, ReadOnlySpan<byte> datagram);
}
