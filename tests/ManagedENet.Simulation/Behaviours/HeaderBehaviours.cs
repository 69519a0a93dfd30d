using System;
using System.Linq;
using ManagedENet.Protocol.Codecs;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Behaviours;

/// <summary>Behaviours 1 to 9: header, checksum, compression.</summary>
[TestFixture]
internal sealed class HeaderBehaviours
{
    [Test]
    [Property("Requirement", "DGM-002, DGM-003, DGM-004, DGM-050")]
    public void Behaviour_01_the_sent_time_stands_beside_commands_that_want_an_acknowledgement_and_its_room_is_always_counted()
    {
        using var scene = Scene.Served(new HostOptions { MtuBytes = 576 });
        scene.Send(272, ENetPacketFlags.None);
        scene.Send(284, ENetPacketFlags.None);
        scene.World.Settle();
        Assert.That(scene.Remote.Received, Has.Count.EqualTo(1), "8 + 272 + 8 + 284 bytes are the 572 that an MTU of 576 leaves");
        Assert.That(scene.Remote.Received[0].SentTime, Is.Null);
        Assert.That(scene.Remote.Received[0].Length, Is.EqualTo(574), "a header of two bytes");

        scene.Remote.Forget();
        scene.Send(272, ENetPacketFlags.None);
        scene.Send(285, ENetPacketFlags.None);
        scene.World.Settle();
        Assert.That(scene.Remote.Received, Has.Count.EqualTo(2), "one byte more, and the header counts four bytes although it has two");

        scene.Remote.Forget();
        scene.Send(10, ENetPacketFlags.None);
        scene.Send(10, ENetPacketFlags.Reliable);
        scene.World.Settle();
        Assert.That(scene.Remote.Received.Single().SentTime, Is.EqualTo(scene.World.WireTime));
    }

    [Test]
    [Property("Requirement", "DEV-002, DGM-040, DGM-050")]
    public void Behaviour_02_the_checksum_counts_against_the_mtu()
    {
        Assert.That(LongestWithFourPackets(NativeQuirks.None), Is.LessThanOrEqualTo(1392));
        Assert.That(LongestWithFourPackets(NativeQuirks.ChecksumOutsideMtu), Is.EqualTo(1396), "what native does");

        static int LongestWithFourPackets(NativeQuirks quirks)
        {
            using var world = new VirtualWorld();
            VirtualHost server = world.AddHost("server", new HostOptions { Checksum = Crc32Checksum.Instance, Quirks = quirks });
            VirtualHost client = world.AddHost("client", new HostOptions { Checksum = Crc32Checksum.Instance, Quirks = quirks });
            VirtualPair connection = world.Connect(client, server);
            for (int i = 0; i < 4; i++) connection.ClientPeer.Send(0, new byte[341], ENetPacketFlags.Reliable);
            world.Run(100);
            Assert.That(server.Payloads.Count(), Is.EqualTo(4));
            return world.Network.From(client, checksumBytes: 4).Max(datagram => datagram.Length);
        }
    }

