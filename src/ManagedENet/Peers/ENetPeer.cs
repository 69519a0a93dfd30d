using System;
using System.Net;
using ManagedENet.Internal;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Sending;

namespace ManagedENet;

/// <summary>
/// One connection, seen from this host. Stands for <c>ENetPeer</c>, with one difference: the object is the connection's and not the slot's. When the connection has ended,
/// sending answers <see cref="ENetSendResult.NotConnected"/> for ever, what it was stays readable, and the next connection in its slot is another object. It belongs to
/// the host's thread.
/// </summary>
public sealed partial class ENetPeer
{
    private readonly ENetHost _host;
    private readonly Connection _connection;

    internal ENetPeer(ENetHost host, Connection connection)
    {
        _host = host;
        _connection = connection;
    }

    /// <summary>The number of its slot, 0 to one less than <see cref="ENetHostOptions.PeerLimit"/> (<c>incomingPeerID</c>). Any thread may ask.</summary>
    public int Id => _connection.Slot;

    /// <summary>What <see cref="ENetShardedHost.Post"/> finds it by, on whatever thread: the shard, the slot, and which of the connections of that slot this is. Any thread may ask.</summary>
    public ENetPeerKey Key => new(_host.Place.Number, _connection.Slot, _connection.Turn);

    /// <summary>The host it belongs to. Any thread may ask.</summary>
    public ENetHost Host => _host;

    /// <summary>
    /// Yours (<c>ENetPeer.data</c>); null for every new connection. Any thread may read and set it, also after the end of the host: it is nothing but a field, and what two
    /// threads do with it is up to you.
    /// </summary>
    public object? Tag { get; set; }

    /// <summary>Queues a packet with a copy of <paramref name="payload"/>. It leaves at the next service or flush. Stands for <c>enet_peer_send</c>.</summary>
    /// <param name="channelId">The channel, 0 to <see cref="ChannelCount"/> - 1.</param>
    /// <param name="payload">Its bytes, 0 or more; the span is not needed after the call.</param>
    /// <param name="flags">How it is to travel.</param>
    /// <returns>
    /// <see cref="ENetSendResult.Queued"/>; or, with nothing done: <see cref="ENetSendResult.NotConnected"/> outside of <see cref="ENetPeerState.Connected"/>,
    /// <see cref="ENetSendResult.InvalidChannel"/>, <see cref="ENetSendResult.TooLarge"/> above <see cref="ENetHostOptions.MaximumPacketBytes"/> or more than a
    /// receiver can put together, <see cref="ENetSendResult.QueueFull"/> when the memory budget is used up: an event <see cref="ENetEventType.Writable"/> tells when to try again.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">There are no such <paramref name="flags"/>.</exception>
    public ENetSendResult Send(byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags = ENetPacketFlags.None)
    {
        SendArguments.VerifyFlags(flags);
        return Noted(Checked.Send(channelId, payload, flags), payload.Length);
    }

    /// <inheritdoc cref="Send(byte, ReadOnlySpan{byte}, ENetPacketFlags)"/>
    /// <exception cref="ArgumentNullException"><paramref name="payload"/> is null.</exception>
    public ENetSendResult Send(byte channelId, byte[] payload, ENetPacketFlags flags = ENetPacketFlags.None) =>
        Send(channelId, SendArguments.NotNull(payload).AsSpan(), flags);

    /// <summary>Queues a packet without copying it; a packet of another host is copied. Stands for <c>enet_peer_send</c>.</summary>
    /// <param name="channelId">The channel, 0 to <see cref="ChannelCount"/> - 1.</param>
    /// <param name="packet">The packet; it travels as its flags say. A received packet may be passed on.</param>
    /// <returns><see cref="ENetSendResult.Queued"/>: the packet is no longer yours. Any other answer: nothing was done, and it is still yours.</returns>
    /// <exception cref="ObjectDisposedException">The packet was disposed, sent or moved before.</exception>
    public ENetSendResult Send(byte channelId, ENetPacket packet)
    {
        ENetSendResult result = Checked.Send(channelId, packet);
        return result == ENetSendResult.QueueFull ? Noted(result, packet.Length) : result;
    }

