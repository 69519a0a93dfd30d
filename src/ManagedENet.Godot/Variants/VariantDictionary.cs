using System.Collections;
using System.Collections.Generic;

namespace ManagedENet.Godot.Variants;

/// <summary>Pairs of keys and values, which keep the order in which they were added. Stands for Godot's <c>Dictionary</c>.</summary>
/// <remarks>
/// Keys are compared by value: numbers, texts, paths, colours, Vector2, Vector3 and the whole-number types. Any other type is compared by identity.
/// </remarks>
public sealed class VariantDictionary : IReadOnlyCollection<KeyValuePair<Variant, Variant>>
{
    private readonly Dictionary<Variant, int> _places = new(VariantKeyComparer.Instance);
    private readonly List<KeyValuePair<Variant, Variant>> _pairs = new();

    /// <summary>What its keys are; anything by default. Godot 4.4 and later.</summary>
    public ContainerType KeyType { get; set; }

    /// <summary>What its values are; anything by default. Godot 4.4 and later.</summary>
    public ContainerType ValueType { get; set; }

    /// <inheritdoc/>
    public int Count => _pairs.Count;

    /// <summary>A value by its key. Setting adds a pair, or changes its value in place.</summary>
    /// <exception cref="KeyNotFoundException">There is no such key; <see cref="TryGetValue"/> answers instead of throwing.</exception>
    public Variant this[Variant key]
    {
        get => TryGetValue(key, out Variant value) ? value : throw new KeyNotFoundException($"The dictionary has no key {key}.");
        set
        {
            var pair = new KeyValuePair<Variant, Variant>(key, value);
            if (_places.TryGetValue(key, out int place))
            {
                _pairs[place] = pair;
                return;
            }

            _places.Add(key, _pairs.Count);
            _pairs.Add(pair);
        }
    }

    /// <summary>Adds a pair, or changes its value; lets a dictionary be written as a list of pairs.</summary>
    public void Add(Variant key, Variant value) => this[key] = value;

    /// <summary>Looks a value up.</summary>
    /// <returns>False when there is no such key.</returns>
    public bool TryGetValue(Variant key, out Variant value)
    {
        bool isThere = _places.TryGetValue(key, out int place);
        value = isThere ? _pairs[place].Value : default;
        return isThere;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<Variant, Variant>> GetEnumerator() => _pairs.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => VariantText.Of(this);

    /// <summary>True when both hold equal pairs in the same order; a level above the pairs' own.</summary>
    internal bool ContentEquals(VariantDictionary other, int depth)
    {
        if (KeyType != other.KeyType || ValueType != other.ValueType || _pairs.Count != other._pairs.Count) return false;
        for (int i = 0; i < _pairs.Count; i++)
        {
            if (!_pairs[i].Key.Equals(other._pairs[i].Key, depth + 1) || !_pairs[i].Value.Equals(other._pairs[i].Value, depth + 1)) return false;
        }

        return true;
    }
}
