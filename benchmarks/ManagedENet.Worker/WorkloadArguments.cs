using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ManagedENet.Tool.CommandLine;

namespace ManagedENet.Worker;

/// <summary>A workload and what it is told, in the words that the native program and the managed worker both understand: <c>stream kind=reliable size=32</c>.</summary>
internal sealed class WorkloadArguments
{
    private readonly KeyValuePair<string, string>[] _values;

    public WorkloadArguments(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Workload = words.Length == 0 ? string.Empty : words[0];
        _values = words.Skip(1).Select(Split).ToArray();
    }

    private WorkloadArguments(string workload, IEnumerable<KeyValuePair<string, string>> values)
    {
        Workload = workload;
        _values = values.ToArray();
    }

    /// <summary>The name of the workload.</summary>
    public string Workload { get; }

    /// <summary>One word for each, as a process gets them.</summary>
    public IEnumerable<string> Words => _values.Select(pair => $"{pair.Key}={pair.Value}").Prepend(Workload);

    public string Text(string key, string fallback) => _values.Where(pair => pair.Key == key).Select(pair => pair.Value).FirstOrDefault(fallback);

    public int Number(string key, int fallback)
    {
        string text = Text(key, FormattableText.Of(fallback));
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)) return number;
        throw new ToolException($"{key} takes a whole number, not '{text}'.");
    }

    public WorkloadArguments With(string key, string value) =>
        new(Workload, _values.Where(pair => pair.Key != key).Append(new KeyValuePair<string, string>(key, value)));

    public WorkloadArguments Named(string workload) => new(workload, _values);

    public override string ToString() => string.Join(' ', Words);

    private static KeyValuePair<string, string> Split(string word)
    {
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1) throw new ToolException($"'{word}' is not KEY=VALUE.");
        return new KeyValuePair<string, string>(word[..equals], word[(equals + 1)..]);
    }
}