    /// <summary>Queues a packet with a copy of <paramref name="payload"/> that may be given up before it is sent.</summary>
    /// <param name="channelId">The channel, 0 to <see cref="ChannelCount"/> - 1.</param>
    /// <param name="payload">Its bytes, 0 or more; the span is not needed after the call.</param>
    /// <param name="flags">How it is to travel.</param>
    /// <param name="options">When it is given up.</param>
    /// <returns>As <see cref="Send(byte, ReadOnlySpan{byte}, ENetPacketFlags)"/>. What the packet would replace stays where it is unless the answer is <see cref="ENetSendResult.Queued"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// There are no such <paramref name="flags"/>; or <see cref="ENetSendOptions.Deadline"/> is zero, negative, or 49 days and more.
    /// </exception>
    /// <exception cref="ArgumentException"><see cref="ENetSendOptions.Receipt"/> is set, and the packet is not reliable.</exception>
    public ENetSendResult Send(byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags, in ENetSendOptions options)
    {
        SendArguments.VerifyFlags(flags);
        Connection connection = Checked;
        SendTerms terms = ENetSendOptions.ToTerms(options, flags, _host);
        bool hasReceipt = terms.Receipt != 0;
        if (hasReceipt && !connection.TryReserveReceipt()) return Noted(connection.State == ENetPeerState.Connected ? ENetSendResult.QueueFull : ENetSendResult.NotConnected, payload.Length);
        ENetSendResult result = connection.Send(channelId, payload, flags);
        if (result == ENetSendResult.Queued) connection.SetTerms(channelId, terms);
        else if (hasReceipt) connection.CancelReceipt();
        return Noted(result, payload.Length);
    }

    /// <inheritdoc cref="Send(byte, ReadOnlySpan{byte}, ENetPacketFlags, in ENetSendOptions)"/>
    /// <exception cref="ArgumentNullException"><paramref name="payload"/> is null.</exception>
    public ENetSendResult Send(byte channelId, byte[] payload, ENetPacketFlags flags, in ENetSendOptions options) =>
        Send(channelId, SendArguments.NotNull(payload).AsSpan(), flags, options);

    /// <summary>Queues a packet that may be given up before it is sent, without copying it; a packet of another host is copied.</summary>
    /// <param name="channelId">The channel, 0 to <see cref="ChannelCount"/> - 1.</param>
    /// <param name="packet">The packet; it travels as its flags say.</param>
    /// <param name="options">When it is given up.</param>
    /// <returns><see cref="ENetSendResult.Queued"/>: the packet is no longer yours. Any other answer: nothing was done, and it is still yours.</returns>
    /// <exception cref="ObjectDisposedException">The packet was disposed, sent or moved before.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="ENetSendOptions.Deadline"/> is zero, negative, or 49 days and more.</exception>
    /// <exception cref="ArgumentException"><see cref="ENetSendOptions.Receipt"/> is set, and the packet is not reliable.</exception>
    public ENetSendResult Send(byte channelId, ENetPacket packet, in ENetSendOptions options)
    {
        Connection connection = Checked;
        SendTerms terms = ENetSendOptions.ToTerms(options, packet.Flags, _host);
        bool hasReceipt = terms.Receipt != 0;
        if (hasReceipt && !connection.TryReserveReceipt()) return Noted(connection.State == ENetPeerState.Connected ? ENetSendResult.QueueFull : ENetSendResult.NotConnected, packet.Length);
        ENetSendResult result = connection.Send(channelId, packet);
        if (result == ENetSendResult.Queued) connection.SetTerms(channelId, terms);
        else if (hasReceipt) connection.CancelReceipt();
        return result == ENetSendResult.QueueFull ? Noted(result, packet.Length) : result;
    }

    /// <summary>
    /// Takes the next received packet of this peer past the events. Stands for <c>enet_peer_receive</c>.
    /// </summary>
    /// <param name="channelId">Its channel.</param>
    /// <param name="packet">The packet, yours to dispose.</param>
    /// <returns>False when none is waiting.</returns>
    public bool TryReceive(out byte channelId, out ENetPacket packet) => Checked.TryReceive(out channelId, out packet);

