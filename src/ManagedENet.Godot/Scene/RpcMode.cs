namespace ManagedENet.Godot.Scene;

/// <summary>Who may call a method. Stands for Godot 4's <c>RPCMode</c> and for Godot 3's keywords.</summary>
public enum RpcMode
{
    /// <summary>Nobody.</summary>
    Disabled = 0,

    /// <summary>Everybody (Godot 4: <c>any_peer</c>; Godot 3: <c>remote</c>).</summary>
    AnyPeer = 1,

    /// <summary>Only the node's authority (Godot 4: <c>authority</c>; Godot 3: <c>puppet</c>, called by its master).</summary>
    Authority = 2,

    /// <summary>Everybody, but only here when we are the node's authority (Godot 3: <c>master</c>).</summary>
    Master = 3,
}
