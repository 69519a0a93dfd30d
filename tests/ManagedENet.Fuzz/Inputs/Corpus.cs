using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using ManagedENet.Fuzz.Worlds;

namespace ManagedENet.Fuzz.Inputs;

/// <summary>Inputs that each reach something that no other does. The file has one on each line: its world in a word, its bytes in hex; lines that begin with # are for people.</summary>
internal static class Corpus
{
    /// <summary>The corpus of this repository.</summary>
    public static string File => Path.Combine(Repository.Folder, "tests", "ManagedENet.Fuzz", "corpus.txt");

    public static byte[][] Read() => System.IO.File.Exists(File) ? Read(System.IO.File.ReadLines(File)) : [];

    public static byte[][] Read(IEnumerable<string> lines) => [.. lines.Where(line => line.Length > 0 && line[0] != '#').Select(Parse)];

    public static void Write(string file, IEnumerable<string> comment, IEnumerable<byte[]> inputs) =>
        System.IO.File.WriteAllLines(file, comment.Select(line => "# " + line).Concat(inputs.Select(Format)));

    /// <summary>A line.</summary>
    public static string Format(byte[] input) => $"{FuzzWorlds.NameOf(input)} {Convert.ToHexStringLower(input)}";

    private static byte[] Parse(string line) => Convert.FromHexString(line.AsSpan(line.IndexOf(' ', StringComparison.Ordinal) + 1));
}
