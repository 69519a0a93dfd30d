using System;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Scenarios;

/// <summary>Every state with every command: a peer is brought into the state and fed the command, with something unreadable behind it to see how far reading went.</summary>
[TestFixture]
internal sealed class StateTableTests
{
    private const ushort ControlNumber = 500;

    private VirtualWorld _world = null!;
    private VirtualHost _host = null!;
    private WirePeer _remote = null!;
    private Connection _peer = null!;

    [SetUp]
    public void Begin()
    {
        _world = new VirtualWorld();
        _host = _world.AddHost("host", Doors.AsNative);
        _remote = _world.AddWirePeer(_host);
    }

    [TearDown]
    public void End() => _world.Dispose();

    [TestCaseSource(typeof(StateTable), nameof(StateTable.Cases))]
    [Property("Requirement", "HSK-050, HSK-003, HSK-040, DIS-001, DIS-020, DIS-024, DGM-021")]
    public void H36_each_state_does_with_each_command_what_the_table_says(ENetPeerState state, WireKind kind, char action, bool isAcknowledged, ENetPeerState next)
    {
        WireDatagram datagram = Add(Bring(state), kind).Begin(0x0F, 0, 0);
        _remote.Forget();
        long drops = _host.Core.Counters.TotalDrops;
        _remote.Send(datagram);

        bool wasRead = _host.Core.Counters[DropReason.UnknownCommand] == 1;
        Assert.That(wasRead, Is.EqualTo(action != StateTable.Refused), "whether the rest of the datagram is read");
        long dropsOfCommand = _host.Core.Counters.TotalDrops - drops - (wasRead ? 1 : 0);
        bool mayBeCounted = kind == WireKind.Acknowledge;
        Assert.That(dropsOfCommand, action == StateTable.Taken ? Is.LessThanOrEqualTo(mayBeCounted ? 1 : 0) : Is.EqualTo(1), "one counter for what is not taken");
        bool wasAcknowledged = _remote.Got(WireKind.Acknowledge).Any(ack => (ack.Channel, ack.U16(4)) == NumberOf(kind));
        Assert.That(wasAcknowledged, Is.EqualTo(isAcknowledged), "whether it is acknowledged");
        Assert.That(_peer.State, Is.EqualTo(next), "the state afterwards, when everything due has been done and every event taken");
    }

    /// <summary>Brings the peer into a state; for the two that last only within a datagram, its beginning does it.</summary>
    private WireDatagram Bring(ENetPeerState state)
    {
        switch (state)
        {
            case ENetPeerState.Connecting:
                _peer = _remote.BeAsked();
                break;
            case ENetPeerState.AcknowledgingConnect or ENetPeerState.Disconnected:
                _remote.Ask();
                _peer = _host.Peer();
                break;
            case ENetPeerState.ConnectionPending or ENetPeerState.ConnectionSucceeded:
                // Our peers pass over the two states in which native's wait for the event to be taken: they are set by hand.
                _remote.Ask();
                _peer = _host.Peer();
                _peer.Phase = state;
                break;
            default:
                _peer = _remote.Connect();
                break;
        }

        if (state == ENetPeerState.DisconnectLater)
        {
            _peer.Send(0, [1], ENetPacketFlags.Reliable);
            _peer.DisconnectLater(1);
        }

        if (state == ENetPeerState.Disconnecting) _peer.Disconnect(1);
        _world.Settle();
        WireDatagram datagram = _remote.Datagram();
        switch (state)
        {
            case ENetPeerState.Disconnected or ENetPeerState.Zombie:
                return datagram.DisconnectNow(400, 0);
            case ENetPeerState.AcknowledgingDisconnect:
                return datagram.Disconnect(400, 0);
            default:
                Assert.That(_peer.State, Is.EqualTo(state));
                return datagram;
        }
    }

    private WireDatagram Add(WireDatagram datagram, WireKind kind) => kind switch
    {
        WireKind.Acknowledge => datagram.Acknowledge(0, 60_000, _world.WireTime),
        WireKind.Connect => datagram.Connect(new WireProposal { ConnectId = 99 }),
        WireKind.Verify => datagram.Verify(_peer.State == ENetPeerState.Connecting ? _remote.Answer() : new WireProposal()),
        WireKind.Disconnect => datagram.Disconnect(ControlNumber, 5),
        WireKind.Ping => datagram.Ping(ControlNumber),
        WireKind.Reliable => datagram.Reliable(0, 1, 1),
        WireKind.Unreliable => datagram.Unreliable(0, 0, 1, 1),
        WireKind.Fragment => datagram.Fragment(0, 1, 0, 2, 2, 0, 1),
        WireKind.Unsequenced => datagram.Unsequenced(0, 1, 1),
        WireKind.Bandwidth => datagram.Bandwidth(ControlNumber, 0, 0),
        WireKind.Throttle => datagram.Throttle(ControlNumber, 5_000, 2, 2),
        WireKind.UnreliableFragment => datagram.UnreliableFragment(0, 0, 1, 0, 2, 2, 0, 1),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static (byte Channel, ushort Sequence) NumberOf(WireKind kind) => kind switch
    {
        WireKind.Verify or WireKind.Connect => (WireDatagram.Control, 1),
        WireKind.Reliable or WireKind.Fragment => (0, 1),
        _ => (WireDatagram.Control, ControlNumber),
    };
}
