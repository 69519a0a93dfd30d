using System;
using System.Collections.Generic;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Sending;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Fuzz.Worlds;

/// <summary>What the application on the attacked host does.</summary>
internal sealed class ApplicationHand
{
    private const int Allowance = 256;

    private readonly AttackedHost _host;
    private readonly Stranger[] _strangers;
    private readonly byte[] _payload = new byte[5_000];
    private readonly List<ENetAddressRange> _banned = [];
    private readonly List<ENetAddressRange> _allowed = [];
    private readonly List<ENetPacket> _kept = [];
    private ulong _receipt;

    public ApplicationHand(AttackedHost host, Stranger[] strangers)
    {
        _host = host;
        _strangers = strangers;
    }

    public void Begin()
    {
        _banned.Clear();
        _allowed.Clear();
        _kept.Clear();
        _receipt = 0;
    }

    public void Do(Act what, ReadOnlySpan<byte> record)
    {
        Host core = _host.Core;
        Stranger who = _strangers[record[1] & 7];
        switch (what)
        {
            case Act.Ask:
                _host.Ask(who, record[2], record[3]);
                break;
            case Act.Broadcast:
                Broadcast(core, record);
                break;
            case Act.SetHost:
                SetHost(core, record);
                break;
            case Act.SetDoor:
                SetDoor(core.Door, who, record);
                break;
            case Act.Sleep:
                _host.IsSleepy = (record[2] & 1) != 0;
                break;
            case Act.Flush:
                _host.Flush();
                break;
            default:
                Connection? peer = _host.PeerOf(who, record[1] >> 7) ?? core.GetPeer(record[1] & 7);
                // An application has nothing in its hands of whom it has not asked and not heard of.
                if (peer?.Owner is not null) Do(what, peer, record);
                break;
        }

        if ((record[1] & 0x20) != 0) _host.Service();
    }

    /// <summary>The application is done: it is awake, lets everybody in and keeps nothing.</summary>
    public void End()
    {
        DoorPolicy door = _host.Core.Door;
        (door.IsOpen, door.PeerLimit) = (true, int.MaxValue);
        foreach (ENetAddressRange range in _banned) door.Banned.Remove(range);
        foreach (ENetAddressRange range in _allowed) door.Allowed.Remove(range);
        foreach (ENetPacket packet in _kept) packet.Dispose();
        _host.Core.SetBandwidthLimit(0, 0);
        _host.Core.SetPeerMessageRate(0);
        _host.Core.SetChannelLimit(255);
        _host.IsSleepy = false;
        _host.NowUs += 1_100_000;
        _host.Service();
        while (_host.Core.TryTakeReceipt(out _))
        {
        }

        // Somebody else may come: where all slots are taken, one is given up.
        for (int slot = 0; slot < _host.Core.Options.PeerLimit; slot++)
        {
            if (_host.Core.GetPeer(slot) is not { } peer || peer.Phase == ENetPeerState.Disconnected) return;
        }

        Connection first = _host.Core.GetPeer(0)!;
        ENetPeerState before = first.State;
        first.Dismiss();
        _host.NoteDismissed(first, before);
    }

    private void Do(Act what, Connection peer, ReadOnlySpan<byte> record)
    {
        var flags = (ENetPacketFlags)(record[4] & 11);
        ENetPeerState before = peer.State;
        switch (what)
        {
            case Act.Send:
                peer.Send((byte)(record[2] & 3), Payload(record[3]), flags);
                break;
            case Act.SendMany:
                for (int i = record[5] & 63; i >= 0; i--) peer.Send((byte)(record[2] & 3), Payload(record[3]), flags);
                break;
            case Act.SendOnTerms:
                SendOnTerms(peer, record);
                break;
            case Act.Leave:
                peer.Disconnect(record[2]);
                break;
            case Act.LeaveLater:
                peer.DisconnectLater(record[2]);
                break;
            case Act.LeaveNow:
                peer.DisconnectNow(record[2]);
                break;
            case Act.Reset:
                peer.Dismiss();
                break;
            case Act.SetTimes:
                if ((record[2] & 1) != 0) peer.SetTimeout(Numbers.Wide(record[3]), Numbers.Wide(record[4]), Numbers.Wide(record[5]));
                if ((record[2] & 2) != 0) peer.SetPingInterval(Numbers.Wide(record[6]));
                if ((record[2] & 4) != 0) peer.Ping();
                if ((record[2] & 8) != 0) peer.SetKeepLivePeer((record[2] & 16) != 0);
                break;
            case Act.SetRules:
                if ((record[2] & 1) != 0) peer.SetCongestionControl((ENetCongestionControl)(record[3] % 3));
                if ((record[2] & 2) != 0) peer.ConfigureThrottle(Numbers.Wide(record[3]), Numbers.Wide(record[4]), Numbers.Wide(record[5]));
                if ((record[2] & 4) != 0) peer.SetLossTolerance(record[6] / 512.0);
                break;
            case Act.SetChannel:
                if ((record[2] & 1) != 0) peer.SetPriority((byte)(record[3] & 3), Math.Max(record[4], (byte)1));
                if ((record[2] & 2) != 0) peer.SetRedundancy((byte)(record[3] & 3), (byte)(record[5] & 3), 1 + (record[6] * 3));
                if ((record[2] & 4) != 0) peer.SetStopped((byte)(record[3] & 3), (record[2] & 8) != 0);
                if ((record[2] & 16) != 0) peer.SetStopped((record[2] & 32) != 0);
                break;
            case Act.Take:
                if (peer.TryReceive(out _, out ENetPacket packet)) Keep(peer, packet, record);
                break;
        }

        _host.NoteDismissed(peer, before);
    }

