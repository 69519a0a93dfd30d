using System;
using System.Collections.Generic;
using System.Threading;
using ManagedENet.Godot.Diagnostics;
using ManagedENet.Godot.Wire;

namespace ManagedENet.Godot;

/// <content>Packets: polling, what arrived, what is sent.</content>
public sealed partial class GodotMultiplayerPeer
{
    // A flood must not keep a frame for ever: the rest has its turn in the next poll.
    private const int EventsPerPoll = 8192;

    private readonly PollGate _gate = new();
    private readonly List<int> _ids = new();
    private GodotTransferMode _transferMode = GodotTransferMode.Reliable;
    private int _transferChannel;
    private int _targetPeer;

    /// <summary>Packets that wait to be taken (<c>get_available_packet_count</c>).</summary>
    public int AvailablePacketCount => _received.Count;

    /// <summary>Unique id of the next packet's sender (<c>get_packet_peer</c>).</summary>
    /// <exception cref="InvalidOperationException">No packet waits.</exception>
    public int PacketPeer => Waiting.NextSource;

    /// <summary>Channel of the next packet (<c>get_packet_channel</c>); see <see cref="GodotPacket.Channel"/>.</summary>
    /// <exception cref="InvalidOperationException">No packet waits.</exception>
    public int PacketChannel => Waiting.NextTransferChannel;

    /// <summary>How the next packet travelled (<c>get_packet_mode</c>); see <see cref="GodotPacket.Mode"/>.</summary>
    /// <exception cref="InvalidOperationException">No packet waits.</exception>
    public GodotTransferMode PacketMode => Waiting.NextMode;

    /// <summary>Takes the next packet (<c>get_packet</c>). <see cref="TryGetPacket"/> tells everything about it at once.</summary>
    /// <returns>Its bytes; valid until the next packet is taken, or until the next poll.</returns>
    /// <exception cref="InvalidOperationException">No packet waits, or one of the reasons of <see cref="TryGetPacket"/>.</exception>
    public ReadOnlySpan<byte> GetPacket()
    {
        VerifyReader();
        return _received.Take().Payload;
    }

    /// <summary>Takes the next packet.</summary>
    /// <param name="packet">The packet; its bytes are valid until the next one is taken, or until the next poll.</param>
    /// <returns>False when none waits.</returns>
    /// <exception cref="InvalidOperationException">It belongs to another thread, or a handler of the layer above has called, which takes the packets itself.</exception>
    public bool TryGetPacket(out GodotPacket packet)
    {
        VerifyReader();
        return TryTakePacket(out packet);
    }

    internal bool TryTakePacket(out GodotPacket packet) => _received.TryTake(out packet);

    /// <summary>
    /// Who gets the packets put from now on (<c>set_target_peer</c>): 0 everyone, the default; a positive id that one; a negative id everyone but that one.
    /// A client of Godot 4 reaches its server alone; the scene layer's relay reaches the others.
    /// </summary>
    public int TargetPeer
    {
        get => _targetPeer;
        set
        {
            VerifyThread();
            _targetPeer = value;
        }
    }

    /// <summary>How packets put from now on travel (<c>transfer_mode</c>). Reliable by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is none of the three modes.</exception>
    public GodotTransferMode TransferMode
    {
        get => _transferMode;
        set
        {
            VerifyThread();
            VerifyMode(value, nameof(value));
            _transferMode = value;
        }
    }

    /// <summary>
    /// The transfer channel of packets put from now on (<c>transfer_channel</c>). 0, the default, takes the engine's own channels. Godot 4: 1 to 253 are independent
    /// of each other. Godot 3: ENet's channel by number, and 0 stands for its -1.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">ENet has no such channel.</exception>
    public int TransferChannel
    {
        get => _transferChannel;
        set
        {
            VerifyThread();
            ArgumentRange.Verify(value, 0, ChannelMap.HighestTransferChannel(_options.WireVersion), nameof(value));
            _transferChannel = value;
        }
    }

