using System;
using System.Net;

namespace ManagedENet.Transports;

/// <summary>
/// Moves datagrams for one <see cref="ENetHost"/>, in batches in both directions. Bring your own to run ENet over something else than a UDP socket.
/// </summary>
/// <remarks>
/// <para>
/// Sending is staged: <see cref="TryGetSendSlot"/>, write, <see cref="CommitSend"/>, as often as there is something to say, then one <see cref="Flush"/>.
/// Receiving is batched: one <see cref="Receive"/>, then <see cref="GetReceived"/> for each index. Both leave room for calls that move many datagrams at once.
/// </para>
/// <para>
/// A transport belongs to the thread of its host. The network never makes it throw: errors of one destination are counted in <see cref="Statistics"/>
/// and never stop the datagrams of the others.
/// </para>
/// </remarks>
public interface IDatagramTransport : IDisposable
{
    /// <summary>What moves the datagrams, in a few words for people: <c>socket, IPv4 and IPv6</c>.</summary>
    string Name { get; }

    /// <summary>The address and port others reach this transport at.</summary>
    IPEndPoint LocalEndPoint { get; }

    /// <summary>What has been moved and what went wrong so far.</summary>
    TransportStatistics Statistics { get; }

    /// <summary>
    /// Lends the space for the next datagram: at least 4,096 bytes, to be filled from the start and valid until <see cref="CommitSend"/> or the next call.
    /// A slot that was asked for and not committed costs nothing.
    /// </summary>
    /// <returns>
    /// False when every slot is staged, or when the last <see cref="Flush"/> left datagrams behind because the network takes nothing at the moment.
    /// Call <see cref="Flush"/> and ask again; when the answer is still false, come back later.
    /// </returns>
    bool TryGetSendSlot(out Span<byte> slot);

    /// <summary>
    /// Stages the first <paramref name="length"/> bytes of the slot that was lent last, for <paramref name="to"/>. They leave at the next <see cref="Flush"/>.
    /// </summary>
    /// <param name="to">The destination.</param>
    /// <param name="length">Bytes of the datagram, 0 to 4,096.</param>
    void CommitSend(in ENetAddress to, int length);

    /// <summary>
    /// Sends what is staged, in the order in which it was committed. What the network cannot take now stays staged, in order, and is tried again by the next
    /// call; what it refuses for good (no route, no permission) is counted and dropped like a datagram lost on the way.
    /// </summary>
    /// <returns>The number of datagrams handed over.</returns>
    int Flush();

    /// <summary>
    /// Fills the batch with what has arrived. Never blocks. Empty datagrams and those longer than 4,096 bytes are counted and left out, and the next is read in
    /// the same call.
    /// </summary>
    /// <returns>The number of datagrams in the batch; 0 when there is nothing to read now.</returns>
    int Receive();

    /// <summary>A datagram of the batch. The span may be written to, and is valid until the next <see cref="Receive"/>.</summary>
    /// <param name="index">0 to one less than what <see cref="Receive"/> answered.</param>
    /// <param name="from">The sender.</param>
    Span<byte> GetReceived(int index, out ENetAddress from);

    /// <summary>
    /// Waits until there is something to receive, until staged datagrams are worth another <see cref="Flush"/>, or until the time is over.
    /// A transport that cannot wait, because nothing arrives while its caller stands still, answers at once.
    /// </summary>
    /// <param name="timeout">Zero does not wait; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> waits without an end.</param>
    /// <returns>True when there is something to do; false when the time is over.</returns>
    bool Wait(TimeSpan timeout);
}
