using System.Collections.Generic;

namespace ManagedENet.Conformance.Own;

/// <summary>Handshakes that cannot be, packets out of order, fragments that contradict one another, codecs that do not agree.</summary>
internal static partial class HostileSamples
{
    private static IEnumerable<(HostileState State, int Port, string Hex, string Why)> Handshakes() =>
    [
        (HostileState.Free, Stranger, New + Connect(), "a good CONNECT"),
        (HostileState.Free, Stranger, "0fff" + Connect(), "CONNECT without a sent time"),
        (HostileState.Free, Stranger, New + Connect()[..40], "half a CONNECT"),
        (HostileState.Free, Stranger, New + Connect(channels: "00000000"), "CONNECT with no channel"),
        (HostileState.Free, Stranger, New + Connect(channels: "00000100"), "CONNECT with 256 channels"),
        (HostileState.Free, Stranger, New + Connect(channels: "000000ff"), "CONNECT with 255 channels"),
        (HostileState.Free, Stranger, New + Connect(peer: "0fff"), "CONNECT with peer id 4,095"),
        (HostileState.Free, Stranger, New + Connect(peer: "1000"), "CONNECT with a peer id that does not fit into the header"),
        (HostileState.Free, Stranger, New + Connect(mtu: "00000000", window: "00000000"), "CONNECT with MTU 0 and window 0"),
        (HostileState.Free, Stranger, New + Connect(mtu: "ffffffff", window: "ffffffff"), "CONNECT with the largest MTU and window"),
        (HostileState.Free, 0, New + Connect(), "CONNECT from port 0"),
        (HostileState.Free, Stranger, New + Connect() + Ping, "CONNECT with a PING behind it"),
        (HostileState.Free, Stranger, New + Connect() + Connect(), "CONNECT twice in one datagram"),
        (HostileState.Connected, Peer, "8fff000a" + Connect(), "the CONNECT of a connection that stands"),
        (HostileState.Connected, Peer, Timed + Connect(), "CONNECT to a slot"),
        (HostileState.Connected, Peer, New + Connect(id: "01020304"), "a second connection from the same port"),
        (HostileState.Full, Stranger, New + Connect(id: "01020304"), "CONNECT to a full host"),
        (HostileState.Sparing, Stranger, New + Connect(id: "01020304"), "CONNECT from an address that has its share"),
        (HostileState.Connected, Peer, Timed + Verify("78563412"), "VERIFY_CONNECT to a server"),
        (HostileState.Asking, 7777, Timed + Verify("44434343"), "a good VERIFY_CONNECT"),
        (HostileState.Asking, 7777, Timed + Verify("44434344"), "VERIFY_CONNECT with a foreign connect id"),
        (HostileState.Asking, 7777, Timed + Verify("44434343", channels: "00000000"), "VERIFY_CONNECT with no channel"),
        (HostileState.Asking, 7777, Timed + Verify("44434343", interval: "00001389"), "VERIFY_CONNECT with another throttle interval"),
        (HostileState.Asking, 7777, Timed + Verify("44434343", peer: "0fff"), "VERIFY_CONNECT with peer id 4,095"),
        (HostileState.Asking, 7777, Short + Verify("44434343"), "VERIFY_CONNECT without a sent time"),
        (HostileState.Asking, Stranger, Timed + Verify("44434343"), "VERIFY_CONNECT from another port"),
        (HostileState.Asking, 7777, Timed + Ping, "PING to a client that asks"),
        (HostileState.Asking, 7777, Short + "01ff00010001000a", "ACKNOWLEDGE of a CONNECT"),
        (HostileState.Asking, 7777, Short + "44ff000100000005", "DISCONNECT to a client that asks"),
    ];

