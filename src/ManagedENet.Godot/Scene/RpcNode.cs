using System;
using System.Collections.Generic;
using System.Text;
using ManagedENet.Godot.Variants;

namespace ManagedENet.Godot.Scene;

/// <summary>
/// A node of the game's tree, as far as the network is concerned: a path, an authority and methods. Others can only call what is registered here.
/// </summary>
public sealed class RpcNode
{
    private const ushort NodeLevelBit = 0x8000;

    private readonly MultiplayerLayer _layer;
    private readonly List<RpcMethod> _scriptMethods = new();
    private readonly List<RpcMethod> _nodeMethods = new();
    private readonly Dictionary<string, RpcMethod> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RpcMethod> _properties = new(StringComparer.Ordinal);
    private string? _checksum;

    internal RpcNode(MultiplayerLayer layer, string path)
    {
        _layer = layer;
        Path = path;
    }

    /// <summary>Its path below the root of the multiplayer tree: <c>Main/Player</c> for the node <c>/root/Main/Player</c>.</summary>
    public string Path { get; }

    /// <summary>Unique id of the peer that it belongs to (<c>multiplayer_authority</c>; Godot 3: network master). 1, the server, by default.</summary>
    public int Authority { get; set; } = GodotMultiplayerPeer.Server;

    /// <summary>Yours.</summary>
    public object? Tag { get; set; }

    /// <summary>The methods that can be called.</summary>
    public IReadOnlyCollection<RpcMethod> Methods => _byName.Values;

    /// <summary>Declares a method. Declare all of a script's remote methods before the first call: in Godot 4 each new one changes the others' numbers.</summary>
    /// <returns>This node, for more.</returns>
    /// <exception cref="ArgumentException">There is a method of that name.</exception>
    public RpcNode Add(RpcMethod method)
    {
        if (method is null) throw new ArgumentNullException(nameof(method));
        _layer.Peer.VerifyThread();
        if (!_byName.TryAdd(method.Name, method)) throw new ArgumentException($"{Path} has a method {method.Name} already.", nameof(method));
        List<RpcMethod> list = method.IsNodeLevel ? _nodeMethods : _scriptMethods;
        list.Add(method);
        list.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        for (int i = 0; i < list.Count; i++) list[i].Id = (ushort)(i | (method.IsNodeLevel ? NodeLevelBit : 0));
        _checksum = null;
        return this;
    }

    /// <summary>Declares a method that everybody may call, the most common kind on a server.</summary>
    /// <returns>This node, for more.</returns>
    /// <exception cref="ArgumentException">There is a method of that name.</exception>
    public RpcNode AddAnyPeer(string name, RpcHandler? handler = null, params VariantType[] signature)
    {
        if (signature is null) throw new ArgumentNullException(nameof(signature), "Name no types to take any arguments.");
        return Add(new RpcMethod(name, handler) { Mode = RpcMode.AnyPeer, Signature = signature.Length > 0 ? signature : null });
    }

    /// <summary>Godot 3: declares a property that others can set (<c>rset</c>); its handler gets the value as the only argument.</summary>
    /// <returns>This node, for more.</returns>
    /// <exception cref="ArgumentException">There is a property of that name.</exception>
    public RpcNode AddProperty(RpcMethod property)
    {
        if (property is null) throw new ArgumentNullException(nameof(property));
        _layer.Peer.VerifyThread();
        if (!_properties.TryAdd(property.Name, property)) throw new ArgumentException($"{Path} has a property {property.Name} already.", nameof(property));
        return this;
    }

    /// <summary>Calls a method on other peers (<c>rpc</c> and <c>rpc_id</c>).</summary>
    /// <param name="target">0 everyone; a positive id that peer; a negative id everyone but that one.</param>
    /// <param name="method">A method that was declared.</param>
    /// <param name="arguments">At most 255.</param>
    /// <returns><see cref="ENetSendResult.Queued"/>, or the first reason why somebody does not get it.</returns>
    /// <exception cref="ArgumentException">The method is not declared, there are too many arguments, or it means only us and is not to be called locally.</exception>
    /// <exception cref="NotSupportedException">Godot 3 has no such type.</exception>
    public ENetSendResult Rpc(int target, string method, params Variant[] arguments)
    {
        if (arguments is null) throw new ArgumentNullException(nameof(arguments));
        return _layer.Call(this, Find(method), target, arguments);
    }

    /// <inheritdoc/>
    public override string ToString() => Path;

    /// <summary>The MD5 of all names in the order of their numbers, by which two peers compare their scripts.</summary>
    internal string Checksum
    {
        get
        {
            if (_checksum is not null) return _checksum;
            var names = new StringBuilder();
            foreach (RpcMethod method in _nodeMethods) names.Append(method.Name);
            foreach (RpcMethod method in _scriptMethods) names.Append(method.Name);
            return _checksum = Md5Text.Compute(names.ToString());
        }
    }

    internal bool TryFind(ushort id, out RpcMethod? method)
    {
        List<RpcMethod> list = (id & NodeLevelBit) != 0 ? _nodeMethods : _scriptMethods;
        int index = id & ~NodeLevelBit;
        method = index < list.Count ? list[index] : null;
        return method is not null;
    }

    internal bool TryFind(string name, out RpcMethod? method) => _byName.TryGetValue(name, out method);

    internal bool TryFindProperty(string name, out RpcMethod? property) => _properties.TryGetValue(name, out property);

    private RpcMethod Find(string name) => _byName.TryGetValue(name, out RpcMethod? method)
        ? method
        : throw new ArgumentException($"{Path} has no method {name}; declare it with Add.", nameof(name));
}