    /// <summary>
    /// Ends the connection and tells the remote. What is queued is dropped. The <see cref="ENetEventType.Disconnect"/> event comes when the remote has
    /// acknowledged; a peer that was not connected yet is told once and freed at once, without an event. Stands for <c>enet_peer_disconnect</c>.
    /// </summary>
    /// <param name="data">A number for the remote's disconnect event.</param>
    public void Disconnect(uint data = 0)
    {
        Connection connection = Checked;
        bool isToldOnce = IsToldOnce;
        connection.Disconnect(data);
        // Requirement: DIS-003
        if (isToldOnce) _host.FlushCommands();
    }

    /// <summary>
    /// Ends the connection at once: the remote is told with one datagram that may be lost, the slot is free, and there is no event on this side.
    /// Stands for <c>enet_peer_disconnect_now</c>.
    /// </summary>
    /// <param name="data">A number for the remote's disconnect event.</param>
    public void DisconnectNow(uint data = 0)
    {
        Connection connection = Checked;
        bool isTold = _connection.State is not (ENetPeerState.Disconnected or ENetPeerState.Disconnecting or ENetPeerState.Zombie);
        connection.DisconnectNow(data);
        // Requirement: DIS-016
        if (isTold) _host.FlushCommands();
        _host.Telemetry.NoteLeft(this);
    }

    /// <summary>
    /// Ends the connection when everything queued has been sent and acknowledged; nothing can be sent any more. Stands for <c>enet_peer_disconnect_later</c>.
    /// </summary>
    /// <param name="data">A number for the remote's disconnect event.</param>
    public void DisconnectLater(uint data = 0)
    {
        Connection connection = Checked;
        bool isToldOnce = IsToldOnce;
        connection.DisconnectLater(data);
        // Requirement: DIS-003
        if (isToldOnce) _host.FlushCommands();
    }

    /// <summary>
    /// Forgets the connection: the slot is free, there is no event, and the remote is not told; it finds out by time-out. Stands for <c>enet_peer_reset</c>.
    /// </summary>
    public void Reset() => Checked.Dismiss();

    /// <summary>
    /// Sends a ping now, beside those of <see cref="PingInterval"/>; its acknowledgement measures the round trip. Does nothing unless connected. Stands for
    /// <c>enet_peer_ping</c>.
    /// </summary>
    public void Ping() => Checked.Ping();

    /// <summary>
    /// Sets when this connection times out. An unacknowledged reliable command is sent again after the round-trip time and its variance, then after twice as
    /// long, and so on; while at most one MTU is under way, at least about every 300 ms or round trip. The connection ends when a command has waited for
    /// <paramref name="maximum"/>; or for <paramref name="minimum"/>, if nothing at all has come from the remote for that long and doubling would have reached
    /// <paramref name="limit"/> times the first waiting time. Holds for this connection only, and does nothing after its end. Stands for <c>enet_peer_timeout</c>, which does not ask whether the remote
    /// is heard; nor does this one where <see cref="KeepLivePeer"/> is false.
    /// </summary>
    /// <param name="limit">A factor, not a time: 32 is reached at the sixth attempt. 0 is 32.</param>
    /// <param name="minimum">Zero is 5 seconds.</param>
    /// <param name="maximum">Zero is 30 seconds.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is negative, or 49 days and more.</exception>
    public void SetTimeout(int limit, TimeSpan minimum, TimeSpan maximum)
    {
        if (limit < 0) throw new ArgumentOutOfRangeException(nameof(limit), limit, "Pass 0 for the default of 32, or a factor of 1 or more.");
        Checked.SetTimeout((uint)limit, ToMilliseconds(minimum, nameof(minimum)), ToMilliseconds(maximum, nameof(maximum)));
    }

