using System;
using System.Collections.Generic;

namespace ManagedENet.Fuzz.Worlds;

/// <summary>What an application calls, with values that may be right or not: what is not must be an exception that says so, and nothing else may be one.</summary>
internal sealed class HostsApplication
{
    private readonly VirtualTime _time;
    private readonly Promised _promised;
    private readonly byte[] _payload = new byte[6_000];
    private readonly List<ENetPacket> _kept = [];
    private byte _counter;
    private ulong _receipt;

    public HostsApplication(VirtualTime time, Promised promised)
    {
        _time = time;
        _promised = promised;
    }

    public void Begin()
    {
        _kept.Clear();
        _counter = 0;
        _receipt = 0;
    }

    public void Do(HostSide side, ReadOnlySpan<byte> record)
    {
        try
        {
            var act = (HostsAct)(record[0] % (int)HostsAct.Count);
            if (act is HostsAct.Broadcast or HostsAct.SetHost or HostsAct.SetDoor or HostsAct.Unconnected or HostsAct.Look) DoHost(act, side, record);
            else if (side.Peers.Count > 0) DoPeer(act, side, side.Peers[^(1 + ((record[1] >> 1) % side.Peers.Count))], record);
        }
        catch (ArgumentException e) when (e.Message.Length > 20)
        {
            // A value that was wrong, and is told so.
        }
        catch (ObjectDisposedException e) when (e.ObjectName == nameof(ENetPacket))
        {
            // A packet that was the host's already.
        }
        catch (ApproverException)
        {
            // Its own.
        }
    }

    public void End(HostSide[] sides)
    {
        foreach (ENetPacket packet in _kept) packet.Dispose();
        foreach (HostSide side in sides)
        {
            ENetHost host = side.Host;
            host.AcceptsConnections = true;
            host.PeerLimit = host.Options.PeerLimit;
            host.MtuBytes = host.Options.MtuBytes;
            host.SetBandwidthLimit(0, 0);
            foreach (ENetAddress address in (ReadOnlySpan<ENetAddress>)[sides[0].Transport.Address, sides[1].Transport.Address])
            {
                for (int bits = 0; bits <= 32; bits += 8)
                {
                    host.Unban(new ENetAddressRange(address, bits));
                    host.Disallow(new ENetAddressRange(address, bits));
                }
            }

            while (host.TryTakeReceipt(out _))
            {
            }
        }
    }

    private void DoPeer(HostsAct act, HostSide side, ENetPeer peer, ReadOnlySpan<byte> record)
    {
        byte channel = (byte)(record[2] & 3);
        var flags = (ENetPacketFlags)(record[4] & 11);
        byte mark = side.Mark;
        ENetPeerState before = peer.State;
        switch (act)
        {
            case HostsAct.Send:
                Send(peer, channel, mark, record[3], flags);
                break;
            case HostsAct.SendMany:
                for (int i = record[5] & 63; i >= 0; i--) Send(peer, channel, mark, record[3], flags);
                break;
            case HostsAct.SendOnTerms:
                _promised.Loosen(peer.ConnectId, channel, mark);
                var options = new ENetSendOptions
                {
                    Deadline = (record[5] & 1) != 0 ? TimeSpan.FromMilliseconds(Numbers.StepMs(record[6]) - ((record[5] & 16) != 0 ? 1 : 0)) : null,
                    SupersedeKey = (uint)(record[5] >> 1) & 3,
                    Receipt = (record[5] & 8) != 0 ? ++_receipt : 0,
                };
                peer.Send(channel, Payload(mark, record[3]), flags, options);
                break;
            case HostsAct.SendPacket:
                SendPacket(side.Host, peer, channel, mark, record, flags);
                break;
            case HostsAct.Leave:
                Leave(peer, record);
                side.NoteDismissed(peer, before);
                break;
            case HostsAct.SetPeer:
                SetPeer(peer, record);
                break;
            case HostsAct.Take:
                if ((record[2] & 4) != 0) side.Host.Flush();
                else if ((record[2] & 8) != 0 && side.Host.CheckEvents(out ENetEvent e)) side.Take(e);
                else if (peer.TryReceive(out byte from, out ENetPacket packet))
                {
                    // Past the events, so the order of those is another's from here on.
                    side.Sent?.Loosen(peer.ConnectId, from, (byte)(mark ^ 0x80));
                    if ((record[2] & 16) != 0) _kept.Add(packet);
                    else packet.Dispose();
                }

                break;
        }
    }

    private void DoHost(HostsAct act, HostSide side, ReadOnlySpan<byte> record)
    {
        ENetHost host = side.Host;
        switch (act)
        {
            case HostsAct.Broadcast:
                byte channel = (byte)(record[2] & 3);
                foreach (ENetPeer peer in side.Peers) _promised.Loosen(peer.ConnectId, channel, side.Mark);
                host.Broadcast(channel, Payload(side.Mark, record[3]), (ENetPacketFlags)(record[4] & 11));
                break;
            case HostsAct.SetHost:
                if ((record[2] & 1) != 0) host.SetBandwidthLimit(Numbers.Wide(record[3]), Numbers.Wide(record[4]));
                if ((record[2] & 2) != 0) host.SetChannelLimit(record[5] * 2);
                if ((record[2] & 4) != 0) host.MtuBytes = (int)Numbers.Wide(record[6]);
                if ((record[2] & 8) != 0) host.PeerLimit = (sbyte)record[7];
                break;
            case HostsAct.SetDoor:
                var range = new ENetAddressRange(side.Transport.Address, record[3] % 5 * 8);
                if ((record[2] & 1) != 0) host.AcceptsConnections = (record[2] & 2) != 0;
                if ((record[2] & 4) != 0) host.Ban(range);
                if ((record[2] & 8) != 0) host.Allow(range);
                if ((record[2] & 16) != 0) host.Unban(range);
                if ((record[2] & 32) != 0) host.Disallow(range);
                break;
            case HostsAct.Unconnected:
                host.SendUnconnected(ENetAddress.FromIPv4(0x0A00_0000u + record[2], (ushort)(7_000 + record[2])), Payload(side.Mark, record[3]));
                break;
            default:
                Look(host, side);
                break;
        }
    }

