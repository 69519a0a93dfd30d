using System;
using System.Collections.Generic;
using System.Linq;

namespace ManagedENet.Conformance.Own;

/// <summary>The datagrams of <c>own/hostile.txt</c>, each with the state of its receiver. What becomes of them is not said here but found out.</summary>
internal static partial class HostileSamples
{
    private const int Peer = HostileReceiver.PeerPort;
    private const int Stranger = 7850;

    // Datagram headers: to peer 0 with the sent time 100 and without, and from somebody without a slot.
    private const string Timed = "80000064";
    private const string Short = "0000";
    private const string New = "8fff0064";

    private const string Ping = "85ff0002";

    public static IEnumerable<HostileVector> All() =>
        Headers().Concat(Commands()).Concat(Handshakes()).Concat(Packets()).Concat(Fragments()).Concat(Codecs()).Concat(States())
            .Select(sample => HostileReceiver.Judge(sample.State, sample.Port, Bytes(sample.Hex), sample.Why));

    private static IEnumerable<(HostileState State, int Port, string Hex, string Why)> Headers() =>
    [
        (HostileState.Connected, Peer, "", "empty"),
        (HostileState.Connected, Peer, "00", "one byte"),
        (HostileState.Connected, Peer, "8000", "a header without the sent time it announces"),
        (HostileState.Connected, Peer, "800000", "a header with half a sent time"),
        (HostileState.Connected, Peer, Short, "a header and nothing else"),
        (HostileState.Connected, Peer, Timed, "a header with a sent time and nothing else"),
        (HostileState.Connected, Peer, Timed + Ping + "*4097", "longer than any datagram"),
        (HostileState.Connected, Peer, "80040064" + Ping, "a peer id past the end of the table"),
        (HostileState.Connected, Peer, "8ffe0064" + Ping, "the highest peer id"),
        (HostileState.Connected, Peer, "80010064" + Ping, "a slot that nobody uses"),
        (HostileState.Connected, Stranger, Timed + Ping, "the right slot, another port"),
        (HostileState.Connected, Peer, "90000064" + Ping, "another session"),
        (HostileState.Connected, Peer, "b0000064" + Ping, "yet another session"),
        (HostileState.Connected, Peer, "c0000064" + Ping, "compressed, for a host without a compressor"),
        (HostileState.Connected, Peer, New + Ping, "a stranger's PING"),
        (HostileState.Free, Peer, New, "a stranger's header and nothing else"),
        (HostileState.Free, Peer, Timed + Ping, "a slot of a host that nobody is connected to"),
    ];

    private static IEnumerable<(HostileState State, int Port, string Hex, string Why)> Commands() =>
    [
        (HostileState.Connected, Peer, Timed + "80ff0002", "command 0"),
        (HostileState.Connected, Peer, Timed + "8dff0002", "command 13"),
        (HostileState.Connected, Peer, Timed + "8fff0002", "command 15"),
        (HostileState.Connected, Peer, Timed + "b5ff0002", "PING with the two unused bits set"),
        (HostileState.Connected, Peer, Timed + "85ff", "half a command header"),
        (HostileState.Connected, Peer, Timed + "84ff0002000000", "DISCONNECT, one byte short"),
        (HostileState.Connected, Peer, Timed + "8600000100", "SEND_RELIABLE, cut in its length"),
        (HostileState.Connected, Peer, Timed + "860000010002" + "61", "a payload of 2 of which 1 is there"),
        (HostileState.Connected, Peer, Timed + "86000001ffff" + "61", "a payload of 65,535 of which 1 is there"),
        (HostileState.Connected, Peer, Timed + Ping + "80ff0003", "a good PING, then command 0"),
        (HostileState.Connected, Peer, Timed + "85ff000285ff000385ff0004", "three PINGs"),
        (HostileState.Connected, Peer, Timed + Ping + Ping, "the same PING twice"),
        (HostileState.Connected, Peer, Short + Ping, "PING that wants an answer, without a sent time"),
        (HostileState.Connected, Peer, Short + Ping + "860000010001" + "61", "the same, with a packet behind it"),
        (HostileState.Connected, Peer, Short + "05ff0002", "PING that wants no answer"),
        (HostileState.Connected, Peer, Short + "0100006300630000", "ACKNOWLEDGE of what was never sent"),
        (HostileState.Connected, Peer, Short + "01ff0001" + "0001" + "0200", "ACKNOWLEDGE of a command sent in the future"),
        (HostileState.Connected, Peer, Short + "01ff0001" + "0001" + "000a", "ACKNOWLEDGE for the second time"),
        (HostileState.Connected, Peer, Timed + "8aff0002ffffffffffffffff", "BANDWIDTH_LIMIT of 4,294,967,295 both ways"),
        (HostileState.Connected, Peer, Timed + "8bff0002" + "00000000" + "00000000" + "ffffffff", "THROTTLE_CONFIGURE with interval 0 and deceleration 4,294,967,295"),
        (HostileState.Connected, Peer, Timed + string.Concat(Enumerable.Repeat(Ping, 100)), "a hundred times the same PING"),
    ];

    private static IEnumerable<(HostileState State, int Port, string Hex, string Why)> States() =>
    [
        (HostileState.Shaking, Peer, Timed + Ping, "PING before the handshake is complete"),
        (HostileState.Shaking, Peer, Timed + "860000010001" + "61", "a packet before the handshake is complete"),
        (HostileState.Shaking, Peer, Short + "01ff00070007000a", "ACKNOWLEDGE of another command than VERIFY_CONNECT"),
        (HostileState.Shaking, Peer, Timed + "84ff000200000007", "DISCONNECT that wants an answer, before the handshake is complete"),
        (HostileState.Shaking, Peer, Short + "44ff000200000007", "DISCONNECT that wants none, before the handshake is complete"),
        (HostileState.Leaving, Peer, Timed + Ping, "PING to somebody who leaves"),
        (HostileState.Leaving, Peer, Timed + "860000010001" + "61", "a packet to somebody who leaves"),
        (HostileState.Leaving, Peer, Short + "01ff00070007001e", "ACKNOWLEDGE of another command than DISCONNECT"),
        (HostileState.Leaving, Peer, Timed + "84ff000200000007", "DISCONNECT to somebody who leaves"),
        (HostileState.Later, Peer, Timed + "860000010001" + "61", "a packet to somebody who leaves later"),
        (HostileState.Later, Peer, Timed + "8800000100010001" + "00000002000000000000000200000000" + "61", "a fragment to somebody who leaves later"),
        (HostileState.Later, Peer, Short + "490000000001000161", "an unsequenced packet to somebody who leaves later"),
        (HostileState.Connected, Peer, Timed + "84ff000200000007" + "860000010001" + "61", "DISCONNECT, with a packet behind it"),
        (HostileState.Connected, Peer, Timed + "860000010001" + "61" + "84ff000200000007", "a packet, with DISCONNECT behind it"),
        (HostileState.Connected, Peer, Short + "44ff000200000007", "DISCONNECT that wants no answer"),
    ];

    // A star and a number at the end: zero bytes up to that length.
    private static byte[] Bytes(string hex)
    {
        string[] parts = hex.Split('*');
        byte[] bytes = Convert.FromHexString(parts[0]);
        if (parts.Length > 1) Array.Resize(ref bytes, int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
        return bytes;
    }
}
