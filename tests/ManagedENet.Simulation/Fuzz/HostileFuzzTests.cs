using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ManagedENet.Protocol.Codecs;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Shared;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Fuzz;

/// <summary>
/// A million hostile datagrams against one host: in all states, in any order, whole and damaged. MANAGEDENET_FUZZ sets another number for each seed.
/// </summary>
[TestFixture]
internal sealed class HostileFuzzTests
{
    private const int DefaultDatagrams = 1_000_000;
    private const int Slots = 12;
    private const int Senders = 10;

    [TestCase(false, false, false, 35)]
    [TestCase(false, false, true, 35)]
    [TestCase(true, false, true, 15)]
    [TestCase(false, true, false, 15)]
    [Property("Requirement", "LIM-001, LIM-002, LIM-003, LIM-006, LIM-012, LIM-016, LIM-022, LIM-023, LIM-024")]
    public void No_hostile_datagram_causes_an_exception_a_wrong_delivery_or_unbounded_memory(bool checksum, bool compressed, bool tight, int percent)
    {
        long datagrams = Setting("MANAGEDENET_FUZZ", DefaultDatagrams) * percent / 100;
        var seen = new HashSet<DropReason>();
        Seeds.Each(usually: 1, seed => Attack(checksum, compressed, tight, datagrams, seed, seen));
        AssertEveryReasonWasSeen(seen, checksum, compressed, tight, datagrams);
    }

    private static void Attack(bool checksum, bool compressed, bool tight, long datagrams, ulong seed, HashSet<DropReason> seen)
    {
        var random = new SimulationRandom(seed + (checksum ? 1_000_000ul : 0) + (compressed ? 2_000_000ul : 0) + (tight ? 4_000_000ul : 0));
        var coder = new RangeCoder();
        var options = new HostOptions
        {
            PeerLimit = Slots,
            PeerBudgetBytes = tight ? 30_000 : 1 << 20,
            HostBudgetBytes = tight ? 100_000 : 4 << 20,
            MaximumWaitingBytes = tight ? 5_000 : 1 << 19,
            MaximumPacketBytes = tight ? 500 : 1 << 20,
            DuplicatePeerLimit = tight ? 2 : Slots,
            PeerMessageRate = tight ? 8 : 0,
            Approver = tight ? new Door(random) : null,
            OutgoingBandwidth = 1_000_000,
            IncomingBandwidth = 1_000_000,
            Checksum = checksum ? Crc32Checksum.Instance : null,
            Compressor = compressed ? new RangeCoder() : null,
        };
        var host = new FuzzedHost(options, random, nowMs: 100_000);
        HostileSender[] senders = [.. Enumerable.Range(1, Senders).Select(i => new HostileSender(random, VirtualWorld.AddressOf(i))), new HostileSender(random, ENetAddress.FromIPv4(0xE000_0001, 9))];
        ENetAddress[] addresses = [.. senders.Select(sender => sender.Address)];
        host.OnSent = (to, datagram) =>
        {
            foreach (HostileSender sender in senders)
            {
                if (sender.Address == to) sender.Note(datagram);
            }
        };
        var writer = new HostileWriter();
        byte[] packed = new byte[4_096];
        for (long i = 0; i < datagrams; i++)
        {
            HostileSender sender = senders[random.Below(random.Happens(1) ? Senders + 1 : Senders)];
            sender.Peer = PeerFor(host.Core, sender.Address, random);
            sender.Write(writer, host.NowMs, Slots);
            ReadOnlySpan<byte> bytes = writer.Bytes;
            if (checksum) bytes = Seal(bytes, packed, sender.ConnectId, random);
            else if (compressed && random.Happens(70)) bytes = Pack(bytes, packed, coder);
            host.Receive(sender.Address, bytes.ToArray());
            if (random.Below(16) == 0) host.Act(addresses);
            if (random.Below(8) != 0) continue;
            host.IsSleepy = tight && (i / 2_000) % 3 == 0;
            host.Service();
            host.NowMs += random.Happens(99) ? random.Below(8) : random.Below(40_000);
            if (random.Below(64) == 0) host.Check();
        }

        TestContext.Out.WriteLine($"{datagrams} datagrams, {host.Connects} connections, {host.Delivered} packets delivered, {host.Core.Counters.TotalDrops} drops");
        Assert.That(host.Connects, Is.GreaterThan(datagrams / 1_000), "the attack must get somewhere");
        Assert.That(host.Delivered, Is.GreaterThan(datagrams / 100));
        seen.UnionWith(Enum.GetValues<DropReason>().Where(reason => host.Core.Counters[reason] != 0));
        host.End();
    }

