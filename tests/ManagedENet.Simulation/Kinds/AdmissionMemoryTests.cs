using System;
using System.Buffers.Binary;
using ManagedENet.Protocol;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Kinds;

/// <summary>
/// Addresses that come and go by the hundred thousand, in every way in which an address can come: afterwards a host holds what it held before. What is held is found by
/// walking through it, not by asking for its counters.
/// </summary>
[TestFixture]
internal sealed class AdmissionMemoryTests
{
    private const int Few = 2_000;
    private const int Many = 100_000;
    private const int CommandStart = 4;
    private const int ConnectIdOffset = CommandStart + 40;

    private readonly byte[] _slot = new byte[4_096];
    private readonly byte[] _datagram = new byte[64];

    public enum Way
    {
        AsksAndIsForgotten,
        AsksAndTimesOut,
        ConnectsAndLeaves,
        ConnectsAndIsDropped,
        IsNotApproved,
        FindsTheHostFull,
        IsOneTooManyFromItsAddress,
        SendsJunk,
        IsAskedByUsAndNeverAnswers,
    }

    [Test]
    [Property("Requirement", "LIM-006, LIM-013, HSK-002, HSK-020")]
    public void Addresses_that_came_and_went_leave_nothing_behind([Values] Way way, [Values] bool isIPv6)
    {
        var approver = new Door();
        var core = new Host(
            new HostOptions
            {
                Quirks = NativeQuirks.AdmitsUnproved,
                PeerLimit = way == Way.FindsTheHostFull ? 1 : 8,
                DuplicatePeerLimit = way == Way.IsOneTooManyFromItsAddress ? 1 : 4_095,
                Approver = approver,
                ConnectTimeoutMs = 1_000,
            },
            new SimulationRandom(1),
            nowUs: 1_000_000);
        approver.IsOpen = way != Way.IsNotApproved;
        long nowMs = 1_000;
        if (way == Way.FindsTheHostFull) Ask(core, nowMs, AddressOf(5_000_000, isIPv6), 1);

        int used = 0;
        for (; used < Few; used++) Pass(core, ref nowMs, way, AddressOf(used, isIPv6), (uint)used + 7);
        long before = HeldMemory.Of(core);
        int many = way == Way.AsksAndTimesOut ? Many / 20 : Many;
        for (; used < Few + many; used++) Pass(core, ref nowMs, way, AddressOf(used, isIPv6), (uint)used + 7);
        Assert.That(HeldMemory.Of(core), Is.LessThanOrEqualTo(before + 1_024), $"after {many} addresses");
        Assert.That(core.Counters.ReceivedDatagrams + core.Counters.SentDatagrams, Is.GreaterThanOrEqualTo(many));
    }

    [Test]
    public void The_measure_sees_what_is_held()
    {
        var core = new Host(new HostOptions(), new SimulationRandom(1), nowUs: 1_000_000);
        long empty = HeldMemory.Of(core);
        ENetPacket packet = core.CreatePacket(100_000, ENetPacketFlags.None);
        Assert.That(HeldMemory.Of(core) - empty, Is.InRange(100_000, 131_072), "a block of its size class");
        packet.Dispose();
        Ask(core, 1_000, AddressOf(1, isIPv6: false), 1);
        Assert.That(HeldMemory.Of(core) - empty, Is.GreaterThan(100_000 + 500), "a peer has a size");
    }

    private void Pass(Host core, ref long nowMs, Way way, ENetAddress from, uint connectId)
    {
        switch (way)
        {
            case Way.AsksAndIsForgotten:
                Ask(core, nowMs, from, connectId)!.Reset();
                break;
            case Way.AsksAndTimesOut:
                Ask(core, nowMs, from, connectId);
                for (int i = 0; i < 40; i++) Serve(core, nowMs += 1_000);
                Assert.That(core.GetPeer(0)!.State, Is.EqualTo(ENetPeerState.Disconnected));
                break;
            case Way.ConnectsAndLeaves:
                Connect(core, nowMs, from, connectId);
                Send(core, nowMs, from, new WireDatagram(0, core.GetPeer(0)!.IncomingSessionId).DisconnectNow(2, 0).Bytes);
                Serve(core, nowMs);
                break;
            case Way.ConnectsAndIsDropped:
                Connect(core, nowMs, from, connectId).Reset();
                break;
            case Way.IsOneTooManyFromItsAddress:
                Connection first = Connect(core, nowMs, from, connectId);
                Assert.That(Ask(core, nowMs, from, connectId + 5_000_000), Is.Null);
                first.Reset();
                break;
            case Way.IsAskedByUsAndNeverAnswers:
                Connection asked = core.Connect(nowMs, from, 1, 0)!;
                Serve(core, nowMs);
                asked.Reset();
                break;
            case Way.SendsJunk:
                Send(core, nowMs, from, [0x00, 0x00, 0x85, 0xFF, 0x00, 0x01]);
                break;
            default:
                Ask(core, nowMs, from, connectId);
                Serve(core, nowMs);
                break;
        }
    }

    private Connection Connect(Host core, long nowMs, ENetAddress from, uint connectId)
    {
        Connection peer = Ask(core, nowMs, from, connectId)!;
        Serve(core, nowMs);
        Send(core, nowMs, from, new WireDatagram(peer.Slot, peer.IncomingSessionId).Acknowledge(WireDatagram.Control, 1, (ushort)nowMs).Bytes);
        Serve(core, nowMs);
        Assert.That(peer.State, Is.EqualTo(ENetPeerState.Connected));
        return peer;
    }

    // The peer that took a slot for it, or null.
    private Connection? Ask(Host core, long nowMs, ENetAddress from, uint connectId)
    {
        ReadOnlySpan<byte> template = Template;
        template.CopyTo(_datagram);
        BinaryPrimitives.WriteUInt32LittleEndian(_datagram.AsSpan(ConnectIdOffset), connectId);
        core.HandleDatagram(nowMs * 1000, from, _datagram.AsSpan(0, template.Length));
        for (int slot = 0; core.GetPeer(slot) is { } peer; slot++)
        {
            if (peer.ConnectId == connectId && peer.Address == from) return peer;
        }

        return null;
    }

    private static byte[] Template { get; } = WireDatagram.ToStranger().Connect(new WireProposal()).Bytes;

    private static void Send(Host core, long nowMs, ENetAddress from, byte[] datagram) => core.HandleDatagram(nowMs * 1000, from, datagram);

    private void Serve(Host core, long nowMs)
    {
        core.AdvanceTime(nowMs * 1000);
        for (int pass = 0; pass < 2; pass++)
        {
            core.BeginSendPass(nowMs * 1000, checkTimeouts: true);
            while (core.TryWriteDatagram(_slot, out _, out _, out _))
            {
            }

            while (core.TryTakeEvent(out ConnectionEvent e))
            {
                if (e.Type == ENetEventType.Receive) e.Packet.Dispose();
            }
        }
    }

    // IPv6 networks of 64 bits count as one address, so each gets a network of its own.
    private static ENetAddress AddressOf(int number, bool isIPv6) => isIPv6
        ? new ENetAddress(0x2001_0DB8_0000_0000ul + (ulong)number, 1, 7_777)
        : ENetAddress.FromIPv4(0x0B00_0000u + (uint)number, 7_777);

    private sealed class Door : IConnectionApprover
    {
        public bool IsOpen { get; set; }

        public bool Approve(in ENetAddress from, int channelCount, uint data, out uint refusalData)
        {
            refusalData = 1;
            return IsOpen;
        }
    }
}
