using System.IO;

namespace ManagedENet.Trace;

/// <summary>Files that this program writes.</summary>
internal static class TextFile
{
    /// <summary>Leaves a file alone that says the same already, so that a second run changes nothing at all.</summary>
    public static void WriteIfChanged(string path, string text)
    {
        if (!File.Exists(path) || File.ReadAllText(path) != text) File.WriteAllText(path, text);
    }
}