    private void Send(ENetPeer peer, byte channel, byte mark, byte length, ENetPacketFlags flags)
    {
        ReadOnlySpan<byte> payload = Payload(mark, length);
        // Long ones without the flag travel in reliable fragments.
        if (payload.Length > 400 && (flags & ENetPacketFlags.Reliable) == 0) _promised.Loosen(peer.ConnectId, channel, mark);
        if (peer.Send(channel, payload, flags) == ENetSendResult.Queued && (flags & ENetPacketFlags.Reliable) != 0) _promised.Add(peer.ConnectId, channel, mark, payload.Length, payload.Length > 0 ? payload[0] : (byte)0);
    }

    private void SendPacket(ENetHost host, ENetPeer peer, byte channel, byte mark, ReadOnlySpan<byte> record, ENetPacketFlags flags)
    {
        _promised.Loosen(peer.ConnectId, channel, mark);
        ENetPacket packet = host.CreatePacket(Payload(mark, record[3]), flags);
        if ((record[5] & 1) != 0) packet.Dispose();
        bool isAlive = packet.IsAlive;
        try
        {
            ENetSendResult result = peer.Send(channel, packet);
            if (!isAlive) throw new FuzzException("A packet that was disposed was sent.");
            if (packet.IsAlive == (result == ENetSendResult.Queued)) throw new FuzzException($"A packet was {result} and is {(packet.IsAlive ? "still" : "no longer")} the caller's.");
            if ((record[5] & 2) != 0) peer.Send(channel, packet);
        }
        finally
        {
            packet.Dispose();
            packet.Dispose();
        }
    }

    private static void Leave(ENetPeer peer, ReadOnlySpan<byte> record)
    {
        switch (record[2] & 7)
        {
            case 0:
                peer.Reset();
                break;
            case 1:
                peer.DisconnectNow(record[3]);
                break;
            case 2:
            case 3:
                peer.DisconnectLater(record[3]);
                break;
            default:
                peer.Disconnect(record[3]);
                break;
        }
    }

    private static void SetPeer(ENetPeer peer, ReadOnlySpan<byte> record)
    {
        switch (record[2] & 7)
        {
            case 0:
                peer.SetTimeout((int)Numbers.Wide(record[3]), TimeSpan.FromMilliseconds(Numbers.Wide(record[4])), TimeSpan.FromMilliseconds(Numbers.Wide(record[5])));
                break;
            case 1:
                peer.PingInterval = TimeSpan.FromMilliseconds(Numbers.Wide(record[3]));
                break;
            case 2:
                peer.ConfigureThrottle(TimeSpan.FromMilliseconds(Numbers.Wide(record[3])), Numbers.Wide(record[4]), Numbers.Wide(record[5]));
                break;
            case 3:
                peer.CongestionControl = (ENetCongestionControl)(record[3] % 5 - 1);
                break;
            case 4:
                peer.LossTolerance = (record[3] - 20) / 256.0;
                break;
            case 5:
                peer.SetPriority((byte)(record[3] & 3), record[4] * 2);
                break;
            case 6:
                peer.SetRedundancy((byte)(record[3] & 3), record[4] % 6 - 1, record[5] / 200.0);
                break;
            default:
                peer.KeepLivePeer = (record[3] & 1) != 0;
                peer.Ping();
                break;
        }
    }

    // What may be asked at any time, and must make sense.
    private void Look(ENetHost host, HostSide side)
    {
        if (host.ConnectedPeerCount > host.Options.PeerLimit) throw new FuzzException($"{host.ConnectedPeerCount} peers of {host.Options.PeerLimit} are connected.");
        if (host.Peers.Count > side.Peers.Count) throw new FuzzException($"The host shows {host.Peers.Count} peers, and has shown {side.Peers.Count}.");
        if (host.Statistics.Transport.ReceivedDatagrams < 0 || _time.NowUs < 0) throw new FuzzException("Less than nothing was received.");
        foreach (ENetPeer peer in host.Peers)
        {
            if (peer.ToString().Length == 0 || peer.WaitingBytes < 0 || peer.ReliableBytesInTransit < 0 || peer.PacketLoss is < 0 or > 1 || peer.RoundTripTime < TimeSpan.Zero) throw new FuzzException($"{peer} has a value out of its range.");
            if (peer.CongestionWindow < 0 || peer.PacingRate < 0 || peer.Statistics.ExpiredPackets < 0) throw new FuzzException($"{peer} has a value out of its range.");
        }

        if (host.TryTakeReceipt(out ENetReceipt receipt) && receipt.Id == 0) throw new FuzzException("A receipt that nobody asked for.");
        if (host.Options.EventLog is not { } log) return;
        while (log.TryRead(out ENetLogEntry entry))
        {
            if (entry.TimeUs < 0) throw new FuzzException($"Something was written down at {entry.TimeUs}.");
        }
    }

    private ReadOnlySpan<byte> Payload(byte mark, byte length)
    {
        int bytes = length < 240 ? Numbers.Length(length) : 100 + ((length - 240) * 380);
        Span<byte> payload = _payload.AsSpan(0, bytes);
        payload.Fill((byte)(mark | (++_counter & 0x7F)));
        return payload;
    }
}
