using ManagedENet.Protocol.Connections;

namespace ManagedENet.Conformance.Replay;

/// <summary>
/// The facts of a connection as native would show them: its slot forgets the channels as soon as its queues are dropped, and everything else at the end. Ours stay readable.
/// </summary>
internal static class NativeFacts
{
    private const long UnknownRoundTripMs = 500;
    private const long FullThrottle = 32;
    private const long LargestWindow = 65_536;
    private const long NoPeerId = 0xFFF;
    private const long NoSession = 255;

    public static long Channels(Connection connection) => IsOpen(connection) ? connection.ChannelCount : 0;

    public static long UnlessOver(Connection connection, long value, long atTheEnd = 0) => connection.State == ENetPeerState.Disconnected ? atTheEnd : value;

    public static long RoundTrip(Connection connection, long value) => UnlessOver(connection, value, UnknownRoundTripMs);

    public static long Throttle(Connection connection, long value) => UnlessOver(connection, value, FullThrottle);

    /// <summary>What a slot shows in which nobody ever sat.</summary>
    public static long OfUnusedSlot(string field, int mtuBytes) => field switch
    {
        "rtt" or "last_rtt" or "lowest_rtt" => UnknownRoundTripMs,
        "throttle" or "throttle_limit" => FullThrottle,
        "window" => LargestWindow,
        "out_peer" => NoPeerId,
        "out_session" or "in_session" => NoSession,
        "mtu" => mtuBytes,
        _ => 0,
    };

    private static bool IsOpen(Connection connection) => connection.State is not
        (ENetPeerState.Disconnected or ENetPeerState.Disconnecting or ENetPeerState.AcknowledgingDisconnect or ENetPeerState.Zombie);
}
