using System;
using System.IO;

namespace ManagedENet.Conformance.Own;

/// <summary>
/// The project's own vectors are made by these tests and kept in the repository. Usually a test compares what it makes with what is kept; with
/// <c>MANAGEDENET_ACCEPT_VECTORS=1</c> it replaces it, and the difference is for the eyes of whoever commits it.
/// </summary>
internal static class AcceptMode
{
    public const string Variable = "MANAGEDENET_ACCEPT_VECTORS";

    public static string Folder => Path.Combine(RepositoryFiles.Vectors, "own");

    public static bool IsOn => Environment.GetEnvironmentVariable(Variable) == "1";

    /// <summary>Lines of a file of the own vectors; the file as it is made now when changes are accepted.</summary>
    public static string[] Lines(string file, Func<string> make)
    {
        string text = IsOn ? make() : File.ReadAllText(Path.Combine(Folder, file));
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public static void Check(string file, string made)
    {
        string path = Path.Combine(Folder, file);
        if (IsOn)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, made);
            return;
        }

        Assert.That(File.Exists(path), Is.True, $"{file} is missing: {Variable}=1 makes it.");
        string[] kept = File.ReadAllText(path).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] now = made.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < Math.Max(kept.Length, now.Length); i++)
        {
            string expected = i < kept.Length ? kept[i] : "(nothing)";
            string actual = i < now.Length ? now[i] : "(nothing)";
            Assert.That(actual, Is.EqualTo(expected), $"{file}:{i + 1}. If the change is meant, {Variable}=1 accepts it.");
        }
    }
}