    /// <summary>
    /// Sets how unreliable packets are thinned out when the path gets slow, on both ends. Does nothing after the end of the connection. Stands for <c>enet_peer_throttle_configure</c>.
    /// </summary>
    /// <param name="interval">Over which time the lowest round-trip time is taken; 5 seconds in a new connection.</param>
    /// <param name="acceleration">Added to the share of packets that pass, in 32nds, when the round trip gets shorter; 2 in a new connection.</param>
    /// <param name="deceleration">Taken from it when the round trip gets longer; 2 in a new connection.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="interval"/> is negative, or 49 days and more.</exception>
    public void ConfigureThrottle(TimeSpan interval, uint acceleration, uint deceleration)
        => Checked.ConfigureThrottle(ToMilliseconds(interval, nameof(interval)), acceleration, deceleration);

    /// <summary>
    /// Sets a channel's share of the line. Where data of several channels waits, each gets its share of what leaves, in proportion to its weight, and messages of one go
    /// between the fragments of another's long packets; a channel that sends little does not wait for one that sends much. Where the connection goes by
    /// <see cref="ENetCongestionControl.Native"/> the weight is kept and changes nothing: what was queued first leaves first, whatever its channel. Holds for this
    /// connection only. ENet has nothing like it; the remote cannot tell.
    /// </summary>
    /// <param name="channelId">The channel, 0 to <see cref="ChannelCount"/> - 1.</param>
    /// <param name="weight">Its weight, 1 to 255; 16 in a new connection.</param>
    /// <returns>False, with nothing done: there is no such channel, the memory budget has no room for it, or the connection is about to end or has ended.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="weight"/> is below 1 or above 255.</exception>
    public bool SetPriority(byte channelId, int weight)
    {
        Connection connection = Checked;
        if (weight is < 1 or > byte.MaxValue) throw new ArgumentOutOfRangeException(nameof(weight), weight, "Pass a weight from 1 to 255; a new channel has 16.");
        return connection.SetPriority(channelId, (byte)weight);
    }

    /// <summary>
    /// Sends small reliable packets of a channel several times, so that a loss costs no round trip: while a packet of at most 256 bytes is not acknowledged, it rides in
    /// the next datagrams to this peer as well. Where none leaves within a quarter of the round trip, or 8 ms where that is more, one is made; who sends at least some 50
    /// times a second is not waited for in vain. When the acknowledgement is overdue there is one copy more. Holds for this connection only. ENet has nothing like it; the
    /// remote drops what it has already.
    /// </summary>
    /// <param name="channelId">The channel, 0 to <see cref="ChannelCount"/> - 1.</param>
    /// <param name="copies">Copies of each packet, 0 to 3; 0 in a new connection, and ends it.</param>
    /// <param name="maximumShare">
    /// Which share of the bytes to this peer copies may take, headers included, above 0 to 0.75; all its channels together, and the last call counts. What there is no room
    /// for is not copied.
    /// </param>
    /// <returns>False, with nothing done: there is no such channel, the memory budget has no room for it, or the connection is about to end or has ended.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="copies"/> is below 0 or above 3, or <paramref name="maximumShare"/> is out of its range.</exception>
    public bool SetRedundancy(byte channelId, int copies, double maximumShare = 0.5)
    {
        const double most = 0.75;
        Connection connection = Checked;
        if (copies is < 0 or > Copier.MostCopies) throw new ArgumentOutOfRangeException(nameof(copies), copies, "Pass 0 to 3 copies; one makes a loss in twenty one in four hundred.");
        if (!(maximumShare > 0 && maximumShare <= most)) throw new ArgumentOutOfRangeException(nameof(maximumShare), maximumShare, "Pass a share above 0, up to 0.75; 0.5 lets copies take as much as the rest.");
        return connection.SetRedundancy(channelId, (byte)copies, (int)Math.Ceiling(maximumShare / (1 - maximumShare) * Copier.WholeAllowance));
    }