    private static IEnumerable<(HostileState State, int Port, string Hex, string Why)> Packets() =>
    [
        (HostileState.Connected, Peer, Timed + "86020001000161", "reliable on channel 2 of 2"),
        (HostileState.Connected, Peer, Timed + "860000010000", "reliable of length 0"),
        (HostileState.Connected, Peer, Short + "060000010001" + "61", "reliable that wants no acknowledgement"),
        (HostileState.Connected, Peer, Timed + "86006fff0001" + "61", "reliable 28,671, the last in reach"),
        (HostileState.Connected, Peer, Timed + "860070000001" + "61", "reliable 28,672, the first out of reach"),
        (HostileState.Connected, Peer, Timed + "860090000001" + "61", "reliable 36,864, which is taken for an old one"),
        (HostileState.Supplied, Peer, Timed + "860000010001" + "61", "reliable 1 again"),
        (HostileState.Supplied, Peer, Timed + "860000030001" + "64", "reliable 3, which waits, again"),
        (HostileState.Supplied, Peer, Timed + "860000020001" + "66", "reliable 2, for which 3 waits"),
        (HostileState.Supplied, Peer, Short + "070000010001000162", "unreliable 1:1 again"),
        (HostileState.Supplied, Peer, Short + "070000010000000162", "unreliable 1:0, older than the last"),
        (HostileState.Supplied, Peer, Short + "070000000005000162", "unreliable of reliable 0, which is passed"),
        (HostileState.Supplied, Peer, Short + "070000090001000162", "unreliable of reliable 9, which is not here"),
        (HostileState.Supplied, Peer, Short + "070070010001000162", "unreliable of a reliable number out of reach"),
        (HostileState.Supplied, Peer, Short + "490000000005000163", "group 5 again"),
        (HostileState.Supplied, Peer, Short + "490000008000000163", "group 32,768, out of reach"),
        (HostileState.Supplied, Peer, Short + "490000000401000163" + "490000000006000163", "group 1,025, then group 6 of the block before"),
        (HostileState.Small, Peer, Timed + "860000010064*110", "a packet of 100 bytes, the longest that is taken"),
        (HostileState.Small, Peer, Timed + "860000010065*111", "a packet of 101 bytes"),
        (HostileState.Small, Peer, Timed + Part("0001", "0001", count: 2, number: 0, total: 101, offset: 0), "a fragment of a packet of 101 bytes"),
    ];

