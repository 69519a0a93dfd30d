using System;
using ManagedENet.Protocol.Connections;
using ManagedENet.Simulation.Fuzz;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Fuzz.Worlds;

/// <summary>Somebody honest, who comes when the attack is over: whatever happened, it is let in, and what it says and is told arrives.</summary>
internal sealed class CleanPeer
{
    private const int MostTries = 12;
    private const int MostSteps = 400;
    private const long TryUs = 600_000;
    private const long StepUs = 50_000;
    private const uint ConnectId = 0x0BAD_CAFE;

    private static readonly byte[] Words = [0xC0, 0xC1, 0xC2, 0xC3, 0xC4, 0xC5, 0xC6, 0xC7, 0xC0];

    private readonly AttackedHost _host;
    private readonly Stranger _self;
    private readonly AttackerHand _hand;
    private int _name;
    private int _session;

    public CleanPeer(AttackedHost host, Stranger self, AttackerHand hand)
    {
        _host = host;
        _self = self;
        _hand = hand;
    }

    public void ConnectAndTalk()
    {
        Connection peer = Connect();
        if (!peer.IsEstablished || peer.State != ENetPeerState.Connected) throw new FuzzException($"A clean peer has answered rightly and is {peer.State}.");
        if (peer.Send(0, Words, ENetPacketFlags.Reliable) != ENetSendResult.Queued) throw new FuzzException("A clean peer cannot be sent anything.");
        _host.Guest = _self;
        Say();
        for (int i = 0; !IsDone(); i++)
        {
            if (i == MostSteps) throw new FuzzException($"A clean peer has waited for {MostSteps * StepUs / 1_000} ms: {_host.GuestPackets} of its packets were delivered, it was told {_self.Heard} bytes and owes {_self.Owes(0)}.");
            _host.NowUs += StepUs;
            _host.Service();
        }

        _host.Guest = null;
    }

    private Connection Connect()
    {
        for (int i = 0; i < MostTries; i++)
        {
            _hand.AskHonestly(_self, ConnectId);
            _host.Service();
            if (_self.Offered is { } offer)
            {
                HostileWriter writer = _hand.Speak();
                writer.Command(WireKind.Acknowledge, 0, 0xFF, offer.Sequence);
                writer.U16(offer.Sequence);
                writer.U16(offer.Time);
                (_name, _session) = (offer.Name, offer.Session);
                _hand.SendHonestly(_self, _name, _session, offer.ConnectId);
                return _host.PeerOf(_self, 0) ?? throw new FuzzException("A clean peer has answered rightly and is not let in.");
            }

            _host.NowUs += TryUs;
            _host.Service();
        }

        throw new FuzzException($"A clean peer has asked for {MostTries * TryUs / 1_000} ms and was not answered.");
    }

    private void Say()
    {
        HostileWriter writer = _hand.Speak();
        writer.Command(WireKind.Reliable, 0x80, 0, 1);
        writer.U16((ushort)Words.Length);
        writer.Copy(Words);
        _hand.SendHonestly(_self, _name, _session, ConnectId);
        _host.Service();
    }

    private bool IsDone() => _host.GuestPackets == 1 && _host.ToldGuest.SequenceEqual(Words);
}
