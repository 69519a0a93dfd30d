using System;
using System.Text;

namespace ManagedENet.Godot.Scene;

/// <summary>MD5 as 32 hexadecimal digits, as Godot writes it. It compares scripts and protects nothing.</summary>
internal static partial class Md5Text
{
    public const int Length = 32;

    public static string Compute(string text)
    {
        byte[] hash = Hash(Encoding.UTF8.GetBytes(text));
        var digits = new StringBuilder(Length);
        foreach (byte value in hash) digits.Append(FormattableString.Invariant($"{value:x2}"));
        return digits.ToString();
    }
}
