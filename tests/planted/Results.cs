using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace ManagedENet.Planted;

/// <summary>The outcomes so far, one line each in a file, so that a run that was ended goes on where it was.</summary>
internal sealed class Results
{
    private readonly string _path;
    private readonly Dictionary<string, Outcome> _outcomes = new(StringComparer.Ordinal);

    public Results(string path)
    {
        _path = path;
        if (!File.Exists(path)) return;
        foreach (Outcome outcome in File.ReadLines(path).Select(Outcome.FromLine).OfType<Outcome>()) _outcomes[outcome.Fault] = outcome;
    }

    public static string DigestOf(Fault fault) => DigestOf($"{fault.Text}\n{fault.Becomes}");

    public static string DigestOf(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];

    /// <summary>The outcome of a fault whose file still says the same.</summary>
    public Outcome? Find(Fault fault) => _outcomes.TryGetValue(fault.Name, out Outcome? outcome) && outcome.Digest == DigestOf(fault) ? outcome : null;

    public void Add(Outcome outcome)
    {
        _outcomes[outcome.Fault] = outcome;
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        File.AppendAllText(_path, outcome.ToLine() + "\n");
    }

    /// <summary>The test that found a fault of this name the last time, and its project; nulls when none did.</summary>
    public (string? Project, string? Test) LastFinder(Fault fault)
    {
        if (!_outcomes.TryGetValue(fault.Name, out Outcome? outcome) || !outcome.IsGood) return default;
        string[] parts = outcome.By.Split(": ", 2);
        return parts.Length == 2 && !parts[1].Contains(' ', StringComparison.Ordinal) ? (parts[0], parts[1]) : default;
    }

    public void Clear()
    {
        _outcomes.Clear();
        if (File.Exists(_path)) File.Delete(_path);
    }
}
