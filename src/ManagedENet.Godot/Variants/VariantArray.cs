using System.Collections;
using System.Collections.Generic;

namespace ManagedENet.Godot.Variants;

/// <summary>An array of values, typed or not. Stands for Godot's <c>Array</c>.</summary>
public sealed class VariantArray : IReadOnlyList<Variant>
{
    private readonly List<Variant> _items = new();

    /// <summary>An empty one.</summary>
    public VariantArray()
    {
    }

    /// <summary>One with these values.</summary>
    public VariantArray(params Variant[] items) => _items.AddRange(items);

    /// <summary>What it holds; anything by default. Its values are not checked against it. Godot 3 knows no such thing.</summary>
    public ContainerType ElementType { get; set; }

    /// <inheritdoc/>
    public int Count => _items.Count;

    /// <summary>A value by its place.</summary>
    public Variant this[int index]
    {
        get => _items[index];
        set => _items[index] = value;
    }

    /// <summary>Adds a value at the end.</summary>
    public void Add(Variant item) => _items.Add(item);

    /// <inheritdoc/>
    public IEnumerator<Variant> GetEnumerator() => _items.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => VariantText.Of(this);

    /// <summary>True when both hold equal values in the same order; a level above the values' own.</summary>
    internal bool ContentEquals(VariantArray other, int depth)
    {
        if (ElementType != other.ElementType || _items.Count != other._items.Count) return false;
        for (int i = 0; i < _items.Count; i++)
        {
            if (!_items[i].Equals(other._items[i], depth + 1)) return false;
        }

        return true;
    }
}
