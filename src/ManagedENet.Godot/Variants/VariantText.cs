using System.Collections.Generic;
using System.Text;

namespace ManagedENet.Godot.Variants;

/// <summary>Arrays and dictionaries as text. Three dots stand for one within itself, and for what is nested too deep to be written.</summary>
internal sealed class VariantText
{
    private readonly StringBuilder _text = new();
    private readonly List<object> _around = new();

    public static string Of(VariantArray array)
    {
        var text = new VariantText();
        text.Append(array);
        return text._text.ToString();
    }

    public static string Of(VariantDictionary dictionary)
    {
        var text = new VariantText();
        text.Append(dictionary);
        return text._text.ToString();
    }

    private void Append(in Variant value)
    {
        switch (value.Boxed)
        {
            case VariantArray array:
                Append(array);
                break;
            case VariantDictionary dictionary:
                Append(dictionary);
                break;
            default:
                _text.Append(value.ToString());
                break;
        }
    }

    private void Append(VariantArray array)
    {
        _text.Append('[');
        if (TryEnter(array))
        {
            for (int i = 0; i < array.Count; i++)
            {
                if (i > 0) _text.Append(", ");
                Append(array[i]);
            }

            Leave();
        }

        _text.Append(']');
    }

    private void Append(VariantDictionary dictionary)
    {
        _text.Append('{');
        if (TryEnter(dictionary))
        {
            bool isFirst = true;
            foreach (KeyValuePair<Variant, Variant> pair in dictionary)
            {
                if (!isFirst) _text.Append(", ");
                isFirst = false;
                Append(pair.Key);
                _text.Append(": ");
                Append(pair.Value);
            }

            Leave();
        }

        _text.Append('}');
    }

    private bool TryEnter(object container)
    {
        bool isOpen = _around.Count < VariantLimits.DeepestNesting;
        foreach (object outer in _around) isOpen &= !ReferenceEquals(outer, container);
        if (isOpen) _around.Add(container);
        else _text.Append("...");
        return isOpen;
    }

    private void Leave() => _around.RemoveAt(_around.Count - 1);
}
