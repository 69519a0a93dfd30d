using System.Collections.Generic;

namespace ManagedENet.Conformance.IndependentReader;

/// <summary>
/// The fields of each command after its four-byte header, in order: name, bytes, and whether a conversation shows them as hexadecimal.
/// A field named <c>len</c> says how many bytes of payload follow the command.
/// </summary>
internal static class CommandLayouts
{
    private static readonly CommandField[] Handshake =
    [
        new("out_peer_id", 2), new("in_session", 1), new("out_session", 1), new("mtu", 4), new("window", 4), new("channels", 4), new("in_bw", 4), new("out_bw", 4),
        new("thr_interval", 4), new("thr_accel", 4), new("thr_decel", 4), new("connect_id", 4, IsHex: true),
    ];

    private static readonly CommandField[] Fragment =
        [new("start_seq", 2), new("len", 2), new("count", 4), new("number", 4), new("total", 4), new("offset", 4)];

    public static readonly IReadOnlyDictionary<int, (string Name, CommandField[] Fields)> ByNumber = new Dictionary<int, (string, CommandField[])>
    {
        [1] = ("ACK", [new("received_seq", 2), new("received_sent_time", 2)]),
        [2] = ("CONNECT", [.. Handshake, new("data", 4, IsHex: true)]),
        [3] = ("VERIFY_CONNECT", Handshake),
        [4] = ("DISCONNECT", [new("data", 4, IsHex: true)]),
        [5] = ("PING", []),
        [6] = ("SEND_RELIABLE", [new("len", 2)]),
        [7] = ("SEND_UNRELIABLE", [new("useq", 2), new("len", 2)]),
        [8] = ("SEND_FRAGMENT", Fragment),
        [9] = ("SEND_UNSEQUENCED", [new("group", 2), new("len", 2)]),
        [10] = ("BANDWIDTH_LIMIT", [new("in_bw", 4), new("out_bw", 4)]),
        [11] = ("THROTTLE_CONFIGURE", [new("interval", 4), new("accel", 4), new("decel", 4)]),
        [12] = ("SEND_UNRELIABLE_FRAGMENT", Fragment),
    };
}