    private static IEnumerable<(HostileState State, int Port, string Hex, string Why)> Fragments() =>
    [
        (HostileState.Connected, Peer, Timed + Part("0001", "0001", count: 0, number: 0, total: 1, offset: 0), "fragment count 0"),
        (HostileState.Connected, Peer, Timed + Part("0001", "0001", count: 0x100001, number: 0, total: 0x200000, offset: 0), "fragment count 1,048,577"),
        (HostileState.Connected, Peer, Timed + Part("0001", "0001", count: 0x10000, number: 0, total: 0x10000, offset: 0), "fragment count 65,536"),
        (HostileState.Connected, Peer, Timed + Part("0006", "0001", count: 2, number: 5, total: 2, offset: 0), "fragment 5 of 2"),
        (HostileState.Connected, Peer, Timed + Part("0001", "0001", count: 2, number: 0, total: 1, offset: 5), "an offset behind the end"),
        (HostileState.Connected, Peer, Timed + Part("0002", "0001", count: 2, number: 1, total: 2, offset: 1, bytes: 2),
            "a payload that reaches behind the end"),
        (HostileState.Connected, Peer, Timed + Part("0001", "0001", count: 2, number: 0, total: 0x7FFFFFFF, offset: 0), "a packet of 2 GiB"),
        (HostileState.Connected, Peer, Timed + Part("0001", "0001", count: 9, number: 0, total: 8, offset: 0), "more fragments than bytes"),
        (HostileState.Connected, Peer, Timed + Part("0001", "0001", count: 2, number: 0, total: 2, offset: 0, bytes: 0), "a fragment without payload"),
        (HostileState.Connected, Peer, Timed + Part("0002", "0001", count: 3, number: 1, total: 30, offset: 7, bytes: 10),
            "a fragment that does not lie where it belongs"),
        (HostileState.Connected, Peer, Timed + Part("0003", "0001", count: 2, number: 1, total: 2, offset: 1), "a number that does not fit the fragment"),
        (HostileState.Connected, Peer, Timed + Part("7000", "7000", count: 2, number: 0, total: 2, offset: 0), "a packet out of reach"),
        (HostileState.Supplied, Peer, Timed + Part("0005", "0005", count: 2, number: 0, total: 2, offset: 0), "the same fragment again"),
        (HostileState.Supplied, Peer, Timed + Part("0006", "0005", count: 3, number: 1, total: 3, offset: 1),
            "the second fragment, with another count and total"),
        (HostileState.Supplied, Peer, Timed + Part("0006", "0005", count: 2, number: 1, total: 2, offset: 1),
            "the second fragment: complete, but 2 and 4 are missing"),
        (HostileState.Supplied, Peer, Timed + Part("0001", "0001", count: 2, number: 0, total: 2, offset: 0), "a fragment of a packet that was delivered"),
        (HostileState.Supplied, Peer, Timed + Part("0003", "0003", count: 2, number: 0, total: 2, offset: 0),
            "a fragment under the number of a whole packet that waits"),
        (HostileState.Supplied, Peer, Short + Part("0001", "0001", count: 2, number: 0, total: 2, offset: 0, first: "0c"),
            "an unreliable fragment that is too old"),
        (HostileState.Supplied, Peer, Short + Part("0001", "0002", count: 2, number: 0, total: 2, offset: 0, first: "0c") + "070000010003000162",
            "an unreliable fragment, then a newer packet"),
        (HostileState.Supplied, Peer, Timed + Part("0001", "0002", count: 2, number: 0, total: 2, offset: 0, first: "8c"),
            "an unreliable fragment that wants an acknowledgement"),
    ];

    private static IEnumerable<(HostileState State, int Port, string Hex, string Why)> Codecs() =>
    [
        (HostileState.Summed, Peer, Timed + "2af7bd1e" + Ping, "a PING with its checksum"),
        (HostileState.Summed, Peer, Timed + "2af7bd1f" + Ping, "a PING with a wrong checksum"),
        (HostileState.Summed, Peer, Timed + Ping, "a PING without a checksum"),
        (HostileState.Summed, Peer, Short + "2af7", "half a checksum"),
        (HostileState.Coded, Peer, Timed + Ping, "a PING that is not compressed"),
        (HostileState.Coded, Peer, "4000" + "ffffffffffff", "rubbish under the compressed flag"),
        (HostileState.Coded, Peer, "4000" + "00000000", "zeros under the compressed flag"),
        (HostileState.Coded, Peer, "4000", "nothing under the compressed flag"),
        (HostileState.Coded, Peer, "c0000064", "a sent time and nothing under the compressed flag"),
        (HostileState.Coded, Peer, "4000" + "0103e861fe9c47c2af95fb", "4,088 zeros, compressed to 11 bytes"),
    ];

    private static string Connect(
        string peer = "0000", string mtu = "00000570", string window = "00010000", string channels = "00000002", string id = "78563412") =>
        $"82ff0001{peer}ffff{mtu}{window}{channels}0000000000000000000013880000000200000002{id}00000001";

    private static string Verify(string id, string peer = "0000", string channels = "00000002", string interval = "00001388") =>
        $"83ff0001{peer}00000000057000010000{channels}0000000000000000{interval}0000000200000002{id}";

    private static string Part(string sequence, string start, uint count, uint number, uint total, uint offset, int bytes = 1, string first = "88") =>
        $"{first}00{sequence}{start}{bytes:x4}{count:x8}{number:x8}{total:x8}{offset:x8}" + string.Concat(System.Linq.Enumerable.Repeat("7a", bytes));
}