    // A fuzzer that no longer reaches a place in the code must not go unnoticed. All seeds together: what is rare a single one may miss.
    private static void AssertEveryReasonWasSeen(HashSet<DropReason> seen, bool checksum, bool compressed, bool tight, long datagrams)
    {
        if (datagrams < 100_000) return;
        var unreachable = new HashSet<DropReason> { DropReason.None, DropReason.UnknownSlot, DropReason.Crowded, DropReason.Banned, DropReason.BeyondShare, DropReason.NotRead, DropReason.AcknowledgementsFull, DropReason.TooManyAssemblies, DropReason.MissingChecksum, DropReason.DecompressionFailed, DropReason.OversizedDatagram };
        if (!checksum) unreachable.Add(DropReason.ChecksumMismatch);
        if (compressed) unreachable.Add(DropReason.CompressedWithoutCompressor);
        if (!tight) unreachable.UnionWith([DropReason.TooManyFromAddress, DropReason.NotApproved, DropReason.PacketTooLarge, DropReason.OverBudget, DropReason.TooManyMessages]);
        IEnumerable<DropReason> missed = Enum.GetValues<DropReason>().Where(reason => !seen.Contains(reason) && !unreachable.Contains(reason));
        Assert.That(missed, Is.Empty);
    }

    private static Connection? PeerFor(Host core, ENetAddress address, SimulationRandom random)
    {
        Connection? found = null;
        for (int slot = 0; core.GetPeer(slot) is { } peer; slot++)
        {
            if (peer.Address == address && peer.State != ENetPeerState.Disconnected && (found is null || random.Happens(50))) found = peer;
        }

        return found;
    }

    // Nine of ten get the checksum that their host expects.
    private static ReadOnlySpan<byte> Seal(ReadOnlySpan<byte> bytes, byte[] packed, uint connectId, SimulationRandom random)
    {
        int header = bytes.Length > 0 && (bytes[0] & 0x80) != 0 ? 4 : 2;
        if (bytes.Length < header || bytes.Length > 4_000) return bytes;
        bytes[..header].CopyTo(packed);
        bool isStranger = (BinaryPrimitives.ReadUInt16BigEndian(bytes) & 0xFFF) == 0xFFF;
        BinaryPrimitives.WriteUInt32LittleEndian(packed.AsSpan(header), isStranger ? 0 : connectId);
        bytes[header..].CopyTo(packed.AsSpan(header + 4));
        Span<byte> datagram = packed.AsSpan(0, bytes.Length + 4);
        uint checksum = Crc32Checksum.Instance.Compute(datagram);
        BinaryPrimitives.WriteUInt32BigEndian(datagram[header..], random.Happens(90) ? checksum : random.NextUInt32());
        return datagram;
    }

    private static ReadOnlySpan<byte> Pack(ReadOnlySpan<byte> bytes, byte[] packed, RangeCoder coder)
    {
        int header = bytes.Length > 0 && (bytes[0] & 0x80) != 0 ? 4 : 2;
        if (bytes.Length <= header || bytes.Length > 4_000) return bytes;
        int length = coder.Compress(bytes[header..], packed.AsSpan(header, bytes.Length - header));
        if (length == 0) return bytes;
        bytes[..header].CopyTo(packed);
        packed[0] |= 0x40;
        return packed.AsSpan(0, header + length);
    }

    private sealed class Door(SimulationRandom random) : IConnectionApprover
    {
        public bool Approve(in ENetAddress from, int channelCount, uint data, out uint refusalData)
        {
            refusalData = data;
            return random.Happens(90);
        }
    }

    private static long Setting(string name, long otherwise) =>
        long.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out long value) ? value : otherwise;
}
