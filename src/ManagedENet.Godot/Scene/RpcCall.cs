using System;
using System.Collections.Generic;
using ManagedENet.Godot.Variants;

namespace ManagedENet.Godot.Scene;

/// <summary>A remote call that arrived, or a local one of a method that is called here as well.</summary>
public readonly struct RpcCall
{
    private readonly Variant[]? _arguments;

    internal RpcCall(MultiplayerLayer layer, int sender, RpcNode node, RpcMethod method, Variant[] arguments)
    {
        Layer = layer;
        Sender = sender;
        Node = node;
        Method = method;
        _arguments = arguments;
    }

    /// <summary>Where it arrived.</summary>
    public MultiplayerLayer Layer { get; }

    /// <summary>Unique id of the caller; our own for a local call.</summary>
    public int Sender { get; }

    /// <summary>The node.</summary>
    public RpcNode Node { get; }

    /// <summary>The method.</summary>
    public RpcMethod Method { get; }

    /// <summary>
    /// The arguments. Another peer chose them: their number and types are those of <see cref="RpcMethod.Signature"/> where one is declared, and anything where none is.
    /// </summary>
    public IReadOnlyList<Variant> Arguments => _arguments ?? Array.Empty<Variant>();

    /// <summary>An argument as a type of .NET; the default of the type when it is missing or something else.</summary>
    public T? Argument<T>(int index) => _arguments is { } all && (uint)index < (uint)all.Length && all[index].TryGet(out T value) ? value : default;
}
