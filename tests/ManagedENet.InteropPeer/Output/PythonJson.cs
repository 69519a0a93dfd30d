using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace ManagedENet.InteropPeer.Output;

/// <summary>
/// JSON with the very spelling of Python's <c>json.dumps</c> (a space after each colon and comma, floats with a point),
/// so that a program that reads the scripts' lines as text reads ours as well.
/// </summary>
internal static class PythonJson
{
    /// <summary>A value as text.</summary>
    public static string Write(object? value)
    {
        var text = new StringBuilder();
        Append(text, value);
        return text.ToString();
    }

    public static void Append(StringBuilder line, object? value)
    {
        switch (value)
        {
            case null: line.Append("null"); break;
            case bool truth: line.Append(truth ? "true" : "false"); break;
            case string text: AppendString(line, text); break;
            case double number: AppendFloat(line, number); break;
            case IEnumerable<KeyValuePair<string, int>> table: AppendTable(line, table); break;
            case IEnumerable<int> numbers: AppendList(line, numbers.Select(number => (object)number)); break;
            case IEnumerable<int[]> lists: AppendList(line, lists); break;
            case IFormattable number: line.Append(number.ToString(null, CultureInfo.InvariantCulture)); break;
            default: throw new ArgumentException($"No JSON form is known for {value.GetType()}.", nameof(value));
        }
    }

    private static void AppendFloat(StringBuilder line, double number)
    {
        string digits = number.ToString("0.0##", CultureInfo.InvariantCulture);
        line.Append(digits);
    }

    private static void AppendTable(StringBuilder line, IEnumerable<KeyValuePair<string, int>> table)
    {
        string separator = "{";
        bool any = false;
        foreach ((string name, int count) in table)
        {
            any = true;
            line.Append(separator);
            AppendString(line, name);
            line.Append(": ").Append(count.ToString(CultureInfo.InvariantCulture));
            separator = ", ";
        }

        line.Append(any ? "}" : "{}");
    }

    private static void AppendList(StringBuilder line, IEnumerable<object> items)
    {
        line.Append('[').AppendJoin(", ", items.Select(Write)).Append(']');
    }

    private static void AppendString(StringBuilder line, string text)
    {
        line.Append('"');
        foreach (char letter in text)
        {
            if (letter is '"' or '\\') line.Append('\\').Append(letter);
            else if (letter is < ' ' or > '~') line.Append("\\u").Append(((int)letter).ToString("x4", CultureInfo.InvariantCulture));
            else line.Append(letter);
        }

        line.Append('"');
    }
}