    /// <summary>
    /// Stops taking the packets of a channel, until <see cref="ResumeReceive(byte)"/>: what would be its turn is not acknowledged where it is reliable, so that the remote keeps it and sends it again, and is dropped
    /// where it is not; other channels go on. What was received before still comes, and so does what an early packet may set free. <see cref="DropReason.NotRead"/> counts. ENet has nothing like it: to the remote it
    /// looks like loss. ManagedENet waits as long as the peer is heard (<see cref="KeepLivePeer"/>); native ENet gives up after 5 to 30 seconds, so that a pause should last no longer than one or two.
    /// </summary>
    /// <param name="channelId">The channel, 0 to <see cref="ChannelCount"/> - 1.</param>
    /// <returns>False, with nothing done: there is no such channel, the memory budget has no room for it, or the connection is about to end or has ended.</returns>
    public bool PauseReceive(byte channelId) => Checked.SetStopped(channelId, isStopped: true);

    /// <summary>Stops taking packets of the peer, on whatever channel, as <see cref="PauseReceive(byte)"/> does for one, until <see cref="ResumeReceive()"/>.</summary>
    public void PauseReceive() => Checked.SetStopped(isStopped: true);

    /// <summary>Takes packets of a channel again; what the remote has kept comes as soon as it sends it once more.</summary>
    /// <param name="channelId">The channel, 0 to <see cref="ChannelCount"/> - 1.</param>
    /// <returns>False as for <see cref="PauseReceive(byte)"/>.</returns>
    public bool ResumeReceive(byte channelId) => Checked.SetStopped(channelId, isStopped: false);

    /// <summary>Takes packets of the peer again; channels that were paused by themselves stay so.</summary>
    public void ResumeReceive() => Checked.SetStopped(isStopped: false);

    /// <summary>Its slot, its state and its address, for a log; another thread than the host's may ask, and may see a state that is a moment old.</summary>
    public override string ToString() => $"{nameof(ENetPeer)} {Id} {_connection.State} {_connection.Address}";

    /// <summary>Bytes that are held for what it has to send and what it has under way, overhead included.</summary>
    internal long OutgoingBytes => _connection.OutgoingBytes;

    /// <summary>True when that is more than so many: then an event tells when it is half of them.</summary>
    internal bool IsCrowded(long most)
    {
        if (_connection.OutgoingBytes <= most || !_connection.HasOutgoingCommands) return false;
        _host.Core.NoteCrowded(_connection, most / 2);
        return true;
    }

    internal Connection Connection => _connection;

    /// <summary>The object of another face that stands for it.</summary>
    internal object? Face { get; set; }

    /// <summary>Ping and time-out were set as the options say.</summary>
    internal bool IsTimed { get; set; }

    /// <summary>Place in <see cref="ENetHost.Peers"/>, while it is the newest of its slot there.</summary>
    internal int ListIndex { get; set; }

    /// <summary>This side has asked for the connection, and nobody has answered yet.</summary>
    internal bool IsAsking { get; set; }

    /// <summary>When the connection came about, in the host's time; null before.</summary>
    internal long? ConnectedAtUs { get; set; }

    // The thread and the life of the host are checked on the way to the connection.
    private Connection Checked
    {
        get
        {
            _host.VerifyAccess();
            return _connection;
        }
    }

    // Whoever finds no room is told when there is some.
    private ENetSendResult Noted(ENetSendResult result, int length)
    {
        if (result == ENetSendResult.QueueFull) _host.Core.NoteFull(_connection, length);
        return result;
    }

    // In these states a disconnect is one unreliable datagram, which native sends at once and then frees the slot.
    private bool IsToldOnce => _connection.State is ENetPeerState.Connecting or ENetPeerState.AcknowledgingConnect
        or ENetPeerState.ConnectionPending or ENetPeerState.ConnectionSucceeded;

    private static TimeSpan Microseconds(long us) => TimeSpan.FromTicks(us * (TimeSpan.TicksPerMillisecond / ProtocolTime.UsPerMs));

    private static uint ToMilliseconds(TimeSpan time, string parameter)
    {
        double milliseconds = Math.Ceiling(time.TotalMilliseconds);
        if (time >= TimeSpan.Zero && milliseconds <= uint.MaxValue) return (uint)milliseconds;
        throw new ArgumentOutOfRangeException(parameter, time, "Pass a time from zero to 49 days; zero stands for the default.");
    }
}
