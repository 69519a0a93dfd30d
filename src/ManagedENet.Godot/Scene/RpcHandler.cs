namespace ManagedENet.Godot.Scene;

/// <summary>Does what a remote call asks for.</summary>
/// <param name="call">Who called what, with which arguments.</param>
public delegate void RpcHandler(RpcCall call);
