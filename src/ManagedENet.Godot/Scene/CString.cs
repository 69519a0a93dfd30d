using System;
using System.Text;

namespace ManagedENet.Godot.Scene;

/// <summary>Text with a zero behind it, as the engines send paths and names.</summary>
internal static class CString
{
    /// <summary>The text up to the zero, or all of it where there is none.</summary>
    public static string Read(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes.Slice(0, end));
    }
}