    [Test]
    [Property("Requirement", "DGM-005, DGM-006, DGM-016")]
    public void Behaviour_03_session_bits_are_set_and_tested_only_once_the_remote_id_is_known()
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host", Doors.AsNative);
        WirePeer remote = world.AddWirePeer(host);
        for (int round = 0; round < 2; round++)
        {
            remote.Forget();
            Connection peer = remote.BeAsked();
            SeenDatagram connect = remote.Received.Single();
            Assert.That((connect.PeerId, connect.Session), Is.EqualTo((0x0FFF, 0)), "CONNECT goes to nobody's id, without session bits");
            int anySession = 2 - round;
            remote.Send(new WireDatagram(0, anySession, world.WireTime).Verify(remote.Answer() with { PeerId = 3, IncomingSession = 1 + round, OutgoingSession = 3 }));
            Assert.That(peer.State, Is.EqualTo(ENetPeerState.Connected), "before the id is known, any session will do");

            SeenDatagram afterwards = remote.Received[^1];
            Assert.That((afterwards.PeerId, afterwards.Session), Is.EqualTo((3, 3)));
            long wrong = host.Core.Counters[DropReason.WrongSession];
            remote.Send(new WireDatagram(0, 0, world.WireTime).Reliable(0, 1, 1));
            Assert.That(host.Core.Counters[DropReason.WrongSession], Is.EqualTo(wrong + 1));
            remote.Send(new WireDatagram(0, 1 + round, world.WireTime).Reliable(0, 1, 1));
            Assert.That(host.Payloads.Count(), Is.EqualTo(round + 1));
            peer.Reset();
        }
    }

    [Test]
    [Property("Requirement", "DGM-034, DGM-041, DGM-043")]
    public void Behaviour_04_the_checksum_covers_the_uncompressed_commands_behind_a_header_that_already_says_compressed()
    {
        using var world = new VirtualWorld();
        VirtualPair connection = ConnectWithCodecs(world, out RunLengthCompressor compressor);
        connection.ClientPeer.Send(0, new byte[100], ENetPacketFlags.Unsequenced);
        world.Run(50);
        byte[] datagram = world.Network.Log.Single(sent => sent.Bytes.Length < 60).Bytes;
        Assert.That(datagram[0] & 0xC0, Is.EqualTo(0x40), "compressed, without a sent time");

        byte[] commands = new byte[4096];
        int length = compressor.Decompress(datagram.AsSpan(6), commands);
        byte[] covered = [datagram[0], datagram[1], .. ConnectIdBytes(connection.ClientPeer.ConnectId), .. commands.AsSpan(0, length)];
        Assert.That(Convert.ToHexString(datagram, 2, 4), Is.EqualTo(Crc32Checksum.Instance.Compute(covered).ToString("X8")));
        Assert.That(connection.Server.Payloads.Single(), Is.EqualTo(new byte[100]), "and the other side agrees");
    }

    [Test]
    [Property("Requirement", "DGM-001, DGM-040, DGM-042, DGM-043")]
    public void Behaviour_05_the_placeholder_of_the_checksum_is_the_connect_id_as_its_bytes_lie_on_the_wire()
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host", new HostOptions { Quirks = NativeQuirks.AdmitsUnproved, Checksum = Crc32Checksum.Instance });
        WirePeer remote = world.AddWirePeer(host);
        remote.ChecksumBytes = 4;
        remote.BeAsked();
        byte[] connect = remote.ReceivedBytes.Single();
        AssertChecksum(connect, headerBytes: 4, [0, 0, 0, 0]);
        byte[] connectId = connect[48..52];

        WireProposal terms = remote.Answer();
        remote.Send(Sealed(new WireDatagram(0, 0, world.WireTime).Verify(terms).Bytes, [1, 2, 3, 4]));
        Assert.That(host.Core.Counters[DropReason.ChecksumMismatch], Is.EqualTo(1), "another placeholder is another checksum");
        remote.Send(Sealed(new WireDatagram(0, 0, world.WireTime).Verify(terms).Bytes, connectId));
        Assert.That(host.Peer().State, Is.EqualTo(ENetPeerState.Connected));
        AssertChecksum(remote.ReceivedBytes[^1], headerBytes: 4, connectId);
        Assert.That(BitConverter.ToUInt32(connectId), Is.EqualTo(host.Peer().ConnectId), "little-endian, which is how every native host in use has it in memory");
    }

    [Test]
    [Property("Requirement", "DGM-030, DGM-031, DGM-033")]
    public void Behaviour_06_compression_is_used_only_when_strictly_shorter_and_its_output_is_bounded()
    {
        using var world = new VirtualWorld();
        VirtualPair connection = ConnectWithCodecs(world, out RunLengthCompressor compressor);
        Assert.That(compressor.Compressions, Is.Not.Empty);
        Assert.That(compressor.Compressions.All(call => call.Source == call.Destination), Is.True, "never more room than the original takes");

        foreach (int difference in new[] { 0, -1 })
        {
            world.Network.ClearLog();
            int source = 0;
            compressor.Claim = length => difference == 0 ? source = compressor.Compressions[^1].Source : length;
            connection.ClientPeer.Send(0, new byte[64], ENetPacketFlags.Unsequenced);
            connection.Client.Flush();
            bool isCompressed = world.Network.From(connection.Client, checksumBytes: 4).First().IsCompressed;
            Assert.That(isCompressed, Is.EqualTo(difference < 0), difference == 0 ? $"{source} of {source} bytes" : "shorter");
            compressor.Claim = null;
            world.Run(50);
        }

        byte[] bomb = [.. Header(connection.ServerPeer), .. Enumerable.Repeat<byte>(255, 4000)];
        compressor.Decompressions.Clear();
        connection.Server.Arrive(connection.Client.Address, bomb);
        world.Settle();
        Assert.That(compressor.Decompressions.Single().Destination, Is.EqualTo(4096 - 2 - 4), "4,096 less header and checksum");
        Assert.That(connection.Server.Core.Counters[DropReason.DecompressionFailed], Is.EqualTo(1));

        static byte[] Header(Connection peer) => [(byte)(0x40 | (peer.IncomingSessionId << 4) | (peer.Name >> 8)), (byte)peer.Name, 0, 0, 0, 0];
    }

    [Test]
    public void Behaviour_07_the_range_coder_has_no_end_symbol()
    {
        var coder = new RangeCoder();
        var random = new SimulationRandom(7);
        byte[] packed = new byte[600];
        byte[] unpacked = new byte[600];
        int tried = 0;
        for (int round = 0; round < 2_000; round++)
        {
            byte[] source = new byte[random.Between(8, 500)];
            foreach (ref byte b in source.AsSpan()) b = (byte)random.Below(4);
            int length = coder.Compress(source, packed.AsSpan(0, source.Length));
            if (length == 0) continue;
            tried++;
            Assert.That(packed[length - 1], Is.Not.Zero, "zero bytes at the end are not sent");
            packed.AsSpan(length).Clear();
            for (int zeros = 0; zeros <= 3; zeros++)
            {
                int restored = coder.Decompress(packed.AsSpan(0, length + zeros), unpacked);
                Assert.That(unpacked.AsSpan(0, restored).SequenceEqual(source), Is.True, $"with {zeros} zero bytes more, which a decoder makes up anyway");
            }
        }

        Assert.That(tried, Is.GreaterThan(1_500));
        using var world = new VirtualWorld();
        VirtualHost server = world.AddHost("server", new HostOptions { Compressor = new RangeCoder() });
        VirtualPair connection = world.Connect(world.AddHost("client", new HostOptions { Compressor = new RangeCoder() }), server);
        var up = new Flow(connection.Client, connection.ClientPeer, server, connection.ServerPeer);
        for (int i = 0; i < 200; i++)
        {
            up.Send(0, StampKind.Reliable, 30 + i);
            connection.ServerPeer.Send(1, new byte[i], ENetPacketFlags.Reliable);
        }

        world.Run(1_000);
        Assert.That(up.IsComplete, Is.True);
        Assert.That(connection.Client.Payloads.Select(payload => payload.Length), Is.EqualTo(Enumerable.Range(0, 200)));
        Assert.That(world.Network.From(server).Count(datagram => datagram.IsCompressed), Is.Positive);
    }

    [Test]
    [Property("Requirement", "DEV-008, DGM-011, DGM-032, DGM-035")]
    public void Behaviour_08_a_datagram_that_is_shorter_than_its_own_header_is_dropped_before_anything_looks_at_it()
    {
        var compressor = new RunLengthCompressor();
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host", new HostOptions { Compressor = compressor });
        WirePeer remote = world.AddWirePeer(host);
        byte[][] tooShort = [[0x00], [0x8F, 0xFF], [0x8F, 0xFF, 0x01], [0xCF, 0xFF], [0x4F]];
        foreach (byte[] datagram in tooShort) remote.Send(datagram);
        Assert.That(host.Core.Counters[DropReason.TruncatedHeader], Is.EqualTo(tooShort.Length));

        remote.Send([0x4F, 0xFF]);
        remote.Send([0xCF, 0xFF, 0x01, 0x02]);
        Assert.That(host.Core.Counters[DropReason.DecompressionFailed], Is.EqualTo(2), "compressed, with nothing behind the header");
        Assert.That(compressor.Decompressions, Is.Empty, "the compressor is never asked about no bytes, nor about fewer than none");

        VirtualHost summing = world.AddHost("summing", new HostOptions { Checksum = Crc32Checksum.Instance });
        WirePeer other = world.AddWirePeer(summing);
        foreach (int length in new[] { 2, 3, 4, 5 }) other.Send(new byte[] { 0x0F, 0xFF, 1, 2, 3, 4 }[..length]);
        Assert.That(summing.Core.Counters[DropReason.MissingChecksum], Is.EqualTo(4));

        VirtualHost plain = world.AddHost("plain");
        world.AddWirePeer(plain).Send([0x4F, 0xFF, 1, 2, 3]);
        Assert.That(plain.Core.Counters[DropReason.CompressedWithoutCompressor], Is.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "DGM-018, CMD-001, CMD-002")]
    public void Behaviour_09_bytes_behind_an_unknown_or_cut_command_are_ignored_and_earlier_commands_stay_executed()
    {
        using var scene = Scene.Served();
        ushort next = 1;
        foreach (byte unknown in new byte[] { 0x00, 0x0D, 0x8E, 0xCF, 0xF0 })
        {
            scene.Remote.Forget();
            scene.Remote.Send(scene.Remote.Datagram().Reliable(0, next, 9).Begin(unknown, 0, 0).Raw(new byte[60]).Reliable(0, (ushort)(next + 1), 9));
            Assert.That(scene.Remote.Got(WireKind.Acknowledge).Single().U16(4), Is.EqualTo(next), $"command {unknown:X2}");
            next++;
        }

        Assert.That(scene.Host.Core.Counters[DropReason.UnknownCommand], Is.EqualTo(5));
        scene.Remote.Send(scene.Remote.Datagram().Reliable(0, next, 9).Raw(0x86, 0, 0));
        scene.Remote.Send(scene.Remote.Datagram().Reliable(0, ++next, 9).Raw(0x8A, 0xFF, 0, 9, 0, 0, 0, 0, 0, 0, 0));
        Assert.That(scene.Host.Core.Counters[DropReason.TruncatedCommand], Is.EqualTo(2));
        scene.Remote.Send(scene.Remote.Datagram().Reliable(0, ++next, 9).Begin(0x86, 0, 9).U16(3).Raw(1, 2));
        Assert.That(scene.Host.Core.Counters[DropReason.PayloadBeyondEnd], Is.EqualTo(1));
        Assert.That(scene.Host.Payloads.Count(), Is.EqualTo(next), "every complete command in front was carried out");
    }

    private static VirtualPair ConnectWithCodecs(VirtualWorld world, out RunLengthCompressor compressor)
    {
        compressor = new RunLengthCompressor();
        VirtualHost server = world.AddHost("server", new HostOptions { Checksum = Crc32Checksum.Instance, Compressor = compressor });
        VirtualHost client = world.AddHost("client", new HostOptions { Checksum = Crc32Checksum.Instance, Compressor = compressor });
        VirtualPair connection = world.Connect(client, server);
        world.Run(100);
        world.Network.ClearLog();
        server.ClearEvents();
        return connection;
    }

    private static byte[] ConnectIdBytes(uint id) => [(byte)id, (byte)(id >> 8), (byte)(id >> 16), (byte)(id >> 24)];

    private static void AssertChecksum(byte[] datagram, int headerBytes, byte[] placeholder)
    {
        byte[] covered = [.. datagram.AsSpan(0, headerBytes), .. placeholder, .. datagram.AsSpan(headerBytes + 4)];
        Assert.That(Convert.ToHexString(datagram, headerBytes, 4), Is.EqualTo(Crc32Checksum.Instance.Compute(covered).ToString("X8")));
    }

    /// <summary>Puts the checksum behind the four bytes of a header.</summary>
    private static byte[] Sealed(byte[] datagram, byte[] placeholder)
    {
        byte[] covered = [.. datagram.AsSpan(0, 4), .. placeholder, .. datagram.AsSpan(4)];
        uint checksum = Crc32Checksum.Instance.Compute(covered);
        return [.. datagram.AsSpan(0, 4), (byte)(checksum >> 24), (byte)(checksum >> 16), (byte)(checksum >> 8), (byte)checksum, .. datagram.AsSpan(4)];
    }
}
