using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Harness;

/// <summary>
/// The remote end of one host, played by the test: it sends what it is told, byte by byte, and writes down what it gets. Its line has no delay, so what it sends
/// is answered before the call returns.
/// </summary>
internal sealed class WirePeer : IEndPoint
{
    private readonly VirtualWorld _world;
    private readonly VirtualHost _host;
    private readonly List<SeenDatagram> _received = [];
    private readonly List<byte[]> _receivedBytes = [];
    private readonly List<ENetAddress> _receivedFrom = [];

    public WirePeer(VirtualWorld world, VirtualHost host, ENetAddress address)
    {
        _world = world;
        _host = host;
        Address = address;
        var straight = new NetworkImpairmentOptions();
        world.Network.Link(this, host).Options = straight;
        world.Network.Link(host, this).Options = straight;
    }

    public ENetAddress Address { get; }

    public long NextWakeMs => long.MaxValue;

    /// <summary>What the host has sent here, in order.</summary>
    public IReadOnlyList<SeenDatagram> Received => _received;

    public IReadOnlyList<byte[]> ReceivedBytes => _receivedBytes;

    /// <summary>Which address of the host each of them left from.</summary>
    public IReadOnlyList<ENetAddress> ReceivedFrom => _receivedFrom;

    /// <summary>The address of the host that we write to, where it has several and its socket says which; the unset one where it does not say.</summary>
    public ENetAddress WritesTo { get; set; }

    public IEnumerable<SeenCommand> Commands => _received.SelectMany(datagram => datagram.Commands);

    /// <summary>What the host calls us by.</summary>
    public int RemoteId { get; private set; } = 0x0FFF;

    /// <summary>The session bits for what we send.</summary>
    public int Session { get; private set; }

    /// <summary>Bytes of checksum behind the headers that we get.</summary>
    public int ChecksumBytes { get; set; }

    /// <summary>True: everything that wants an acknowledgement gets one at once.</summary>
    public bool AcknowledgesAll { get; set; }

    public IEnumerable<SeenCommand> Got(WireKind kind) => Commands.Where(command => command.Kind == kind);

    public void Forget()
    {
        _received.Clear();
        _receivedBytes.Clear();
        _receivedFrom.Clear();
    }

    /// <summary>A datagram to the host's peer for us, with the sent time of now.</summary>
    public WireDatagram Datagram() => new(RemoteId, Session, _world.WireTime);

    /// <summary>The same without a sent time.</summary>
    public WireDatagram DatagramWithoutTime() => new(RemoteId, Session);

    public void Send(WireDatagram datagram) => Send(datagram.Bytes);

    public void Send(byte[] datagram)
    {
        _host.Arrive(new DatagramPath(Address, WritesTo), datagram);
        _world.Settle();
    }

    /// <summary>Connects as a client does and completes the handshake.</summary>
    public Connection Connect(WireProposal? proposal = null)
    {
        SeenCommand verify = Ask(proposal);
        Prove(verify);
        Connection peer = VirtualWorld.PeersOf(_host).Last(peer => peer.Name == RemoteId && peer.Address == Address);
        Assert.That(peer.State, Is.EqualTo(ENetPeerState.Connected), $"after {verify.Kind}");
        return peer;
    }

    /// <summary>Acknowledges the answer to our CONNECT that came last.</summary>
    public void Prove(SeenCommand verify) => Send(Datagram().Acknowledge(WireDatagram.Control, verify.Sequence, _received[^1].SentTime ?? 0));

    /// <summary>Sends CONNECT and takes the answer, but does not acknowledge it.</summary>
    public SeenCommand Ask(WireProposal? proposal = null)
    {
        Send(WireDatagram.ToStranger(_world.WireTime).Connect(proposal ?? new WireProposal()));
        SeenCommand verify = Got(WireKind.Verify).Last();
        RemoteId = verify.U16(4);
        Session = verify.Bytes[7];
        return verify;
    }

    /// <summary>Lets the host connect to us, and takes its CONNECT without answering.</summary>
    public Connection BeAsked(int channels = 2, uint data = 0)
    {
        Connection peer = _host.Core.Connect(_world.NowUs, Address, channels, data)!;
        _world.Settle();
        RemoteId = peer.Name;
        return peer;
    }

    /// <summary>The terms that answer the host's last CONNECT.</summary>
    public WireProposal Answer() => WireProposal.Of(Got(WireKind.Connect).Last()) with { PeerId = 3, IncomingSession = 0, OutgoingSession = 0 };

    /// <summary>Answers with VERIFY_CONNECT; the host is connected then.</summary>
    public void Accept(WireProposal? terms = null)
    {
        terms ??= Answer();
        Send(Datagram().Verify(terms));
        Session = terms.IncomingSession;
    }

    public void Arrive(in ENetAddress from, ReadOnlySpan<byte> datagram)
    {
        var seen = SeenDatagram.Read(datagram, _world.NowMs, ChecksumBytes);
        _received.Add(seen);
        _receivedBytes.Add(datagram.ToArray());
        _receivedFrom.Add(from);
        if (!AcknowledgesAll || seen.SentTime is not { } sentTime) return;
        var answer = new WireDatagram(RemoteId, Session);
        foreach (SeenCommand command in seen.Commands.Where(command => (command.First & 0x80) != 0 && command.Kind != WireKind.Connect))
        {
            answer.Acknowledge(command.Channel, command.Sequence, sentTime);
        }

        if (answer.Length > 2) _host.Arrive(new DatagramPath(Address, WritesTo), answer.Bytes);
    }

    public void Service()
    {
    }
}
