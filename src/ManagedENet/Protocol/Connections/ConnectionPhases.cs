using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Connections;

/// <summary>
/// The one table of what each state makes of each command, and of what it acknowledges. Read a row as a state and a column as a command.
/// </summary>
internal static class ConnectionPhases
{
    private const CommandAction H = CommandAction.Handle;
    private const CommandAction I = CommandAction.Ignore;
    private const CommandAction R = CommandAction.Refuse;

    private const int KindCount = CommandLayout.KindCount;

    // Requirement: HSK-050, HSK-040, HSK-029
    private static readonly CommandAction[] Actions =
    {
        //  none  ack  connect verify disconnect ping reliable unreliable fragment unsequenced bandwidth throttle unreliableFragment
        R, I, R, I, I, R, R, R, R, R, R, R, R, // Disconnected
        R, H, R, H, H, R, R, R, R, R, R, R, R, // Connecting
        R, H, R, I, H, R, R, R, R, R, R, R, R, // AcknowledgingConnect
        R, H, R, I, H, R, R, R, R, R, R, R, R, // ConnectionPending
        R, H, R, I, H, R, R, R, R, R, R, R, R, // ConnectionSucceeded
        R, H, R, I, H, H, H, H, H, H, H, H, H, // Connected
        R, H, R, I, H, H, H, H, H, H, H, H, H, // DisconnectLater
        R, H, R, I, H, R, R, R, R, R, R, R, R, // Disconnecting
        R, H, R, I, I, R, R, R, R, R, R, R, R, // AcknowledgingDisconnect
        R, I, R, I, I, R, R, R, R, R, R, R, R, // Zombie
    };

    /// <summary>What a connection in this state does with this command.</summary>
    public static CommandAction For(ENetPeerState state, CommandKind kind) => Actions[((int)state * KindCount) + (int)kind];

    /// <summary>True when a connection in this state acknowledges this command, once it was not refused.</summary>
    // Requirement: HSK-050, HSK-029, DIS-024
    public static bool Acknowledges(ENetPeerState state, CommandKind kind) => state switch
    {
        ENetPeerState.Disconnected or ENetPeerState.AcknowledgingConnect or ENetPeerState.Disconnecting or ENetPeerState.Zombie => false,
        ENetPeerState.AcknowledgingDisconnect => kind == CommandKind.Disconnect,
        _ => true,
    };

    /// <summary>Where a DISCONNECT leads: the answer is owed, or the event of the end, or nothing.</summary>
    public static ENetPeerState AfterGoodbye(ENetPeerState state, bool isAnswered, Surroundings policies) => state switch
    {
        // Requirement: DIS-020
        ENetPeerState.Connected or ENetPeerState.DisconnectLater => isAnswered ? ENetPeerState.AcknowledgingDisconnect : ENetPeerState.Zombie,
        // Requirement: DIS-026, DEV-079
        ENetPeerState.Disconnecting => isAnswered && !policies.CrossingGoodbyeIsUnanswered ? ENetPeerState.AcknowledgingDisconnect : ENetPeerState.Zombie,
        // It believes itself connected and waits for our answer; the application has never heard of it and never will.
        // Requirement: HSK-031, DEV-067
        ENetPeerState.AcknowledgingConnect when isAnswered && !policies.HalfOpenGoodbyeIsUnanswered => ENetPeerState.AcknowledgingDisconnect,
        ENetPeerState.Connecting or ENetPeerState.ConnectionSucceeded => ENetPeerState.Zombie,
        _ => ENetPeerState.Disconnected,
    };

    /// <summary>True in the states of whoever has said or heard a goodbye, or has nobody left to say one to.</summary>
    // Requirement: DIS-001
    public static bool IsEnding(ENetPeerState state) =>
        state is ENetPeerState.Disconnecting or ENetPeerState.Disconnected or ENetPeerState.AcknowledgingDisconnect or ENetPeerState.Zombie;

    /// <summary>True in the two states that count as connected.</summary>
    public static bool IsConnected(ENetPeerState state) => state is ENetPeerState.Connected or ENetPeerState.DisconnectLater;

    /// <summary>True in the states of whoever has said or heard a goodbye, or will say one as soon as nothing is under way.</summary>
    public static bool IsLeaving(ENetPeerState state) => state is ENetPeerState.DisconnectLater or ENetPeerState.Disconnecting or ENetPeerState.AcknowledgingDisconnect;

    /// <summary>True in the states in which a slot takes no datagrams.</summary>
    public static bool IsDeaf(ENetPeerState state) => state is ENetPeerState.Disconnected or ENetPeerState.Zombie;
}