    /// <summary>
    /// Sends a packet to <see cref="TargetPeer"/> as <see cref="TransferMode"/> and <see cref="TransferChannel"/> say (<c>put_packet</c>).
    /// </summary>
    /// <param name="payload">Its bytes; the span is not needed after the call.</param>
    /// <returns>
    /// <see cref="ENetSendResult.Queued"/> when everyone meant gets it; <see cref="ENetSendResult.NotConnected"/> while not connected or when the target is not there;
    /// <see cref="ENetSendResult.InvalidChannel"/> when the connection has fewer channels; else the first reason one of the targets does not get it.
    /// </returns>
    public ENetSendResult PutPacket(ReadOnlySpan<byte> payload) => Send(TargetPeer, payload, _transferMode, _transferChannel);

    /// <inheritdoc cref="PutPacket(ReadOnlySpan{byte})"/>
    /// <exception cref="ArgumentNullException"><paramref name="payload"/> is null.</exception>
    public ENetSendResult PutPacket(byte[] payload) => Send(TargetPeer, payload, _transferMode, _transferChannel);

    /// <summary>Sends a packet; the three properties neither count nor change.</summary>
    /// <param name="target">As <see cref="TargetPeer"/>.</param>
    /// <param name="payload">Its bytes; the span is not needed after the call.</param>
    /// <param name="mode">As <see cref="TransferMode"/>.</param>
    /// <param name="transferChannel">As <see cref="TransferChannel"/>.</param>
    /// <returns>As <see cref="PutPacket(ReadOnlySpan{byte})"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">ENet has no such channel, or <paramref name="mode"/> is none of the three.</exception>
    public ENetSendResult Send(int target, ReadOnlySpan<byte> payload, GodotTransferMode mode = GodotTransferMode.Reliable, int transferChannel = 0)
    {
        VerifyThread();
        VerifyMode(mode, nameof(mode));
        ArgumentRange.Verify(transferChannel, 0, ChannelMap.HighestTransferChannel(_options.WireVersion), nameof(transferChannel));
        if (ConnectionStatus != GodotConnectionStatus.Connected || !_peers.IsThere(target)) return ENetSendResult.NotConnected;
        ENetSendResult result = _sender.Send(UniqueId, target, payload, mode, transferChannel, isThroughServer: _mode == ActiveMode.Client);
        if (_options.FlushEachPacket) _host?.Flush();
        return result;
    }

    /// <inheritdoc cref="Send(int, ReadOnlySpan{byte}, GodotTransferMode, int)"/>
    /// <exception cref="ArgumentNullException"><paramref name="payload"/> is null.</exception>
    public ENetSendResult Send(int target, byte[] payload, GodotTransferMode mode = GodotTransferMode.Reliable, int transferChannel = 0)
    {
        // A null array would become an empty span by itself.
        if (payload is null) throw new ArgumentNullException(nameof(payload));
        return Send(target, payload.AsSpan(), mode, transferChannel);
    }

    /// <summary>Sends everything that waits, at once. For <see cref="GodotPeerOptions.FlushEachPacket"/> set to false; otherwise nothing waits.</summary>
    public void Flush()
    {
        VerifyThread();
        _host?.Flush();
        if (_mode != ActiveMode.Mesh) return;
        foreach (PeerLink link in _peers.Links) link.OwnHost!.Flush();
    }

    /// <summary>
    /// Sends what is due, takes what has arrived, and raises the events; does not wait (<c>poll</c>). Ends the life of the packet that was taken last.
    /// Does nothing while <see cref="ConnectionStatus"/> is disconnected.
    /// </summary>
    public void Poll() => Poll(TimeSpan.Zero);

    /// <summary>Polls, and waits for the first event until <paramref name="timeout"/> is over. A mesh, which has many sockets, does not wait.</summary>
    /// <param name="timeout">Zero does not wait; <see cref="Timeout.InfiniteTimeSpan"/> waits without an end.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative and not <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    /// <exception cref="InvalidOperationException">It belongs to another thread, or the call came from inside a poll: an event's handler cannot poll.</exception>
    public void Poll(TimeSpan timeout)
    {
        EnterPoll(isLayer: false);
        try
        {
            PollOnce(timeout);
        }
        finally
        {
            LeavePoll();
        }
    }

    /// <inheritdoc cref="PollGate.Enter"/>
    internal void EnterPoll(bool isLayer)
    {
        VerifyThread();
        _gate.Enter(isLayer);
    }

    internal void LeavePoll() => _gate.Leave();

