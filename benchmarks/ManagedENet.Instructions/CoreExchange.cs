using System;
using System.Net;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Instructions;

/// <summary>Messages from one core to another through memory: no socket, no clock, the same work every time.</summary>
internal sealed class CoreExchange : IDisposable
{
    private const int Window = 256;
    private const int DatagramBytes = 4096;

    private readonly Host _client;
    private readonly Host _server;
    private readonly ENetAddress _clientAddress = new(IPAddress.Loopback, 1000);
    private readonly ENetAddress _serverAddress = new(IPAddress.Loopback, 2000);
    private readonly byte[] _datagram = new byte[DatagramBytes];
    private readonly Connection _peer;
    private long _received;
    private long _nowMs = 1;

    public CoreExchange(ENetCongestionControl rules = ENetCongestionControl.Native)
    {
        _client = new Host(new HostOptions { PeerLimit = 1, CongestionControl = rules }, new CountingNumbers(), _nowMs * 1000);
        _server = new Host(new HostOptions { PeerLimit = 64, CongestionControl = rules }, new CountingNumbers(), _nowMs * 1000);
        _peer = _client.Connect(_nowMs, _serverAddress, 2, 0) ?? throw new InvalidOperationException("A fresh host has a free slot.");
        while (_peer.State != ENetPeerState.Connected) Round();
    }

    /// <summary>Sends that many messages and returns when all are received and acknowledged.</summary>
    public void Run(int messages, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
    {
        long wanted = _received + messages;
        for (int sent = 0; sent < messages;)
        {
            for (int i = 0; i < Window && sent < messages; i++, sent++)
            {
                if (_peer.Send(0, payload, flags) != ENetSendResult.Queued) throw new InvalidOperationException("A message was not queued.");
            }

            Round();
        }

        while (_received < wanted || _peer.HasOutgoingCommands) Round();
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    private void Round()
    {
        _nowMs++;
        Pass(_client, _clientAddress, _server);
        Pass(_server, _serverAddress, _client);
    }

    private void Pass(Host from, in ENetAddress address, Host to)
    {
        from.AdvanceTime(_nowMs * 1000);
        from.BeginSendPass(_nowMs * 1000, checkTimeouts: true);
        while (from.TryWriteDatagram(_datagram, out int length, out _, out _)) to.HandleDatagram(_nowMs * 1000, address, _datagram.AsSpan(0, length));
        while (from.TryTakeEvent(out ConnectionEvent e)) Drop(e);
        while (to.TryTakeEvent(out ConnectionEvent e)) Drop(e);
    }

    private void Drop(in ConnectionEvent e)
    {
        if (e.Type != ENetEventType.Receive) return;
        ENetPacket packet = e.Packet;
        packet.Dispose();
        _received++;
    }

    private sealed class CountingNumbers : IRandomSource
    {
        private uint _last;

        public uint NextUInt32() => ++_last;
    }
}