    // Packets that came from one peer go to another, or are kept for a while.
    private void Keep(Connection peer, ENetPacket packet, ReadOnlySpan<byte> record)
    {
        if ((record[2] & 1) == 0)
        {
            _host.TakePacket(peer, packet);
            return;
        }

        if ((record[2] & 2) == 0)
        {
            _kept.Add(packet);
            return;
        }

        Connection? next = _host.PeerOf(_strangers[record[3] & 7], 0);
        if (next?.Send(0, packet) != ENetSendResult.Queued) packet.Dispose();
    }

    private void SendOnTerms(Connection peer, ReadOnlySpan<byte> record)
    {
        byte channel = (byte)(record[2] & 3);
        bool wantsReceipt = (record[4] & 1) != 0 && (record[5] & 1) != 0;
        long expiresAtUs = (record[5] & 2) != 0 ? _host.NowUs + 1 + (Numbers.StepMs(record[6]) * 1_000L) : 0;
        if (wantsReceipt && !peer.TryReserveReceipt()) return;
        ENetSendResult result = peer.Send(channel, Payload(record[3]), (ENetPacketFlags)(record[4] & 11));
        if (result == ENetSendResult.Queued) peer.SetTerms(channel, new SendTerms(expiresAtUs, (uint)(record[7] & 3), wantsReceipt ? ++_receipt : 0));
        else if (wantsReceipt) peer.CancelReceipt();
        if ((record[5] & 4) != 0) _host.Core.TryTakeReceipt(out _);
    }

    private void Broadcast(Host core, ReadOnlySpan<byte> record)
    {
        if ((record[5] & 1) == 0)
        {
            core.Broadcast((byte)(record[2] & 3), Payload(record[3]), (ENetPacketFlags)(record[4] & 11));
            return;
        }

        core.Broadcast((byte)(record[2] & 3), core.CreatePacket(Payload(record[3]), (ENetPacketFlags)(record[4] & 11)));
    }

    private static void SetHost(Host core, ReadOnlySpan<byte> record)
    {
        if ((record[2] & 1) != 0) core.SetBandwidthLimit(Numbers.Wide(record[3]), Numbers.Wide(record[4]));
        if ((record[2] & 2) != 0) core.SetChannelLimit(record[5]);
        if ((record[2] & 4) != 0) core.SetMtu((int)(Numbers.Wide(record[6]) & 0x7FFF));
        if ((record[2] & 8) != 0) core.SetPeerMessageRate(record[7] & 15);
    }

    private void SetDoor(DoorPolicy door, Stranger who, ReadOnlySpan<byte> record)
    {
        var range = new ENetAddressRange(who.Address, record[3] % (who.Address.IsIPv4 ? 33 : 129));
        if ((record[2] & 1) != 0) door.IsOpen = (record[2] & 2) != 0;
        if ((record[2] & 4) != 0) door.PeerLimit = record[4] & 15;
        if ((record[2] & 8) != 0 && door.Banned.Add(range)) _banned.Add(range);
        if ((record[2] & 16) != 0 && door.Allowed.Add(range)) _allowed.Add(range);
        if ((record[2] & 32) != 0) door.Banned.Remove(range);
        if ((record[2] & 64) != 0) door.Allowed.Remove(range);
    }

    private ReadOnlySpan<byte> Payload(byte length) => _payload.AsSpan(0, length < 240 ? Numbers.Length(length) : 100 + ((length - 240) * 320));
}