    internal void PollOnce(TimeSpan timeout)
    {
        _received.ReleaseCurrent();
        FinishLeaving();
        DropInactivePeers();
        if (_host is { } host)
        {
            PollHost(host, timeout);
            return;
        }

        if (_mode != ActiveMode.Mesh) return;
        _ids.Clear();
        _ids.AddRange(_peers.Ids);
        foreach (int id in _ids)
        {
            if (_peers.TryFind(id, out PeerLink? link)) PollMeshPeer(link!);
        }
    }

    private ReceivedQueue Waiting
    {
        get
        {
            VerifyThread();
            return _received;
        }
    }

    private void VerifyReader()
    {
        VerifyThread();
        _gate.VerifyUnread();
    }

    private void PollHost(ENetHost host, TimeSpan timeout)
    {
        int budget = EventsPerPoll;

        // An event's handler may close or start again.
        while (budget-- > 0 && ReferenceEquals(_host, host) && host.Service(timeout, out ENetEvent e))
        {
            timeout = TimeSpan.Zero;
            switch (e.Type)
            {
                case ENetEventType.Connect when _mode == ActiveMode.Server:
                    AcceptClient(e.Peer, unchecked((int)e.Data));
                    break;
                case ENetEventType.Connect:
                    ReachServer(e.Peer);
                    break;
                case ENetEventType.Disconnect:
                    LastDisconnectReason = e.DisconnectReason;
                    LastDisconnectData = e.Data;
                    if (_peers.TryFind(e.Peer, out PeerLink? gone)) Leave(gone!);
                    break;
                case ENetEventType.Receive:
                    Receive(e.Peer, e.ChannelId, e.Packet);
                    break;
            }
        }
    }

    private void PollMeshPeer(PeerLink link)
    {
        int budget = EventsPerPoll;
        while (budget-- > 0 && _peers.TryFind(link.Id, out PeerLink? known) && ReferenceEquals(known, link)
            && link.Peer is not null && link.OwnHost!.Service(TimeSpan.Zero, out ENetEvent e))
        {
            switch (e.Type)
            {
                case ENetEventType.Connect:
                    Drops.Count(GodotDropReason.ConnectionRefused);
                    e.Peer.Reset();
                    break;
                case ENetEventType.Disconnect when ReferenceEquals(e.Peer, link.Peer):
                    LastDisconnectReason = e.DisconnectReason;
                    LastDisconnectData = e.Data;
                    Leave(link);
                    break;
                case ENetEventType.Receive:
                    Receive(e.Peer, e.ChannelId, e.Packet);
                    break;
            }
        }
    }

    private void Receive(ENetPeer peer, byte channel, ENetPacket packet)
    {
        if (!_peers.TryFind(peer, out PeerLink? link) || (_mode == ActiveMode.Client && ConnectionStatus != GodotConnectionStatus.Connected))
        {
            Drop(packet, GodotDropReason.UnknownPeer);
            return;
        }

        int source = link!.Id;
        if (_godot3 is not null)
        {
            bool isOurs = _mode == ActiveMode.Client
                ? _godot3.TryReceiveFromServer(UniqueId, channel, packet, out source)
                : _godot3.TryReceiveFromClient(link, channel, packet);
            if (!isOurs) return;
        }

        int headerBytes = _godot3 is null ? 0 : Godot3Frame.Bytes;
        if (!_received.TryAdd(packet, headerBytes, link, source, channel)) RejectOverflow(packet, link);
    }

    // A reliable packet has been acknowledged: dropping it would break the promise, so the connection ends.
    private void RejectOverflow(ENetPacket packet, PeerLink connection)
    {
        bool isReliable = (packet.Flags & ENetPacketFlags.Reliable) != 0;
        Drop(packet, GodotDropReason.QueueFull);
        if (!isReliable || connection.Peer is not { } peer) return;
        peer.DisconnectNow();
        Leave(connection);
    }

    private void Drop(ENetPacket packet, GodotDropReason reason)
    {
        Drops.Count(reason);
        packet.Dispose();
    }

    private static void VerifyMode(GodotTransferMode mode, string parameter)
    {
        if (mode is < GodotTransferMode.Unreliable or > GodotTransferMode.Reliable) throw new ArgumentOutOfRangeException(parameter, mode, "Pass Unreliable, UnreliableOrdered or Reliable.");
    }
}
