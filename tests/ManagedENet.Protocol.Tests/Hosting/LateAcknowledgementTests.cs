using System;
using System.Buffers.Binary;
using System.Net;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Protocol.Tests.Hosting;

/// <summary>Acknowledgements that waited while the process was paused: 16 bits of time are not enough for them, but the command they speak of knows its own.</summary>
[TestFixture]
internal sealed class LateAcknowledgementTests
{
    // Behind the two bytes of the header: command, channel, two sequence numbers, echoed time.
    private const int EchoedTimeOffset = 8;

    private static readonly ENetAddress ServerAddress = new(IPAddress.Loopback, 1);
    private static readonly ENetAddress ClientAddress = new(IPAddress.Loopback, 2);

    private readonly byte[] _slot = new byte[4096];
    private long _nowMs;
    private Host _server = null!;
    private Host _client = null!;
    private Connection _peer = null!;

    [TearDown]
    public void LeaveNothing()
    {
        _server.Dispose();
        _client.Dispose();
    }

    [Test]
    [Property("Requirement", "REL-018, DEV-044")]
    public void An_acknowledgement_of_any_age_is_measured_by_the_command_it_acknowledges(
        [Values(1_000, 30_000, 33_000, 40_000, 60_000, 65_536, 70_000, 200_000)] int ageMs,
        [Range(0, 60_000, 10_000)] int phaseMs)
    {
        Connect(1_000_000 + phaseMs);
        byte[] acknowledgement = SendAndAcknowledge();
        uint before = _peer.RoundTripTimeMs;
        _nowMs += ageMs;
        _client.HandleDatagram(_nowMs * 1000, ServerAddress, acknowledgement);

        Assert.That(_client.Counters[DropReason.ImpossibleSentTime], Is.Zero);
        Assert.That(_peer.ReliableBytesInTransit, Is.Zero);
        Assert.That(_peer.RoundTripTimeMs, Is.EqualTo(before + (((uint)ageMs - before) / 8)).Within(1));
    }

    [Test]
    [Property("Requirement", "REL-010")]
    public void An_echo_that_is_not_the_commands_own_follows_the_rule_of_sixteen_bits()
    {
        Connect(1_000_000);
        byte[] acknowledgement = SendAndAcknowledge();

        // 100 ms in the future of the same half of the 16 bits.
        BinaryPrimitives.WriteUInt16BigEndian(acknowledgement.AsSpan(EchoedTimeOffset), (ushort)(_nowMs + 100));
        _client.HandleDatagram(_nowMs * 1000, ServerAddress, acknowledgement);
        Assert.That(_client.Counters[DropReason.ImpossibleSentTime], Is.EqualTo(1));
        Assert.That(_peer.ReliableBytesInTransit, Is.EqualTo(3));

        // 5 ms before: a repetition would have been acknowledged with it.
        uint before = _peer.RoundTripTimeMs;
        _nowMs += 1000;
        BinaryPrimitives.WriteUInt16BigEndian(acknowledgement.AsSpan(EchoedTimeOffset), (ushort)(_nowMs - 900));
        _client.HandleDatagram(_nowMs * 1000, ServerAddress, acknowledgement);
        Assert.That(_peer.ReliableBytesInTransit, Is.Zero);
        Assert.That(_peer.RoundTripTimeMs, Is.EqualTo(before + ((900 - before) / 8)));
    }

    private void Connect(long nowMs)
    {
        _nowMs = nowMs;
        _server = new Host(new HostOptions(), new Counting(), nowMs * 1000);
        _client = new Host(new HostOptions(), new Counting(), nowMs * 1000);
        _peer = _client.Connect(nowMs, ServerAddress, channelCount: 1, data: 0)!;
        for (int i = 0; i < 10; i++)
        {
            _nowMs++;
            while (TryWrite(_client, out byte[] datagram)) _server.HandleDatagram(_nowMs * 1000, ClientAddress, datagram);
            while (TryWrite(_server, out byte[] datagram)) _client.HandleDatagram(_nowMs * 1000, ServerAddress, datagram);
            while (_client.TryTakeEvent(out ConnectionEvent _) || _server.TryTakeEvent(out _))
            {
            }
        }

        Assert.That(_peer.State, Is.EqualTo(ENetPeerState.Connected));
    }

    /// <summary>The acknowledgement of a packet that was sent now. The client has not seen it.</summary>
    private byte[] SendAndAcknowledge()
    {
        _peer.Send(0, [1, 2, 3], ENetPacketFlags.Reliable);
        Assert.That(TryWrite(_client, out byte[] packet), Is.True);
        _server.HandleDatagram(_nowMs * 1000, ClientAddress, packet);
        Assert.That(TryWrite(_server, out byte[] acknowledgement), Is.True);
        Assert.That(acknowledgement, Has.Length.EqualTo(EchoedTimeOffset + 2));
        return acknowledgement;
    }

    private bool TryWrite(Host core, out byte[] datagram)
    {
        core.BeginSendPass(_nowMs * 1000, checkTimeouts: false);
        bool isWritten = core.TryWriteDatagram(_slot, out int length, out _, out _);
        datagram = _slot.AsSpan(0, length).ToArray();
        return isWritten;
    }

    private sealed class Counting : IRandomSource
    {
        private uint _last;

        public uint NextUInt32() => ++_last;
    }
}
