using System;
using System.Collections.Generic;
using ManagedENet.Godot.Variants;

namespace ManagedENet.Godot.Scene;

/// <summary>A method of a node that can be called from other peers, or, in Godot 3, a property that they can set.</summary>
/// <remarks>
/// Godot 4 sends numbers instead of names: the place of the name in the sorted list of all the script's remote methods. Declare them all, also those without a handler here.
/// </remarks>
public sealed class RpcMethod
{
    /// <summary>Declares a method.</summary>
    /// <param name="name">Its name in the script.</param>
    /// <param name="handler">What to do when it is called; null for a method that is only called on others.</param>
    public RpcMethod(string name, RpcHandler? handler = null)
    {
        if (string.IsNullOrEmpty(name) || name.Contains('\0', StringComparison.Ordinal)) throw new ArgumentException("A method has a name, without zeros in it.", nameof(name));
        Name = name;
        Handler = handler;
    }

    /// <summary>Its name in the script.</summary>
    public string Name { get; }

    /// <summary>What to do when it is called.</summary>
    public RpcHandler? Handler { get; }

    /// <summary>Who may call it. <see cref="RpcMode.Authority"/> by default, as <c>@rpc</c> without more; Godot 3's <c>remote</c> is <see cref="RpcMode.AnyPeer"/>.</summary>
    public RpcMode Mode { get; init; } = RpcMode.Authority;

    /// <summary>How calls of it travel. Reliable by default. In Godot 3 the caller says that.</summary>
    public GodotTransferMode TransferMode { get; init; } = GodotTransferMode.Reliable;

    /// <summary>The transfer channel of its calls; 0 by default.</summary>
    public int Channel { get; init; }

    /// <summary>A call that means us as well also happens here (Godot 4: <c>call_local</c>; Godot 3: the keywords with <c>sync</c>).</summary>
    public bool CallLocal { get; init; }

    /// <summary>Godot 4: it was declared by <c>Node.rpc_config</c> and not in the script. Such methods have numbers of their own.</summary>
    public bool IsNodeLevel { get; init; }

    /// <summary>
    /// The types of its arguments; calls with others are dropped and counted. <see cref="VariantType.Nil"/> stands for any type; whole numbers are taken where others are
    /// declared and the other way round, as scripts do. Null, the default, lets everything through.
    /// </summary>
    public IReadOnlyList<VariantType>? Signature { get; init; }

    internal ushort Id { get; set; }

    internal bool Accepts(Variant[] arguments)
    {
        if (Signature is null) return true;
        if (arguments.Length != Signature.Count) return false;
        for (int i = 0; i < arguments.Length; i++)
        {
            if (!IsTaken(Signature[i], arguments[i].Type)) return false;
        }

        return true;
    }

    private static bool IsTaken(VariantType declared, VariantType given)
    {
        if (declared == given || declared == VariantType.Nil) return true;
        return declared switch
        {
            VariantType.Int or VariantType.Float => given is VariantType.Int or VariantType.Float,
            VariantType.String or VariantType.StringName => given is VariantType.String or VariantType.StringName,
            _ => false,
        };
    }
}
