using System;
using System.Collections.Generic;
using System.Linq;

namespace ManagedENet.Godot.Variants;

/// <summary>A way through the tree of nodes, and from there to a property: <c>/root/Main/Player:position:x</c>.</summary>
public sealed class NodePath : IEquatable<NodePath>
{
    private readonly string[] _names;
    private readonly string[] _subnames;

    /// <summary>From its parts.</summary>
    /// <param name="names">The nodes.</param>
    /// <param name="subnames">The property and its parts.</param>
    /// <param name="isAbsolute">True when it starts at the root of the tree.</param>
    public NodePath(IEnumerable<string> names, IEnumerable<string>? subnames = null, bool isAbsolute = false)
    {
        _names = names.ToArray();
        _subnames = subnames?.ToArray() ?? Array.Empty<string>();
        IsAbsolute = isAbsolute;
    }

    /// <summary>From its text.</summary>
    public NodePath(string path)
    {
        if (path is null) throw new ArgumentNullException(nameof(path));
        string[] parts = path.Split(':');
        IsAbsolute = parts[0].StartsWith('/');
        _names = parts[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        _subnames = parts.Skip(1).Where(part => part.Length > 0).ToArray();
    }

    /// <summary>The nodes on the way.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The property and its parts.</summary>
    public IReadOnlyList<string> Subnames => _subnames;

    /// <summary>True when it starts at the root of the tree.</summary>
    public bool IsAbsolute { get; }

    /// <inheritdoc/>
    public override string ToString() => (IsAbsolute ? "/" : string.Empty) + string.Join("/", _names) + string.Concat(_subnames.Select(name => ":" + name));

    /// <inheritdoc/>
    public bool Equals(NodePath? other) =>
        other is not null && IsAbsolute == other.IsAbsolute && _names.AsSpan().SequenceEqual(other._names) && _subnames.AsSpan().SequenceEqual(other._subnames);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NodePath);

    // Name by name, not of the whole text: "a/b" as one name and as two are unlike, and whoever sends these as keys could make any number of such pairs.
    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(IsAbsolute);
        hash.Add(_names.Length);
        foreach (string name in _names) hash.Add(name, StringComparer.Ordinal);
        foreach (string name in _subnames) hash.Add(name, StringComparer.Ordinal);
        return hash.ToHashCode();
    }
}
