namespace ManagedENet.Godot.Diagnostics;

/// <summary>Why something that arrived was not taken. Each is a counter: <see cref="GodotDropCounts"/>.</summary>
public enum GodotDropReason
{
    /// <summary>A client came while <see cref="GodotMultiplayerPeer.RefuseNewConnections"/> was set, or somebody connected to a client or a mesh host.</summary>
    ConnectionRefused,

    /// <summary>A client came with the id 0, 1 or a negative one.</summary>
    InvalidPeerId,

    /// <summary>A client came with an id that another one has.</summary>
    TakenPeerId,

    /// <summary>A Godot 3 packet without room for its eight bytes of source and target.</summary>
    ShortFrame,

    /// <summary>A Godot 3 packet whose source is not its sender.</summary>
    ForgedSource,

    /// <summary>A packet to be passed on whose target is not there (any more), or while the server passes nothing on.</summary>
    UnknownTarget,

    /// <summary>A Godot 3 message about peers that is too short, of an unknown kind, about an impossible id, or from a client.</summary>
    InvalidSystemMessage,

    /// <summary>A packet of a peer whose unread packets use up <see cref="GodotPeerOptions.MaximumQueuedBytes"/>.</summary>
    QueueFull,

    /// <summary>A packet from a peer that the scene layer does not know.</summary>
    UnknownPeer,

    /// <summary>Something else than authentication from a peer that is still authenticating.</summary>
    NotAuthenticated,

    /// <summary>An empty packet, or one with a command that does not exist.</summary>
    UnknownCommand,

    /// <summary>A packet that ends before its contents do, or whose lengths contradict each other.</summary>
    Malformed,

    /// <summary>A message that only the server may send, or that makes no sense in our role.</summary>
    NotAllowed,

    /// <summary>A path that no node is registered at.</summary>
    UnknownNode,

    /// <summary>A number for a path that its sender has not introduced, or has introduced twice.</summary>
    UnknownPathId,

    /// <summary>A peer introduced more paths than one may.</summary>
    TooManyPaths,

    /// <summary>A call of a method, or a change of a property, that the node does not have.</summary>
    UnknownMethod,

    /// <summary>A call that the method's mode does not allow this peer.</summary>
    CallForbidden,

    /// <summary>Arguments that are not valid Variants, or too deep or too many.</summary>
    InvalidArguments,

    /// <summary>A call with other arguments than the method declares.</summary>
    WrongSignature,

    /// <summary>A packet to be passed on that its target's connection did not take: it has no such channel, or too much waits to be sent on it.</summary>
    NotPassedOn,
}
