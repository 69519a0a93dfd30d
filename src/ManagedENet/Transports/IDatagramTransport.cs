using System;
using System.Net;

namespace ManagedENet.Transports;

/// <summary>
/// Moves datagrams for one <see cref="ENetHost"/>, in batches in both directions. Bring your own to run ENet over something else than a UDP socket, or as a layer in
/// front of another transport: to encrypt, to record, to make a network worse than it is. A layer passes on every member that it has no answer of its own for.
/// </summary>
/// <remarks>
/// <para>
/// Sending is staged: <see cref="TryGetSendSlot"/>, write, <see cref="CommitSend"/>, as often as there is something to say, then one <see cref="Flush"/>.
/// Receiving is batched: one <see cref="Receive"/>, then <see cref="GetReceived"/> for each index. Both leave room for calls that move many datagrams at once.
/// </para>
/// <para>
/// A transport belongs to the thread of its host. Any thread may call <see cref="Wake"/> and read <see cref="Name"/>, <see cref="LocalEndPoint"/>,
/// <see cref="OverheadBytes"/> and <see cref="Statistics"/>, at any time, also after the end. <see cref="IDisposable.Dispose"/> may come from another thread than the
/// host's, never while another call runs, and a second one does nothing. After it <see cref="Flush"/>, <see cref="Receive"/> and <see cref="Wait"/> throw
/// <see cref="ObjectDisposedException"/>.
/// </para>
/// <para>
/// The network never makes it throw: errors of one destination are counted in <see cref="Statistics"/>, reported by <see cref="TryTakeRefusal"/>, and never stop the
/// datagrams of the others.
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
    /// Bytes that a layer adds to each datagram on its way out, 0 to 3,520; 0 for a transport that adds nothing. The same for its whole life. A host proposes and sends
    /// datagrams that are shorter by this, so that what reaches the network is not longer than <see cref="ENetHostOptions.MtuBytes"/>.
    /// </summary>
    int OverheadBytes { get; }

    /// <summary>
    /// How long the transport can do without a call: <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for one without timers, zero when something is due now.
    /// When this time is over its host calls <see cref="Receive"/> and <see cref="Flush"/>, and what is due (a handshake message to repeat, a delayed datagram) is done
    /// there. What could not be done then, because the network takes nothing, is not due before it is worth another try.
    /// </summary>
    TimeSpan TimeUntilDeadline { get; }

    /// <summary>False when nothing could ever be sent to <paramref name="remote"/>, such as an IPv6 address from an IPv4 socket. Says nothing about routes.</summary>
    bool CanReach(in ENetAddress remote);

    /// <summary>
    /// Lends the space for the next datagram: at least 4,096 bytes less <see cref="OverheadBytes"/>, to be filled from the start and valid until
    /// <see cref="CommitSend"/> or the next call. A slot that was asked for and not committed costs nothing.
    /// </summary>
    /// <returns>
    /// False when every slot is staged, or when the last <see cref="Flush"/> left datagrams behind because the network takes nothing at the moment.
    /// Call <see cref="Flush"/> and ask again; when the answer is still false, come back later.
    /// </returns>
    bool TryGetSendSlot(out Span<byte> slot);

    /// <summary>
    /// Stages the first <paramref name="length"/> bytes of the slot that was lent last. They leave at the next <see cref="Flush"/>.
    /// </summary>
    /// <param name="path">
    /// The destination, and the address to send from: that of a path which <see cref="GetReceived"/> gave, or the unset value to leave it to the system. What cannot be sent from there,
    /// because it is an address of this machine no more, leaves from the one that the system picks.
    /// </param>
    /// <param name="length">Bytes of the datagram, 0 to 4,096 less <see cref="OverheadBytes"/>.</param>
    /// <param name="options">How to send this one.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> lies outside its range.</exception>
    /// <exception cref="InvalidOperationException">No slot was free.</exception>
    void CommitSend(in DatagramPath path, int length, in DatagramSendOptions options);

    /// <summary>
    /// Sends what is staged, in the order in which it was committed. What the network cannot take now stays staged, in order, and is tried again by the next
    /// call; what it refuses for good (no route, no permission) is counted, reported and dropped like a datagram lost on the way.
    /// </summary>
    /// <returns>The number of datagrams handed over.</returns>
    int Flush();

    /// <summary>
    /// Takes the next report of a datagram that was refused for good, the oldest first. A transport keeps at least the latest 16 and forgets the older ones, so
    /// nothing may depend on getting every one; <see cref="TransportStatistics.SendErrors"/> counts them all.
    /// </summary>
    /// <param name="refusal">What was refused, and why.</param>
    /// <returns>False when there is nothing to report.</returns>
    bool TryTakeRefusal(out DatagramRefusal refusal);

    /// <summary>
    /// Fills the batch with what has arrived. Never blocks. Empty datagrams and those longer than 4,096 bytes are counted and left out, and the next is read in
    /// the same call.
    /// </summary>
    /// <returns>The number of datagrams in the batch; 0 when there is nothing to read now.</returns>
    int Receive();

    /// <summary>
    /// True when the last <see cref="Receive"/> has seen the end of what had arrived, so that the next one would find nothing but what came since. False is always
    /// right, and costs the host one call more.
    /// </summary>
    bool IsDrained { get; }

    /// <summary>A datagram of the batch. The span may be written to, and is valid until the next <see cref="Receive"/>.</summary>
    /// <param name="index">0 to one less than what <see cref="Receive"/> answered.</param>
    /// <param name="path">
    /// Its sender, and the address it came to where the transport knows that. <see cref="CommitSend"/> takes the same path for the answer.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The batch has fewer datagrams.</exception>
    Span<byte> GetReceived(int index, out DatagramPath path);

    /// <summary>
    /// Waits until there is something to receive, until staged datagrams are worth another <see cref="Flush"/>, until <see cref="Wake"/>, or until the time is over,
    /// which is never before its end. A transport that cannot wait, because nothing arrives while its caller stands still, answers at once.
    /// </summary>
    /// <param name="timeout">Zero does not wait; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> waits without an end.</param>
    /// <returns>True when there is something to do, or somebody has called <see cref="Wake"/>; false when the time is over.</returns>
    bool Wait(TimeSpan timeout);

    /// <summary>
    /// Ends the <see cref="Wait"/> that is going on, or the next one if there is none: a call that comes early is not lost. Any number of calls before a wait end that
    /// one wait. What the caller wrote before it is seen by the thread that waited. Callable from any thread; does nothing after the end of the transport.
    /// </summary>
    void Wake();
}
